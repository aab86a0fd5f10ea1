//! Variance.
//!
//! Mean of the squared distances of the last n values from their mean (the population's variance,
//! divided by n). First value at bar n; the square of the input's unit.
//!
//! # Source
//! TA-Lib VAR, whose guard against cancellation is followed step by step: the difference of two
//! nearly equal sums is only equal to another program's if it is taken in the same order. B. P.
//! Welford, Technometrics 4 (1962), on why the plain sums of squares do not do.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    lane::lane,
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "var",
    group: Group::Statistic,
    inputs: CLOSE,
    params: &[
        Param::bars("period", 5, 1),
        Param::real("nbdev", 1.0, -3e37, 3e37),
    ],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Variance of the last `period` values, divided by `period`; `nbdev` is without effect, \
          as in TA-Lib. First value at bar `period`. The square of its input's unit. Source: \
          TA-Lib VAR.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Variance::new(p[0] as usize)),
};

/// Sums of distances from an anchor near the window, renewed before they lose digits.
#[derive(Debug, Clone)]
pub struct Variance {
    window: Ring,
    sums: Sums,
    /// `1 / period`; NaN until there are enough values, so that no bar needs a path of its own.
    share: f64,
    /// 1 when a value leaves the window each bar, 0 before.
    leaves: f64,
    missing: usize,
    fresh_for: usize,
}

/// Sums over a window of the distances from `anchor` and of their squares.
#[derive(Debug, Clone, Copy)]
struct Sums {
    anchor: f64,
    distances: f64,
    squares: f64,
}

impl Sums {
    fn zero(anchor: f64) -> Self {
        Self {
            anchor,
            distances: 0.0,
            squares: 0.0,
        }
    }

    #[inline(always)]
    fn add(&mut self, value: f64) {
        let distance = value - self.anchor;
        self.distances += distance;
        self.squares += distance * distance;
    }

    /// Take `value` out as often as `times` says (0 or 1), give its squared distance.
    #[inline(always)]
    fn remove(&mut self, value: f64, times: f64) -> f64 {
        let distance = (value - self.anchor) * times;
        self.distances -= distance;
        let square = distance * distance;
        self.squares -= square;
        square
    }

    #[inline(always)]
    fn variance(&self, share: f64) -> f64 {
        let mean = self.distances * share;
        self.squares * share - mean * mean
    }
}

/// Bars between two renewals of the sums, in windows.
const RENEWAL: usize = 32;

impl Variance {
    /// The variance of the last `period` values (at least one).
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self {
            window: Ring::new(period),
            sums: Sums::zero(0.0),
            share: f64::NAN,
            leaves: 0.0,
            missing: period,
            fresh_for: (RENEWAL + 1) * period - 1,
        }
    }

    /// One by the period; NaN until there are enough values.
    #[inline(always)]
    #[must_use]
    pub fn share(&self) -> f64 {
        self.share
    }

    /// Take a value, give the variance (NaN for the first `period - 1` values) and the value that
    /// is `period` old (0 before there is one).
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> (f64, f64) {
        let length = self.window.length();
        if self.missing > 0 {
            if self.missing == length {
                self.sums.anchor = value;
            }
            self.missing -= 1;
            if self.missing == 0 {
                self.share = 1.0 / length as f64;
                self.leaves = 1.0;
            }
        }
        let left = self.window.push(value);
        self.sums.add(value);
        let mut variance = self.sums.variance(self.share);
        let oldest = self.window.oldest();
        let removed = self.sums.remove(oldest, self.leaves);
        self.fresh_for -= 1;
        // Stale sums: nearly all of them cancels, or what leaves outweighs what stays.
        if variance < 1e-6 * (self.sums.squares * self.share)
            || removed > 1e6 * self.sums.squares
            || self.fresh_for == 0
        {
            self.fresh_for = RENEWAL * length;
            let (older, newer) = self.window.halves();
            (self.sums, variance) = renewed(older, newer, self.share);
            self.sums.remove(oldest, 1.0);
        }
        (variance, left)
    }
}

/// The sums of a full window around its mean, and its variance; 0 where rounding is all there is.
///
/// Inlined although it is rare: around a call, the state would be kept in memory every bar.
#[inline(always)]
fn renewed(older: &[f64], newer: &[f64], share: f64) -> (Sums, f64) {
    let total = newer
        .iter()
        .fold(older.iter().fold(0.0, |sum, x| sum + x), |sum, x| sum + x);
    let mut sums = Sums::zero(total * share);
    for &value in older.iter().chain(newer) {
        sums.add(value);
    }
    let variance = sums.variance(share);
    let noise = 1e-12 * (sums.squares * share);
    (sums, if variance < noise { 0.0 } else { variance })
}

impl Step<1, 1> for Variance {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [self.next(value).0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variance_of_large_equal_prices_is_exactly_zero() {
        let mut variance = Variance::new(3);
        let values: Vec<f64> = (0..500).map(|_| variance.next(1e9 + 0.1).0).collect();
        assert!(values[..2].iter().all(|value| value.is_nan()));
        assert!(values[2..].iter().all(|&value| value == 0.0));
    }

    #[test]
    fn variance_after_an_outlier_left_has_its_digits_back() {
        let mut variance = Variance::new(2);
        let values = [1.0, 1e9, 1.0, 2.0].map(|x| variance.next(x).0);
        assert_eq!(values[3], 0.25);
    }
}
