//! Kaufman's adaptive moving average.
//!
//! k += c (x - k), c = (e (2/3 - 2/31) + 2/31)^2, e the efficiency: distance covered in n bars over
//! the length of the path, at most 1, and 1 where nothing moved. Starts from the value of bar n;
//! first value at bar n + 1; in the unit of its input. n = 1 is the input.
//!
//! # Source
//! P. Kaufman, "Trading Systems and Methods" (1998); TA-Lib KAMA, unstable period 0, order of
//! operations included (the path is a running sum).

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::overlap::{average::Method, ma::alone},
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "kama",
    group: Group::Overlap,
    inputs: CLOSE,
    params: &[Param::bars("period", 30, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Kaufman's adaptive moving average: an exponential average between the speeds of 2 and \
          of 30 bars, faster the straighter the last `period` changes went. First value at bar \
          `period` + 1. In the unit of its input. Source: Kaufman 1998, TA-Lib KAMA, unstable \
          period 0.",
    warmup: |p| Method::Adaptive.lookback(p[0] as usize),
    build: |p| alone(Method::Adaptive, p[0] as usize),
};

const SLOWEST: f64 = 2.0 / (30.0 + 1.0);
const RANGE: f64 = 2.0 / (2.0 + 1.0) - SLOWEST;

/// The average, and the path of the last `period` changes.
#[derive(Debug, Clone)]
pub struct Kama {
    window: Ring,
    previous: f64,
    /// The value that left the window last.
    left: f64,
    path: f64,
    /// Changes of nothing up to now.
    still: usize,
    average: f64,
    missing: usize,
}

impl Kama {
    /// An average with the efficiency of `period` changes (at least two).
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self {
            window: Ring::new(period),
            previous: 0.0,
            left: 0.0,
            path: 0.0,
            still: 0,
            average: 0.0,
            missing: period + 1,
        }
    }

    /// Take a value, give the average; NaN for the first `period` values.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> f64 {
        let left = self.window.push(value);
        let previous = std::mem::replace(&mut self.previous, value);
        let change = value - previous;
        if self.missing > 0 {
            self.missing -= 1;
            if self.missing == self.window.length() {
                return f64::NAN;
            }
            self.average = previous;
        } else {
            self.path -= (self.left - left).abs();
        }
        self.path += change.abs();
        self.still = if change == 0.0 { self.still + 1 } else { 0 };
        // What is left of a path without changes is rounding.
        if self.still >= self.window.length() {
            self.path = 0.0;
        }
        if self.missing > 0 {
            return f64::NAN;
        }
        self.left = left;
        let distance = value - left;
        let efficiency = if self.path <= 0.0 || self.path <= distance {
            1.0
        } else {
            (distance / self.path).abs().min(1.0)
        };
        let weight = efficiency.mul_add(RANGE, SLOWEST);
        self.average = (value - self.average).mul_add(weight * weight, self.average);
        self.average
    }
}

impl Step<1, 1> for Kama {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [self.next(value)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kama_of_a_straight_rise_moves_with_the_fastest_weight() {
        let mut kama = Kama::new(2);
        let values = [1.0, 2.0, 3.0].map(|x| kama.next(x));
        assert!(values[0].is_nan() && values[1].is_nan());
        assert!((values[2] - (2.0 + 4.0 / 9.0)).abs() < 1e-15);
    }

    #[test]
    fn kama_of_a_price_that_came_back_moves_with_the_slowest_weight() {
        let mut kama = Kama::new(2);
        let values = [1.0, 2.0, 1.0].map(|x| kama.next(x));
        assert!((values[2] - (2.0 - 4.0 / 961.0)).abs() < 1e-15);
    }
}
