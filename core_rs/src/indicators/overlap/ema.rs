//! Exponential moving average.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "ema",
    group: Group::Overlap,
    inputs: CLOSE,
    params: &[Param::bars("period", 30, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Exponential moving average: ema += k * (x - ema), k = 2 / (period + 1). \
          Seeded with the mean of the first `period` values, which is the first value. \
          In the unit of its input. Source: TA-Lib EMA, unstable period 0.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Ema::new(p[0] as usize)),
};

/// Exponential average with a simple average as seed.
///
/// Both weights are 1 while the seed is summed, so that every bar takes the same path; and a bar
/// waits for one multiplication and one addition of the bar before, not for three operations.
#[derive(Debug, Clone)]
pub struct Ema {
    value: f64,
    kept: f64,
    taken: f64,
    missing: usize,
    seed: Seed,
}

/// What the average needs when its seed is complete.
#[derive(Debug, Clone, Copy)]
struct Seed {
    period: f64,
    kept: f64,
    taken: f64,
}

impl Ema {
    /// The average with weight `2 / (period + 1)`.
    #[must_use]
    pub fn new(period: usize) -> Self {
        let taken = 2.0 / (period as f64 + 1.0);
        Self::with_weights(period, 1.0 - taken, taken, 0)
    }

    /// Wilder's average, which takes `1 / period` of each value.
    ///
    /// The first `skipped` values must be 0; they are not part of the seed.
    #[must_use]
    pub fn wilder(period: usize, skipped: usize) -> Self {
        let kept = (period as f64 - 1.0) / period as f64;
        Self::with_weights(period, kept, 1.0 - kept, skipped)
    }

    fn with_weights(period: usize, kept: f64, taken: f64, skipped: usize) -> Self {
        Self {
            value: 0.0,
            kept: 1.0,
            taken: 1.0,
            missing: period + skipped,
            seed: Seed {
                period: period as f64,
                kept,
                taken,
            },
        }
    }

    /// Take a value, give the average; NaN until the seed is complete.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> f64 {
        // Hidden, or both products are packed into one vector instruction, and the packing waits
        // for the bar before: twice the time.
        let taken = std::hint::black_box(value * self.taken);
        self.value = self.value * self.kept + taken;
        if self.missing > 0 {
            self.missing -= 1;
            if self.missing > 0 {
                return f64::NAN;
            }
            self.value /= self.seed.period;
            self.kept = self.seed.kept;
            self.taken = self.seed.taken;
        }
        self.value
    }
}

impl Step<1, 1> for Ema {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [self.next(value)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ema_of_three_starts_at_the_mean_then_moves_half_way() {
        let mut ema = Ema::new(3);
        let values: Vec<f64> = [1.0, 2.0, 6.0, 10.0].map(|x| ema.push([x])[0]).to_vec();
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [3.0, 6.5]);
    }
}
