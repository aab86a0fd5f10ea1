//! Average price.
//!
//! (open + high + low + close) / 4, the column `ohlc4`. First value at bar 1; in the unit of the
//! price.
//!
//! # Source
//! TA-Lib AVGPRICE.

use crate::{
    entry::{Entry, Group, Kind, OPEN_HIGH_LOW_CLOSE, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "avgprice",
    group: Group::Price,
    inputs: OPEN_HIGH_LOW_CLOSE,
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Average price: (open + high + low + close) / 4. First value at bar 1. In the unit of \
          the price. Source: TA-Lib AVGPRICE.",
    warmup: |_| 0,
    build: |_| lane(AveragePrice),
};

#[derive(Debug, Clone)]
struct AveragePrice;

impl Step<4, 1> for AveragePrice {
    #[inline(always)]
    fn push(&mut self, [open, high, low, close]: [f64; 4]) -> [f64; 1] {
        [(open + high + low + close) / 4.0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn avgprice_is_the_mean_of_the_four_prices() {
        assert_eq!(AveragePrice.push([1.0, 4.0, 0.5, 2.5]), [2.0]);
    }
}
