//! Rate of change.
//!
//! 100 * (x / x[n bars ago] - 1); 0 where the older value is 0. First value at bar n + 1; percent.
//!
//! # Source
//! TA-Lib ROC.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    lane::lane,
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "roc",
    group: Group::Momentum,
    inputs: CLOSE,
    params: &[Param::bars("period", 10, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Rate of change: 100 * (x / x of `period` bars ago - 1); 0 where the older value is 0. \
          First value at bar `period` + 1. Percent. Source: TA-Lib ROC.",
    warmup: |p| p[0] as usize,
    build: |p| lane(RateOfChange::new(p[0] as usize)),
};

/// Change over a number of bars, in percent.
#[derive(Debug, Clone)]
pub struct RateOfChange(Ring);

impl RateOfChange {
    /// The change since `period` bars ago (at least one).
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self(Ring::filled(period, f64::NAN))
    }

    /// Take a value, give the change; NaN for the first `period` values.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> f64 {
        let older = self.0.push(value);
        if older == 0.0 {
            0.0
        } else {
            (value / older - 1.0) * 100.0
        }
    }
}

impl Step<1, 1> for RateOfChange {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [self.next(value)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roc_of_two_is_the_percentage_against_two_bars_ago() {
        let mut roc = RateOfChange::new(2);
        let values = [4.0, 0.0, 5.0, 7.0].map(|x| roc.next(x));
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [25.0, 0.0]);
    }
}
