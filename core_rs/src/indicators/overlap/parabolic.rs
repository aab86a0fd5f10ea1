//! The parabolic stop, for `sar` and `sarext`.
//!
//! A stop that follows a position on the other side of the price: each bar it moves by a share of
//! its distance from the position's extreme, the share growing by a step at each new extreme up to
//! a maximum, and never beyond the last two bars. A bar that touches it reverses the position: the
//! stop jumps to the extreme, or to the last two bars' if that is further.
//!
//! Everything is written for a long position. A short one sees the negated bar, high and low
//! exchanged: negation is exact, so both give the same digits.
//!
//! # Source
//! J. Welles Wilder, "New Concepts in Technical Trading Systems" (1978); TA-Lib SAR, whose first
//! position is short if the second bar's low fell by more than its high rose.

/// Share of the distance from the extreme, for the positions of one side.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    first: f64,
    step: f64,
    most: f64,
}

impl Share {
    /// A share that begins at `first` and grows by `step`, neither above `most`.
    #[must_use]
    pub fn new(first: f64, step: f64, most: f64) -> Self {
        Self {
            first: first.min(most),
            step: step.min(most),
            most,
        }
    }
}

/// A position and its stop.
#[derive(Debug, Clone)]
pub struct Parabolic {
    long: Share,
    short: Share,
    /// Stop of the first position, positive for a long one; 0: by the first bars.
    start: f64,
    /// How much further a reversal moves the stop, as a share of it.
    offset: f64,
    is_long: bool,
    share: f64,
    stop: f64,
    extreme: f64,
    high: f64,
    low: f64,
    bars: usize,
}

impl Parabolic {
    /// Positions with these shares; see the fields for `start` and `offset`.
    #[must_use]
    pub fn new(long: Share, short: Share, start: f64, offset: f64) -> Self {
        Self {
            long,
            short,
            start,
            offset,
            is_long: true,
            share: 0.0,
            stop: 0.0,
            extreme: 0.0,
            high: 0.0,
            low: 0.0,
            bars: 0,
        }
    }

    /// Take a bar, give its stop, negative for a short position; NaN for the first bar.
    #[inline(always)]
    pub fn next(&mut self, high: f64, low: f64) -> f64 {
        let (last_high, last_low) = (self.high, self.low);
        (self.high, self.low) = (high, low);
        if self.bars < 2 {
            self.bars += 1;
            if self.bars == 1 {
                return f64::NAN;
            }
            self.open(last_high, last_low);
            return self.follow(high, low, high, low);
        }
        self.follow(high, low, last_high, last_low)
    }

    /// Whether the position of the last bar was a long one.
    #[inline(always)]
    #[must_use]
    pub fn is_long(&self) -> bool {
        self.is_long
    }

    /// Choose the first position on the second bar.
    fn open(&mut self, last_high: f64, last_low: f64) {
        let (rose, fell) = (self.high - last_high, last_low - self.low);
        self.is_long = if self.start == 0.0 {
            !(fell > 0.0 && rose < fell)
        } else {
            self.start > 0.0
        };
        self.share = self.shares().first;
        let (best, _) = self.seen(self.high, self.low);
        let (_, worst) = self.seen(last_high, last_low);
        self.extreme = best;
        self.stop = if self.start == 0.0 { worst } else { self.start };
    }

    fn shares(&self) -> &Share {
        if self.is_long {
            &self.long
        } else {
            &self.short
        }
    }

    /// Best and worst price of a bar for the position, which sees itself as a long one.
    #[inline(always)]
    fn seen(&self, high: f64, low: f64) -> (f64, f64) {
        if self.is_long {
            (high, low)
        } else {
            (-low, -high)
        }
    }

    #[inline(always)]
    fn follow(&mut self, high: f64, low: f64, last_high: f64, last_low: f64) -> f64 {
        let (best, worst) = self.seen(high, low);
        let (last_best, last_worst) = self.seen(last_high, last_low);
        if worst > self.stop {
            let stop = self.stop;
            if best > self.extreme {
                self.extreme = best;
                let Share { step, most, .. } = *self.shares();
                self.share = (self.share + step).min(most);
            }
            self.approach(worst, last_worst);
            return stop;
        }
        self.stop = self.extreme.max(last_best).max(best);
        if self.offset != 0.0 {
            let side = if self.is_long { 1.0 } else { -1.0 };
            self.stop += side * self.stop * self.offset;
        }
        self.is_long = !self.is_long;
        self.share = self.shares().first;
        // From the other side, best and worst change places.
        self.stop = -self.stop;
        self.extreme = -worst;
        let stop = self.stop;
        self.approach(-best, -last_best);
        stop
    }

    /// Move the stop towards the extreme, not beyond the worst of the last two bars.
    #[inline(always)]
    fn approach(&mut self, worst: f64, last_worst: f64) {
        let distance = self.extreme - self.stop;
        self.stop = self
            .share
            .mul_add(distance, self.stop)
            .min(last_worst)
            .min(worst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stops(bars: &[[f64; 2]], start: f64, offset: f64) -> Vec<f64> {
        let share = Share::new(0.25, 0.25, 0.5);
        let mut parabolic = Parabolic::new(share, share, start, offset);
        bars.iter()
            .map(|[high, low]| parabolic.next(*high, *low))
            .collect()
    }

    #[test]
    fn stop_of_a_rise_follows_faster_with_each_new_high() {
        let stops = stops(
            &[[2.0, 1.0], [6.0, 5.0], [10.0, 9.0], [10.0, 9.0]],
            0.0,
            0.0,
        );
        assert!(stops[0].is_nan());
        // 1, then a quarter of 5 on, then half of 7.75, held by the low of 5
        assert_eq!(stops[1..], [1.0, 2.25, 5.0]);
    }

    #[test]
    fn stop_that_is_touched_jumps_to_the_extreme_of_the_other_side() {
        let stops = stops(&[[4.0, 3.0], [8.0, 4.0], [7.0, 2.0]], 0.0, 0.0);
        assert_eq!(stops[1..], [3.0, -8.0]);
    }

    #[test]
    fn stop_of_a_fall_is_negative_and_offset_away_from_the_price_at_a_reversal() {
        let stops = stops(&[[8.0, 7.0], [6.0, 4.0], [9.0, 8.0]], 0.0, 0.5);
        assert_eq!(stops[1..], [-8.0, 2.0]);
    }
}
