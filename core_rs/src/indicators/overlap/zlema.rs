//! Zero-lag exponential moving average.
//!
//! The exponential average over n of 2 x[t] - x[t - lag], lag = (n - 1) / 2 cut off, seeded with
//! the mean of the first n of these. First value at bar n + lag; in the unit of its input. n = 1 is
//! the input.
//!
//! # Source
//! J. Ehlers and R. Way, "Zero lag (well, almost)", Stocks & Commodities 28:12 (2010); TA-Lib
//! ZLEMA, unstable period 0.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::overlap::{average::Method, ma::alone, smoothing::Smoothing},
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "zlema",
    group: Group::Overlap,
    inputs: CLOSE,
    params: &[Param::bars("period", 30, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Zero-lag exponential moving average: ema of 2 * x - lag(x, (period - 1) / 2), the lag \
          cut off. First value at bar `period` + lag. In the unit of its input. Source: Ehlers \
          and Way 2010, TA-Lib ZLEMA, unstable period 0.",
    warmup: |p| Method::ZeroLag.lookback(p[0] as usize),
    build: |p| alone(Method::ZeroLag, p[0] as usize),
};

/// An exponential average of values pushed ahead by their last change.
#[derive(Debug, Clone)]
pub struct Zlema {
    /// The values since the lagged one, and that.
    window: Ring,
    missing: usize,
    average: Smoothing,
}

impl Zlema {
    /// The average over `period` (at least two).
    #[must_use]
    pub fn new(period: usize) -> Self {
        let lag = (period - 1) / 2;
        Self {
            window: Ring::new(lag + 1),
            missing: lag,
            average: Smoothing::new(period),
        }
    }

    /// Take a value, give the average.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> f64 {
        self.window.push(value);
        if self.missing > 0 {
            self.missing -= 1;
            return f64::NAN;
        }
        self.average.next(2.0 * value - self.window.oldest())
    }
}

impl Step<1, 1> for Zlema {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [self.next(value)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zlema_of_three_averages_each_value_pushed_ahead_by_its_change() {
        let mut zlema = Zlema::new(3);
        let values = [1.0, 2.0, 4.0, 4.0, 2.0].map(|x| zlema.next(x));
        assert!(values[..3].iter().all(|value| value.is_nan()));
        // 3, 6 and 4, then half way to 0
        assert!((values[3] - 13.0 / 3.0).abs() < 1e-15);
        assert!((values[4] - 13.0 / 6.0).abs() < 1e-15);
    }
}
