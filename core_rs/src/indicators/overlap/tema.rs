//! Triple exponential moving average.
//!
//! 3 e1 - 3 e2 + e3, each the exponential average of the one before over n, seeded with means.
//! First value at bar 3 n - 2; in the unit of its input. n = 1 is the input.
//!
//! # Source
//! P. Mulloy, "Smoothing data with less lag", Stocks & Commodities 12:2 (1994); TA-Lib TEMA,
//! unstable period 0.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::overlap::{average::Method, ma::alone, smoothing::Smoothing},
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "tema",
    group: Group::Overlap,
    inputs: CLOSE,
    params: &[Param::bars("period", 30, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Triple exponential moving average: 3 * e1 - 3 * e2 + e3, each the ema of the one \
          before. First value at bar 3 * `period` - 2. In the unit of its input. Source: Mulloy \
          1994, TA-Lib TEMA, unstable period 0.",
    warmup: |p| Method::Triple.lookback(p[0] as usize),
    build: |p| alone(Method::Triple, p[0] as usize),
};

/// Three exponential averages, each of the one before.
#[derive(Debug, Clone)]
pub struct Tema {
    first: Smoothing,
    second: Smoothing,
    third: Smoothing,
}

impl Tema {
    /// The average over `period` (at least two).
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self {
            first: Smoothing::new(period),
            second: Smoothing::new(period),
            third: Smoothing::new(period),
        }
    }

    /// Take a value, give the average; NaN for the first `3 * period - 3` values.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> f64 {
        let first = self.first.next(value);
        if first.is_nan() {
            return first;
        }
        let second = self.second.next(first);
        if second.is_nan() {
            return second;
        }
        self.third.next(second) + (3.0 * first - 3.0 * second)
    }
}

impl Step<1, 1> for Tema {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [self.next(value)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tema_of_a_straight_line_has_no_lag() {
        let mut tema = Tema::new(2);
        let values = [1.0, 3.0, 5.0, 7.0].map(|x| tema.next(x));
        assert!(values[..3].iter().all(|value| value.is_nan()));
        assert!((values[3] - 7.0).abs() < 1e-14);
    }
}
