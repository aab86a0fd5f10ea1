//! Coppock curve.
//!
//! Weighted average of roc(first) + roc(second). First value at bar max(first, second) + period;
//! percent.
//!
//! # Source
//! E. Coppock, "Realistic Stock Market Profits", Barron's (15 October 1962); TA-Lib COPPOCK, which
//! sums the two rates of change.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::{momentum::roc::RateOfChange, overlap::wma::Wma},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "coppock",
    group: Group::Momentum,
    inputs: CLOSE,
    params: &[
        Param::bars("period", 10, 1),
        Param::bars("first", 11, 1),
        Param::bars("second", 14, 1),
    ],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Coppock curve: weighted average over `period` bars of roc(first) + roc(second). First \
          value at bar max(first, second) + `period`. Percent. Source: Coppock 1962, TA-Lib \
          COPPOCK.",
    warmup: |p| (p[1].max(p[2]) + p[0]) as usize - 1,
    build: |p| lane(Coppock::new(p[0] as usize, [p[1] as usize, p[2] as usize])),
};

#[derive(Debug, Clone)]
struct Coppock {
    rates: [RateOfChange; 2],
    average: Wma,
}

impl Coppock {
    fn new(period: usize, rates: [usize; 2]) -> Self {
        Self {
            rates: rates.map(RateOfChange::new),
            average: Wma::new(period),
        }
    }
}

impl Step<1, 1> for Coppock {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        let sum = self.rates[0].next(value) + self.rates[1].next(value);
        if sum.is_nan() {
            return [f64::NAN];
        }
        [self.average.next(sum)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coppock_weighs_the_newer_sum_of_two_rates_twice() {
        let mut coppock = Coppock::new(2, [1, 2]);
        let values = [100.0, 200.0, 400.0, 200.0].map(|x| coppock.push([x])[0]);
        assert!(values[..3].iter().all(|value| value.is_nan()));
        // The sums are 100 + 300, then -50 + 0.
        assert_eq!(values[3], (400.0 - 100.0) / 3.0);
    }
}
