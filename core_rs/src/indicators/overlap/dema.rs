//! Double exponential moving average.
//!
//! 2 e1 - e2, e1 the exponential average of the input and e2 that of e1, both over n and seeded
//! with means. First value at bar 2 n - 1; in the unit of its input. n = 1 is the input.
//!
//! # Source
//! P. Mulloy, "Smoothing data with faster moving averages", Stocks & Commodities 12:1 (1994);
//! TA-Lib DEMA, unstable period 0.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::overlap::{average::Method, ma::alone, smoothing::Smoothing},
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "dema",
    group: Group::Overlap,
    inputs: CLOSE,
    params: &[Param::bars("period", 30, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Double exponential moving average: 2 * ema - ema of the ema, which takes most of the \
          lag out. First value at bar 2 * `period` - 1. In the unit of its input. Source: Mulloy \
          1994, TA-Lib DEMA, unstable period 0.",
    warmup: |p| Method::Double.lookback(p[0] as usize),
    build: |p| alone(Method::Double, p[0] as usize),
};

/// Two exponential averages, the second of the first.
#[derive(Debug, Clone)]
pub struct Dema {
    first: Smoothing,
    second: Smoothing,
}

impl Dema {
    /// The average over `period` (at least two).
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self {
            first: Smoothing::new(period),
            second: Smoothing::new(period),
        }
    }

    /// Take a value, give the average; NaN for the first `2 * period - 2` values.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> f64 {
        let first = self.first.next(value);
        if first.is_nan() {
            return first;
        }
        2.0 * first - self.second.next(first)
    }
}

impl Step<1, 1> for Dema {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [self.next(value)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dema_of_a_straight_line_has_no_lag() {
        let mut dema = Dema::new(2);
        let values = [1.0, 3.0, 5.0, 1.0].map(|x| dema.next(x));
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2], 5.0);
        // e1 = 4 - 2/3 * 3, e2 = 3 - 2/3 * 1
        assert!((values[3] - 5.0 / 3.0).abs() < 1e-15);
    }
}
