//! Z-score.
//!
//! (x - mean) / deviation, both of the last n values with the newest among them, the deviation
//! divided by n; null where it is 0. First value at bar n; in standard deviations.
//!
//! # Source
//! The textbook's standard score, on `sma` and `stddev`.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::statistic::var::Variance,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "zscore",
    group: Group::Statistic,
    inputs: CLOSE,
    params: &[Param::bars("period", 20, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Z-score: distance of the newest value from the mean of the last `period` values, over \
          their standard deviation (divided by `period`); null where that is 0. First value at \
          bar `period`. In standard deviations. Source: the standard score, sma and stddev.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Zscore::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Zscore {
    variance: Variance,
    sum: f64,
    share: f64,
}

impl Zscore {
    fn new(period: usize) -> Self {
        Self {
            variance: Variance::new(period),
            sum: 0.0,
            share: 1.0 / period as f64,
        }
    }
}

impl Step<1, 1> for Zscore {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        let (variance, left) = self.variance.next(value);
        self.sum += value - left;
        [(value - self.sum * self.share) / variance.sqrt()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zscore_of_the_larger_of_two_is_one() {
        let mut zscore = Zscore::new(2);
        let values = [1.0, 3.0, 1.0].map(|x| zscore.push([x])[0]);
        assert!(values[0].is_nan());
        assert_eq!(values[1..], [1.0, -1.0]);
    }

    #[test]
    fn zscore_of_values_that_never_move_is_not_a_number() {
        let mut zscore = Zscore::new(3);
        let values = [37.123; 50].map(|x| zscore.push([x])[0]);
        assert!(values.iter().all(|value| !value.is_finite()));
    }
}
