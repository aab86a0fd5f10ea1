//! Tillson's T3.
//!
//! Six exponential averages in a row over n, e1 of the input to e6 of e5, each seeded with the mean
//! of its first n inputs; T3 = c1 e6 + c2 e5 + c3 e4 + c4 e3 with c1 = -v^3, c2 = 3 v^2 + 3 v^3,
//! c3 = -6 v^2 - 3 v - 3 v^3, c4 = 1 + 3 v + v^3 + 3 v^2. First value at bar 6 n - 5; in the unit of
//! its input. n = 1 is the input.
//!
//! # Source
//! T. Tillson, "Smoothing techniques for more accurate signals", Stocks & Commodities 16:1 (1998);
//! TA-Lib T3, unstable period 0.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::overlap::{average::Method, ma::alone},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "t3",
    group: Group::Overlap,
    inputs: CLOSE,
    params: &[
        Param::bars("period", 5, 1),
        Param::real("vfactor", VOLUME_FACTOR, 0.0, 1.0),
    ],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Tillson's T3: a weighted sum of the third to the sixth of six emas in a row; `vfactor` \
          0 is the third, 1 overshoots most. First value at bar 6 * `period` - 5. In the unit of \
          its input. Source: Tillson 1998, TA-Lib T3, unstable period 0.",
    warmup: |p| Method::Tillson.lookback(p[0] as usize),
    build: |p| match p[0] as usize {
        1 => alone(Method::Plain, 1),
        period => lane(T3::new(period, p[1])),
    },
};

/// Tillson's own factor, which the averages of a type have.
pub const VOLUME_FACTOR: f64 = 0.7;

/// Six exponential averages, each of the one before.
#[derive(Debug, Clone)]
pub struct T3 {
    averages: [f64; 6],
    kept: f64,
    taken: f64,
    /// Weights of the sixth to the third average.
    weights: [f64; 4],
    missing: [usize; 6],
    period: f64,
}

impl T3 {
    /// The averages over `period` (at least two), combined for volume factor `v`.
    #[must_use]
    pub fn new(period: usize, v: f64) -> Self {
        let taken = 2.0 / (period as f64 + 1.0);
        let square = v * v;
        let sixth = -(square * v);
        Self {
            averages: [0.0; 6],
            kept: 1.0 - taken,
            taken,
            weights: [
                sixth,
                3.0 * (square - sixth),
                -6.0 * square - 3.0 * (v - sixth),
                3.0_f64.mul_add(square, 3.0_f64.mul_add(v, 1.0) - sixth),
            ],
            missing: [period; 6],
            period: period as f64,
        }
    }

    /// Take a value, give the average; NaN for the first `6 * period - 6` values.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> f64 {
        if self.missing[5] > 0 {
            if !self.seed(value) {
                return f64::NAN;
            }
        } else {
            let mut input = value;
            for average in &mut self.averages {
                *average = self.kept.mul_add(*average, self.taken * input);
                input = *average;
            }
        }
        let [_, _, third, fourth, fifth, sixth] = self.averages;
        let [c1, c2, c3, c4] = self.weights;
        let sum = c1.mul_add(sixth, c2 * fifth);
        c4.mul_add(third, c3.mul_add(fourth, sum))
    }

    /// Take a value as far as the averages have a seed; whether all have one now.
    fn seed(&mut self, value: f64) -> bool {
        let mut input = value;
        for (average, missing) in self.averages.iter_mut().zip(&mut self.missing) {
            if *missing == 0 {
                *average = self.kept.mul_add(*average, self.taken * input);
            } else {
                *average += input;
                *missing -= 1;
                if *missing > 0 {
                    return false;
                }
                *average /= self.period;
            }
            input = *average;
        }
        true
    }
}

impl Step<1, 1> for T3 {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [self.next(value)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t3_without_a_volume_factor_is_the_third_average() {
        let mut t3 = T3::new(2, 0.0);
        let values: Vec<f64> = (1..=8).map(|x| t3.next(f64::from(x))).collect();
        assert!(values[..6].iter().all(|value| value.is_nan()));
        // Each average of a straight line is half a bar behind the one before.
        assert!((values[6] - 5.5).abs() < 1e-14 && (values[7] - 6.5).abs() < 1e-14);
    }

    #[test]
    fn t3_of_equal_values_is_that_value_for_any_factor() {
        let mut t3 = T3::new(3, 0.7);
        let values: Vec<f64> = (0..13).map(|_| t3.next(8.0)).collect();
        assert!(values[11].is_nan());
        assert!((values[12] - 8.0).abs() < 1e-13);
    }
}
