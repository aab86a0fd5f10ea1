//! Pearson's correlation coefficient.
//!
//! Covariance of the last n values of both inputs over the product of their standard deviations; 0
//! where one of them does not vary. First value at bar n; -1 to 1.
//!
//! # Source
//! K. Pearson, Proceedings of the Royal Society 58 (1895); TA-Lib CORREL.

use crate::{
    entry::{Entry, Group, Input, Kind, Param, VALUE},
    indicators::statistic::pair::{NOISE, Pair, STALE, Spread, Sums},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "correl",
    group: Group::Statistic,
    inputs: &[Input::new("real", "high"), Input::new("other", "low")],
    params: &[Param::bars("period", 30, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Pearson's correlation coefficient of the last `period` values of both inputs; 0 where \
          one of them does not vary. The default inputs, high and low, are TA-Lib's. First \
          value at bar `period`. -1 to 1. Source: Pearson 1895, TA-Lib CORREL.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Correlation(Pair::new(p[0] as usize))),
};

#[derive(Debug, Clone)]
struct Correlation(Pair<Covariation>);

impl Step<2, 1> for Correlation {
    #[inline(always)]
    fn push(&mut self, [real, other]: [f64; 2]) -> [f64; 1] {
        let Some((spread, sums)) = self.0.next(real, other) else {
            return [f64::NAN];
        };
        [
            if spread.x > NOISE * sums.xx && spread.y > NOISE * sums.yy {
                // Rounding can put it a little outside.
                (spread.product / (spread.x * spread.y).sqrt()).clamp(-1.0, 1.0)
            } else {
                0.0
            },
        ]
    }
}

/// All n times what their names say.
#[derive(Debug, Clone)]
struct Covariation {
    /// Variance of the one.
    x: f64,
    /// Variance of the other.
    y: f64,
    /// Covariance.
    product: f64,
}

impl Spread for Covariation {
    const OUTLIER: f64 = 1e6;

    #[inline(always)]
    fn of(sums: &Sums, _: f64, share: f64) -> Self {
        Self {
            x: sums.xx - sums.x * sums.x * share,
            y: sums.yy - sums.y * sums.y * share,
            product: sums.xy - sums.x * sums.y * share,
        }
    }

    #[inline(always)]
    fn is_stale(&self, sums: &Sums) -> bool {
        self.x < STALE * sums.xx || self.y < STALE * sums.yy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correl_of_three_points_is_their_coefficient() {
        // Distances from the means: -1, 0, 1 and -1, 1, 0.
        let mut correl = Correlation(Pair::new(3));
        let values = [[1.0, 10.0], [2.0, 12.0], [3.0, 11.0]].map(|bar| correl.push(bar)[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2], 0.5);
    }

    #[test]
    fn correl_with_what_stands_still_is_zero() {
        let mut correl = Correlation(Pair::new(2));
        let values = [[1.0, 10.0], [2.0, 10.0]].map(|bar| correl.push(bar)[0]);
        assert_eq!(values[1], 0.0);
    }
    #[test]
    fn correl_after_an_outlier_left_has_its_digits_back() {
        let mut correl = Correlation(Pair::new(3));
        let bars = [[1e9, 1e9], [1.0, 1.0], [2.0, 3.0], [3.0, 2.0]];
        let values = bars.map(|bar| correl.push(bar)[0]);
        assert!((values[3] - 0.5).abs() < 1e-12);
    }

    #[test]
    fn correl_of_large_equal_prices_is_exactly_zero() {
        let mut correl = Correlation(Pair::new(3));
        let values: Vec<f64> = (0..500).map(|_| correl.push([1e9 + 0.1, 0.3])[0]).collect();
        assert!(values[2..].iter().all(|&value| value == 0.0));
    }
}
