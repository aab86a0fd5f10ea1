//! The raw stochastic, and its smoothing in two stages, for `stoch`, `stochf`, `stochrsi` and
//! `kdj`.
//!
//! 100 (close - lowest low) / (highest high - lowest low) of the last n bars; 0 where the range is
//! none, within rounding.
//!
//! # Source
//! G. Lane, "Lane's stochastics", Stocks & Commodities 2:3 (1984); TA-Lib STOCHF.

use crate::indicators::{overlap::average::Smooths, rule::extreme::Extreme};

/// A range below this share of its ends is none.
const ZERO: f64 = 1e-14;

/// Where the close stands in the range of the last bars.
#[derive(Debug, Clone)]
pub struct Stochastic {
    high: Extreme,
    low: Extreme,
    missing: usize,
}

impl Stochastic {
    /// The range of `period` bars (at least one).
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self {
            high: Extreme::new(period),
            low: Extreme::new(period),
            missing: period - 1,
        }
    }

    /// Take a bar, give the place of its close, 0 to 100; NaN until the range is complete.
    #[inline(always)]
    pub fn next(&mut self, high: f64, low: f64, close: f64) -> f64 {
        let highest = self.high.push(high);
        let lowest = -self.low.push(-low);
        if self.missing > 0 {
            self.missing -= 1;
            return f64::NAN;
        }
        let range = highest - lowest;
        if range.abs() <= ZERO * (highest.abs() + lowest.abs()) {
            return 0.0;
        }
        100.0 * ((close - lowest) / range)
    }
}

/// A stochastic smoothed twice: %K, and %D, the average of %K.
#[derive(Debug, Clone)]
pub struct Slow<A> {
    raw: Stochastic,
    k: A,
    d: A,
}

impl<A: Smooths> Slow<A> {
    /// The raw stochastic of `period` bars, smoothed by `k` and that by `d`.
    #[must_use]
    pub fn new(period: usize, k: A, d: A) -> Self {
        Self {
            raw: Stochastic::new(period),
            k,
            d,
        }
    }

    /// Take a bar, give %K and %D; both NaN until %D is warm.
    #[inline(always)]
    pub fn next(&mut self, high: f64, low: f64, close: f64) -> [f64; 2] {
        let raw = self.raw.next(high, low, close);
        if raw.is_nan() {
            return [f64::NAN; 2];
        }
        with_average(self.k.average(raw), &mut self.d)
    }
}

/// A value and its average, both NaN until both are warm.
#[inline(always)]
pub fn with_average(value: f64, average: &mut impl Smooths) -> [f64; 2] {
    if value.is_nan() {
        return [f64::NAN; 2];
    }
    let smoothed = average.average(value);
    [value + smoothed * 0.0, smoothed]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stochastic_of_two_bars_is_the_place_in_their_range() {
        let mut raw = Stochastic::new(2);
        let bars = [[4.0, 2.0, 3.0], [6.0, 3.0, 5.0], [6.0, 5.0, 6.0]];
        let values = bars.map(|[high, low, close]| raw.next(high, low, close));
        assert!(values[0].is_nan());
        assert_eq!(values[1..], [75.0, 100.0]);
    }

    #[test]
    fn stochastic_without_a_range_is_zero() {
        let mut raw = Stochastic::new(1);
        assert_eq!(raw.next(0.3, 0.1 + 0.2, 0.3), 0.0);
    }
}
