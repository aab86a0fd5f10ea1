//! Weighted close price.
//!
//! (high + low + 2 * close) / 4. First value at bar 1; in the unit of the price.
//!
//! # Source
//! TA-Lib WCLPRICE.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "wclprice",
    group: Group::Price,
    inputs: HIGH_LOW_CLOSE,
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Weighted close price: (high + low + 2 * close) / 4. First value at bar 1. In the unit \
          of the price. Source: TA-Lib WCLPRICE.",
    warmup: |_| 0,
    build: |_| lane(WeightedClose),
};

#[derive(Debug, Clone)]
struct WeightedClose;

impl Step<3, 1> for WeightedClose {
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 1] {
        [(high + low + close * 2.0) / 4.0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wclprice_counts_the_close_twice() {
        assert_eq!(WeightedClose.push([4.0, 1.0, 1.5]), [2.0]);
    }
}
