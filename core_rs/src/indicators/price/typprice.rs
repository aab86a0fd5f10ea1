//! Typical price.
//!
//! (high + low + close) / 3, the column `hlc3`. First value at bar 1; in the unit of the price.
//!
//! # Source
//! TA-Lib TYPPRICE.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "typprice",
    group: Group::Price,
    inputs: HIGH_LOW_CLOSE,
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Typical price: (high + low + close) / 3. First value at bar 1. In the unit of the \
          price. Source: TA-Lib TYPPRICE.",
    warmup: |_| 0,
    build: |_| lane(TypicalPrice),
};

#[derive(Debug, Clone)]
struct TypicalPrice;

impl Step<3, 1> for TypicalPrice {
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 1] {
        [(high + low + close) / 3.0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typprice_is_the_mean_of_high_low_and_close() {
        assert_eq!(TypicalPrice.push([4.0, 1.0, 1.0]), [2.0]);
    }
}
