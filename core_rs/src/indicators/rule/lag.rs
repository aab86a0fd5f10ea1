//! A value of earlier bars.
//!
//! `lag(x, n)` at bar t is x[t-n], null where that is null or before the first bar; a number in
//! the unit of its input, or a condition if that is one.
//!
//! # Source
//! SQL's window function LAG.

use crate::{
    entry::{Entry, Group, Input, Kind, Param, VALUE},
    lane::lane,
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "lag",
    group: Group::Rule,
    inputs: &[Input::new("value", "close").either()],
    params: &[Param::bars("period", 1, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "The value `period` bars ago, of a number or of a condition: `lag(close > open)`. Null \
          where that is null or lies before the first bar. In the unit of its input. Source: SQL's \
          LAG.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Lag(Ring::filled(p[0] as usize, f64::NAN))),
};

#[derive(Debug, Clone)]
struct Lag(Ring);

impl Step<1, 1> for Lag {
    const SEES_NULLS: bool = true;

    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [self.0.push(value)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lag_of_a_stream_with_a_null_is_the_same_stream_later() {
        let mut lag = Lag(Ring::filled(2, f64::NAN));
        let values = [1.0, f64::NAN, 3.0, 4.0, 5.0].map(|x| lag.push([x])[0]);
        assert!(values[0].is_nan() && values[1].is_nan() && values[3].is_nan());
        assert_eq!((values[2], values[4]), (1.0, 3.0));
    }
}
