//! Normalised average true range.
//!
//! 100 * ATR / close; 0 where the close is 0. With a period of 1 TA-Lib gives the bare true range,
//! and so does this. First value at bar n + 1; percent of the price.
//!
//! # Source
//! J. Forman, "Cross-Market Evaluations With Normalized Average True Range", Technical Analysis
//! of Stocks & Commodities (May 2006); TA-Lib NATR, unstable period 0.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, Param, VALUE},
    indicators::volatility::atr::Atr,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "natr",
    group: Group::Volatility,
    inputs: HIGH_LOW_CLOSE,
    params: &[Param::bars("period", 14, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Normalised average true range: 100 * atr / close, seeded as atr; the bare true range \
          for a period of 1, as in TA-Lib. First value at bar `period` + 1. Percent of the \
          price. Source: Forman 2006, TA-Lib NATR.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Natr::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Natr {
    atr: Atr,
    bare: bool,
}

impl Natr {
    fn new(period: usize) -> Self {
        Self {
            atr: Atr::new(period),
            bare: period == 1,
        }
    }
}

impl Step<3, 1> for Natr {
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 1] {
        let atr = self.atr.next(high, low, close);
        if self.bare || atr.is_nan() {
            return [atr];
        }
        [if close == 0.0 {
            0.0
        } else {
            atr / close * 100.0
        }]
    }
}
