//! Momentum.
//!
//! x - x[n bars ago]. First value at bar n + 1; in the unit of the input.
//!
//! # Source
//! TA-Lib MOM.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    lane::lane,
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "mom",
    group: Group::Momentum,
    inputs: CLOSE,
    params: &[Param::bars("period", 10, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Momentum: x minus x of `period` bars ago. First value at bar `period` + 1. In the unit \
          of its input. Source: TA-Lib MOM.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Momentum(Ring::filled(p[0] as usize, f64::NAN))),
};

#[derive(Debug, Clone)]
struct Momentum(Ring);

impl Step<1, 1> for Momentum {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [value - self.0.push(value)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mom_of_two_is_the_change_since_two_bars_ago() {
        let mut momentum = Momentum(Ring::filled(2, f64::NAN));
        let values = [4.0, 1.0, 5.0, 0.5].map(|x| momentum.push([x])[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [1.0, -0.5]);
    }
}
