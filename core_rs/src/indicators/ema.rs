//! Exponential moving average.

use super::{CLOSE, Entry, Group, Kind, Param, VALUE};
use crate::{lane::lane, step::Step};

pub(super) const ENTRY: Entry = Entry {
    name: "ema",
    group: Group::Overlap,
    inputs: CLOSE,
    params: &[Param::bars("period", 30, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Exponential moving average: ema += k * (x - ema), k = 2 / (period + 1). \
          Seeded with the mean of the first `period` values, which is the first value. \
          In the unit of its input. Source: TA-Lib EMA, unstable period 0.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Ema::new(p[0] as usize)),
};

/// Exponential average with a simple average as seed.
#[derive(Debug, Clone)]
pub struct Ema {
    weight: f64,
    rest: f64,
    value: f64,
    period: f64,
    missing: usize,
}

impl Ema {
    /// The average with weight `2 / (period + 1)`.
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self::with_weight(period, 2.0 / (period as f64 + 1.0))
    }

    /// The average with a weight of its own (Wilder's is `1 / period`), seeded over `period`.
    #[must_use]
    pub fn with_weight(period: usize, weight: f64) -> Self {
        Self {
            weight,
            rest: 1.0 - weight,
            value: 0.0,
            period: period as f64,
            missing: period,
        }
    }
}

impl Step<1, 1> for Ema {
    #[inline]
    fn push(&mut self, [x]: [f64; 1]) -> [f64; 1] {
        if self.missing > 0 {
            self.missing -= 1;
            self.value += x;
            if self.missing > 0 {
                return [f64::NAN];
            }
            self.value /= self.period;
            return [self.value];
        }
        // `x * weight` does not wait for the last bar: one multiplication and one addition do.
        self.value = self.value * self.rest + x * self.weight;
        [self.value]
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
