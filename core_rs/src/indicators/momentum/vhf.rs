//! Vertical horizontal filter.
//!
//! (highest - lowest of the last n values) / (sum of the last n changes without their signs): large
//! in a trend, small where the input goes to and fro; 0 where nothing has moved. First value at bar
//! n + 1; a ratio, 0 to 1.
//!
//! # Source
//! A. White, "The Vertical Horizontal Filter", Futures (August 1991); TA-Lib VHF.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::{
        momentum::{running::Warmup, total::Total},
        rule::extreme::Extreme,
    },
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "vhf",
    group: Group::Momentum,
    inputs: CLOSE,
    params: &[Param::bars("period", 28, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Vertical horizontal filter: highest minus lowest of the last `period` values, divided \
          by the sum of the last `period` changes without their signs; 0 where nothing has \
          moved. First value at bar `period` + 1. A ratio, 0 to 1. Source: White 1991, TA-Lib \
          VHF.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Filter::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Filter {
    previous: f64,
    highest: Extreme,
    lowest: Extreme,
    path: Total,
    warmup: Warmup,
}

impl Filter {
    fn new(period: usize) -> Self {
        Self {
            previous: f64::NAN,
            highest: Extreme::new(period),
            lowest: Extreme::new(period),
            path: Total::new(period),
            warmup: Warmup::new(period),
        }
    }
}

impl Step<1, 1> for Filter {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        let change = value - std::mem::replace(&mut self.previous, value);
        // The first value has no change; its place has left before there are enough.
        let path = self
            .path
            .next(if change.is_nan() { 0.0 } else { change.abs() });
        let range = self.highest.push(value) + self.lowest.push(-value);
        if self.warmup.next() {
            return [f64::NAN];
        }
        [if path > 0.0 { range / path } else { 0.0 }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vhf_of_two_looks_at_two_values_and_the_change_before_them() {
        let mut filter = Filter::new(2);
        let values = [10.0, 11.0, 14.0, 12.0, 12.0, 12.0].map(|x| filter.push([x])[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [0.75, 0.4, 0.0, 0.0]);
    }
}
