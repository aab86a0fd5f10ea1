//! Median price.
//!
//! (high + low) / 2, the column `hl2`. First value at bar 1; in the unit of the price.
//!
//! # Source
//! TA-Lib MEDPRICE.

use crate::{
    entry::{Entry, Group, HIGH_LOW, Kind, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "medprice",
    group: Group::Price,
    inputs: HIGH_LOW,
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Median price: (high + low) / 2. First value at bar 1. In the unit of the price. \
          Source: TA-Lib MEDPRICE.",
    warmup: |_| 0,
    build: |_| lane(MedianPrice),
};

#[derive(Debug, Clone)]
struct MedianPrice;

impl Step<2, 1> for MedianPrice {
    #[inline(always)]
    fn push(&mut self, [high, low]: [f64; 2]) -> [f64; 1] {
        [f64::midpoint(high, low)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medprice_is_the_middle_of_the_range() {
        assert_eq!(MedianPrice.push([4.0, 1.0]), [2.5]);
    }
}
