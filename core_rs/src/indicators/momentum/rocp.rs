//! Rate of change as a fraction.
//!
//! (x - x[n bars ago]) / x[n bars ago]; 0 where the older value is 0. First value at bar n + 1; a
//! ratio, 0 is no change.
//!
//! # Source
//! TA-Lib ROCP.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    lane::lane,
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "rocp",
    group: Group::Momentum,
    inputs: CLOSE,
    params: &[Param::bars("period", 10, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Rate of change as a fraction: (x - older) / older, older = x of `period` bars ago; 0 \
          where that is 0. First value at bar `period` + 1. A ratio: 0 is no change. Source: \
          TA-Lib ROCP.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Fraction(Ring::filled(p[0] as usize, f64::NAN))),
};

#[derive(Debug, Clone)]
struct Fraction(Ring);

impl Step<1, 1> for Fraction {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        let older = self.0.push(value);
        [if older == 0.0 {
            0.0
        } else {
            (value - older) / older
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rocp_of_two_is_the_fraction_gained_since_two_bars_ago() {
        let mut fraction = Fraction(Ring::filled(2, f64::NAN));
        let values = [4.0, 0.0, 5.0, 7.0].map(|x| fraction.push([x])[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [0.25, 0.0]);
    }
}
