//! Percent rank.
//!
//! How many of the n values before it are smaller than the newest, in percent. First value at bar
//! n + 1; 0 to 100.
//!
//! # Source
//! TA-Lib PERCENTRANK.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::statistic::sorted::Sorted,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "percentrank",
    group: Group::Statistic,
    inputs: CLOSE,
    params: &[Param::bars("period", 100, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Percent rank: how many of the `period` values before it are smaller than the newest, \
          in percent. First value at bar `period` + 1. 0 to 100. Source: TA-Lib PERCENTRANK.",
    warmup: |p| p[0] as usize,
    build: |p| lane(PercentRank::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct PercentRank {
    sorted: Sorted,
    missing: usize,
}

impl PercentRank {
    fn new(period: usize) -> Self {
        Self {
            sorted: Sorted::new(period),
            missing: period,
        }
    }
}

impl Step<1, 1> for PercentRank {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        let smaller = self.sorted.push(value);
        if self.missing > 0 {
            self.missing -= 1;
            return [f64::NAN];
        }
        let period = self.sorted.values().len();
        [smaller as f64 / period as f64 * 100.0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentrank_counts_the_smaller_of_the_values_before() {
        let mut rank = PercentRank::new(4);
        let values = [5.0, 1.0, 9.0, 3.0, 5.0, 0.0].map(|x| rank.push([x])[0]);
        assert!(values[..4].iter().all(|value| value.is_nan()));
        assert_eq!(values[4..], [50.0, 0.0]);
    }
}
