//! Wilder's moving average.
//!
//! r += (x - r) / n, seeded with the mean of the first n values, which is the first value, at bar
//! n. In the unit of its input. The average inside `rsi`, `atr` and `adx`.
//!
//! # Source
//! J. Welles Wilder, "New Concepts in Technical Trading Systems" (1978); TA-Lib RMA, unstable
//! period 0.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::overlap::{average::Method, ma::alone},
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "rma",
    group: Group::Overlap,
    inputs: CLOSE,
    params: &[Param::bars("period", 30, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Wilder's moving average: rma += (x - rma) / period, seeded with the mean of the first \
          `period` values, which is the first value. In the unit of its input. Source: Wilder \
          1978, TA-Lib RMA, unstable period 0.",
    warmup: |p| Method::Wilder.lookback(p[0] as usize),
    build: |p| alone(Method::Wilder, p[0] as usize),
};

/// Wilder's average, with one rounding of the kept product and the sum.
#[derive(Debug, Clone)]
pub struct Rma {
    value: f64,
    kept: f64,
    taken: f64,
    missing: usize,
    period: f64,
}

impl Rma {
    /// An average that takes `1 / period` of each value.
    #[must_use]
    pub fn new(period: usize) -> Self {
        let kept = (period as f64 - 1.0) / period as f64;
        Self {
            value: 0.0,
            kept,
            taken: 1.0 - kept,
            missing: period,
            period: period as f64,
        }
    }

    /// Take a value, give the average; NaN until the seed is complete.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> f64 {
        if self.missing > 0 {
            return self.seed(value);
        }
        self.value = self.kept.mul_add(self.value, self.taken * value);
        self.value
    }

    #[inline(always)]
    fn seed(&mut self, value: f64) -> f64 {
        self.value += value;
        self.missing -= 1;
        if self.missing > 0 {
            return f64::NAN;
        }
        self.value /= self.period;
        self.value
    }
}

impl Step<1, 1> for Rma {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [self.next(value)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rma_of_four_starts_at_the_mean_then_moves_a_quarter() {
        let mut rma = Rma::new(4);
        let values = [1.0, 2.0, 6.0, 3.0, 11.0].map(|x| rma.next(x));
        assert!(values[..3].iter().all(|value| value.is_nan()));
        assert_eq!(values[3..], [3.0, 5.0]);
    }
}
