//! Triangular moving average.
//!
//! Weights that rise to the middle of the window and fall again: 1 2 3 2 1 for n = 5, 1 2 2 1 for
//! n = 4, divided by their sum. The sum moves from bar to bar by what the older and the newer half
//! of the window weigh. First value at bar n; in the unit of its input.
//!
//! # Source
//! TA-Lib TRIMA, order of operations included (the sum is never renewed).

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::overlap::{average::Method, ma::alone},
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "trima",
    group: Group::Overlap,
    inputs: CLOSE,
    params: &[Param::bars("period", 30, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Triangular moving average: the last `period` values with weights that rise to the \
          middle of the window and fall again, divided by the sum of the weights. First value at \
          bar `period`. In the unit of its input. Source: TA-Lib TRIMA.",
    warmup: |p| Method::Triangular.lookback(p[0] as usize),
    build: |p| alone(Method::Triangular, p[0] as usize),
};

/// Weighted sum of the window, and the plain sums of its halves.
#[derive(Debug, Clone)]
pub struct Trima {
    newer: Ring,
    /// With the middle of an odd window.
    older: Ring,
    weighted: f64,
    rising: f64,
    falling: f64,
    share: f64,
    missing: usize,
    odd: bool,
}

impl Trima {
    /// The average of the last `period` values (at least two).
    #[must_use]
    pub fn new(period: usize) -> Self {
        let half = period / 2;
        let odd = period % 2 == 1;
        let (half_up, whole) = ((half + 1) as f64, half as f64);
        Self {
            newer: Ring::new(half),
            older: Ring::new(period - half),
            weighted: 0.0,
            rising: 0.0,
            falling: 0.0,
            share: 1.0 / (if odd { half_up } else { whole } * half_up),
            missing: period,
            odd,
        }
    }

    /// Take a value, give the average; NaN for the first `period - 1` values.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> f64 {
        let middle = self.newer.push(value);
        let left = self.older.push(middle);
        if self.missing > 0 {
            self.missing -= 1;
            if self.missing > 0 {
                return f64::NAN;
            }
            self.sum();
            return self.weighted * self.share;
        }
        self.weighted -= self.rising;
        self.rising -= left;
        self.rising += middle;
        if self.odd {
            self.weighted += self.falling;
            self.falling -= middle;
        } else {
            self.falling -= middle;
            self.weighted += self.falling;
        }
        self.falling += value;
        self.weighted += value;
        self.weighted * self.share
    }

    /// The sums of the first full window, from its middle to both ends.
    fn sum(&mut self) {
        let (first, second) = self.older.halves();
        for value in second.iter().rev().chain(first.iter().rev()) {
            self.rising += value;
            self.weighted += self.rising;
        }
        let (first, second) = self.newer.halves();
        for value in first.iter().chain(second) {
            self.falling += value;
            self.weighted += self.falling;
        }
    }
}

impl Step<1, 1> for Trima {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [self.next(value)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trima_of_three_weighs_the_middle_twice() {
        let mut trima = Trima::new(3);
        let values = [1.0, 2.0, 7.0, 4.0].map(|x| trima.next(x));
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [12.0 / 4.0, 20.0 / 4.0]);
    }

    #[test]
    fn trima_of_four_weighs_both_middle_values_twice() {
        let mut trima = Trima::new(4);
        let values = [1.0, 2.0, 6.0, 1.0, 9.0].map(|x| trima.next(x));
        assert!(values[2].is_nan());
        // 1 + 4 + 12 + 1 and 2 + 12 + 2 + 9, of weights that sum up to 6
        assert!((values[3] - 3.0).abs() < 1e-15);
        assert!((values[4] - 25.0 / 6.0).abs() < 1e-15);
    }
}
