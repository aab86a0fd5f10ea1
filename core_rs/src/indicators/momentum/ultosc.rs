//! Ultimate oscillator.
//!
//! 100 * (4 a + 2 b + c) / 7, each of them the sum of the buying pressure (close - true low) over
//! the sum of the true range, a over the shortest of the three periods, c over the longest; 0 where
//! there was no range. First value at the bar after the longest period; 0 to 100.
//!
//! # Source
//! L. Williams, "The Ultimate Oscillator", Technical Analysis of Stocks & Commodities (April 1985);
//! TA-Lib ULTOSC, order of operations included.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, Param, VALUE},
    indicators::volatility::trange::true_range,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "ultosc",
    group: Group::Momentum,
    inputs: HIGH_LOW_CLOSE,
    params: &[
        Param::bars("first", 7, 1),
        Param::bars("second", 14, 1),
        Param::bars("third", 28, 1),
    ],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Ultimate oscillator: close - true low over the true range, both summed over three \
          periods, the shorter ones weighted 4 and 2, the longest 1; whichever comes first. First \
          value at the bar after the longest period. 0 to 100. Source: Williams 1985, TA-Lib \
          ULTOSC.",
    warmup: |p| p[0].max(p[1]).max(p[2]) as usize,
    build: |p| {
        lane(Ultimate::new(
            [p[0], p[1], p[2]].map(|period| period as usize),
        ))
    },
};

#[derive(Debug, Clone)]
struct Ultimate {
    close: f64,
    /// Pressure and range of the bars of the longest period.
    bars: Box<[[f64; 2]]>,
    at: usize,
    /// From the shortest period to the longest.
    legs: [Leg; 3],
    resting: usize,
    missing: usize,
}

/// The sums over one period.
#[derive(Debug, Clone, Copy)]
struct Leg {
    pressure: f64,
    range: f64,
    /// Where the bar lies that leaves next.
    oldest: usize,
    period: usize,
}

impl Leg {
    /// The share of the pressure in the range.
    #[inline(always)]
    fn share(&self) -> f64 {
        if self.range > 0.0 {
            self.pressure / self.range
        } else {
            0.0
        }
    }
}

impl Ultimate {
    fn new(mut periods: [usize; 3]) -> Self {
        periods.sort_unstable();
        let longest = periods[2];
        Self {
            close: f64::NAN,
            bars: vec![[0.0; 2]; longest].into_boxed_slice(),
            at: 0,
            legs: periods.map(|period| Leg {
                pressure: 0.0,
                range: 0.0,
                oldest: longest - period,
                period,
            }),
            resting: 0,
            missing: longest,
        }
    }

    /// Put a bar in, of which the last is the first with a value.
    ///
    /// A shorter sum begins later, so that no bar has to leave it before: that would leave rounding.
    #[inline(always)]
    fn seed(&mut self, [pressure, range]: [f64; 2]) {
        for leg in &mut self.legs {
            if self.missing <= leg.period {
                leg.pressure += pressure;
                leg.range += range;
            }
        }
        self.missing -= 1;
    }

    #[inline(always)]
    fn slide(&mut self, [pressure, range]: [f64; 2]) {
        for leg in &mut self.legs {
            let left = self.bars[leg.oldest];
            leg.oldest = after(leg.oldest, self.bars.len());
            leg.pressure = leg.pressure - left[0] + pressure;
            leg.range = leg.range - left[1] + range;
            // After a whole period at rest, all they hold is rounding.
            if self.resting >= leg.period {
                leg.pressure = 0.0;
                leg.range = 0.0;
            }
        }
    }
}

impl Step<3, 1> for Ultimate {
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 1] {
        let previous = std::mem::replace(&mut self.close, close);
        if previous.is_nan() {
            return [f64::NAN];
        }
        let true_low = if low < previous { low } else { previous };
        let bar = [close - true_low, true_range(high, low, previous)];
        self.resting = if bar == [0.0; 2] { self.resting + 1 } else { 0 };
        if self.missing > 0 {
            self.seed(bar);
        } else {
            self.slide(bar);
        }
        self.bars[self.at] = bar;
        self.at = after(self.at, self.bars.len());
        if self.missing > 0 {
            return [f64::NAN];
        }
        let [short, middle, long] = self.legs.each_ref().map(Leg::share);
        [100.0 * ((4.0 * short + 2.0 * middle + long) / 7.0)]
    }
}

/// The next place of a ring.
#[inline(always)]
fn after(place: usize, length: usize) -> usize {
    if place + 1 == length { 0 } else { place + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ultosc_weighs_the_shortest_period_fourfold_in_whatever_order_they_come() {
        let bars = [
            [5.0, 4.0, 4.0],
            [6.0, 4.0, 5.0],
            [9.0, 5.0, 8.0],
            [8.0, 8.0, 8.0],
        ];
        for periods in [[1, 2, 2], [2, 1, 2], [2, 2, 1]] {
            let mut oscillator = Ultimate::new(periods);
            let values = bars.map(|bar| oscillator.push(bar)[0]);
            assert!(values[0].is_nan() && values[1].is_nan());
            // Pressure over range is 1 / 2, 3 / 4, 0 / 0.
            assert!((values[2] - 100.0 * (4.0 * 0.75 + 3.0 * 4.0 / 6.0) / 7.0).abs() < 1e-12);
            assert!((values[3] - 100.0 * (3.0 * 3.0 / 4.0) / 7.0).abs() < 1e-12);
        }
    }
}
