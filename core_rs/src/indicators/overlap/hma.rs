//! Hull moving average.
//!
//! The weighted average, over the whole part of sqrt(n), of 2 wma(n / 2) - wma(n). First value at
//! bar n + sqrt(n) - 1; in the unit of its input. n = 1 is the input.
//!
//! # Source
//! A. Hull, "Reducing lag in a moving average" (2005), whose `Integer()` cuts off; TA-Lib HMA, where
//! the average over n / 2 starts together with the one over n.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::overlap::{average::Method, ma::alone, wma::Wma},
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "hma",
    group: Group::Overlap,
    inputs: CLOSE,
    params: &[Param::bars("period", 20, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Hull moving average: wma, over the square root of `period`, of 2 * wma(period / 2) - \
          wma(period); halves and roots are cut off. First value at bar `period` + root - 1. In \
          the unit of its input. Source: Hull 2005, TA-Lib HMA.",
    warmup: |p| Method::Hull.lookback(p[0] as usize),
    build: |p| alone(Method::Hull, p[0] as usize),
};

/// Weighted averages of the whole and of half the window, and of what lies between them.
#[derive(Debug, Clone)]
pub struct Hma {
    whole: Wma,
    half: Wma,
    smooth: Wma,
    /// Bars before the half's first.
    early: usize,
}

impl Hma {
    /// The average over `period` (at least two).
    #[must_use]
    pub fn new(period: usize) -> Self {
        let half = period / 2;
        Self {
            whole: Wma::new(period),
            half: Wma::new(half),
            smooth: Wma::new(period.isqrt()),
            early: period - half,
        }
    }

    /// Take a value, give the average.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> f64 {
        let whole = self.whole.next(value);
        if self.early > 0 {
            self.early -= 1;
            return f64::NAN;
        }
        let half = self.half.next(value);
        if whole.is_nan() {
            return whole;
        }
        self.smooth.next(2.0 * half - whole)
    }
}

impl Step<1, 1> for Hma {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [self.next(value)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hma_of_four_is_two_bars_of_two_short_averages_minus_a_long_one() {
        let mut hma = Hma::new(4);
        let values = [0.0, 0.0, 0.0, 3.0, 6.0].map(|x| hma.next(x));
        assert!(values[3].is_nan());
        // wma(2) 2 and 5, wma(4) 1.2 and 3.3: 2.8 and 6.7, of which the newer counts twice
        assert!((values[4] - 16.2 / 3.0).abs() < 1e-14);
    }
}
