//! Weighted moving average.
//!
//! (1 x[t-n+1] + 2 x[t-n+2] + ... + n x[t]) / (1 + 2 + ... + n), as two running sums that are
//! renewed from the window every 8 n bars. First value at bar n; in the unit of its input.
//!
//! # Source
//! TA-Lib WMA, order of operations included (the sums are differences of large numbers).

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    lane::lane,
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "wma",
    group: Group::Overlap,
    inputs: CLOSE,
    params: &[Param::bars("period", 30, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Weighted moving average: the last `period` values with weights 1 (oldest) to `period`, \
          divided by the sum of the weights. First value at bar `period`. In the unit of its \
          input. Source: TA-Lib WMA.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Wma::new(p[0] as usize)),
};

/// Weighted and plain sum of the window; from bar to bar the weighted one loses the plain one.
#[derive(Debug, Clone)]
pub struct Wma {
    window: Ring,
    weighted: f64,
    plain: f64,
    /// Weight of the next value: counts up to the period.
    weight: f64,
    /// 1 when the window slides, 0 while it fills.
    slides: f64,
    /// Sum of the weights; NaN until there are enough values.
    weights: f64,
    missing: usize,
    fresh_for: usize,
}

/// Bars between two renewals of the sums, in windows.
const RENEWAL: usize = 8;

impl Wma {
    /// An average of the last `period` values (at least one).
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self {
            window: Ring::new(period),
            weighted: 0.0,
            plain: 0.0,
            weight: 0.0,
            slides: 0.0,
            weights: f64::NAN,
            missing: period,
            // One value is its own average: renewed each bar, nothing of an older one remains.
            fresh_for: if period == 1 {
                1
            } else {
                (RENEWAL + 1) * period - 1
            },
        }
    }

    /// Take a value, give the average; NaN for the first `period - 1` values.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> f64 {
        let length = self.window.length();
        self.weighted -= self.plain * self.slides;
        self.plain = self.plain + value - self.window.push(value);
        if self.missing > 0 {
            self.missing -= 1;
            self.weight += 1.0;
            if self.missing == 0 {
                self.slides = 1.0;
                self.weights = self.weight * (self.weight + 1.0) / 2.0;
            }
        }
        self.weighted += value * self.weight;
        self.fresh_for -= 1;
        if self.fresh_for == 0 {
            self.fresh_for = if length == 1 { 1 } else { RENEWAL * length };
            let (older, newer) = self.window.halves();
            (self.plain, self.weighted) = renewed(older, newer);
        }
        self.weighted / self.weights
    }
}

impl Step<1, 1> for Wma {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [self.next(value)]
    }
}

/// Both sums of a full window, plain and weighted.
///
/// Inlined although it is rare: around a call, the state would be kept in memory every bar.
#[inline(always)]
fn renewed(older: &[f64], newer: &[f64]) -> (f64, f64) {
    let mut sums = (0.0, 0.0);
    let mut weight = 0.0;
    for value in older.iter().chain(newer) {
        weight += 1.0;
        sums.0 += value;
        sums.1 += value * weight;
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wma_of_three_weighs_the_newest_threefold() {
        let mut wma = Wma::new(3);
        let values = [1.0, 2.0, 6.0, 10.0].map(|x| wma.push([x])[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [23.0 / 6.0, 44.0 / 6.0]);
    }

    #[test]
    fn wma_of_one_is_its_input_after_any_jump() {
        let mut wma = Wma::new(1);
        assert_eq!([1e9, 0.1, 1e-9].map(|x| wma.push([x])[0]), [1e9, 0.1, 1e-9]);
    }
}
