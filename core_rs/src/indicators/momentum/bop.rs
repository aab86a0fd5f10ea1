//! Balance of power.
//!
//! (close - open) / (high - low); 0 where the bar has no range. First value at bar 1; -1 to 1.
//!
//! # Source
//! I. Livshin, "Balance Of Power", Technical Analysis of Stocks & Commodities (August 2001); TA-Lib
//! BOP.

use crate::{
    entry::{Entry, Group, Kind, OPEN_HIGH_LOW_CLOSE, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "bop",
    group: Group::Momentum,
    inputs: OPEN_HIGH_LOW_CLOSE,
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Balance of power: (close - open) / (high - low); 0 where the bar has no range. First \
          value at bar 1. A ratio, -1 to 1. Source: Livshin 2001, TA-Lib BOP.",
    warmup: |_| 0,
    build: |_| lane(Balance),
};

#[derive(Debug, Clone)]
struct Balance;

impl Step<4, 1> for Balance {
    #[inline(always)]
    fn push(&mut self, [open, high, low, close]: [f64; 4]) -> [f64; 1] {
        let range = high - low;
        [if range > 0.0 {
            (close - open) / range
        } else {
            0.0
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bop_is_the_body_over_the_range_and_zero_without_one() {
        assert_eq!(Balance.push([11.0, 12.0, 10.0, 10.5]), [-0.25]);
        assert_eq!(Balance.push([11.0, 11.0, 11.0, 11.0]), [0.0]);
    }
}
