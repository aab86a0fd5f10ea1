//! Rate of change as a ratio in percent.
//!
//! 100 * x / x[n bars ago]; 0 where the older value is 0. First value at bar n + 1; percent, 100 is
//! no change.
//!
//! # Source
//! TA-Lib ROCR100.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::momentum::rocr::Ratio,
    lane::lane,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "rocr100",
    group: Group::Momentum,
    inputs: CLOSE,
    params: &[Param::bars("period", 10, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Rate of change as a ratio in percent: 100 * x / x of `period` bars ago; 0 where that \
          is 0. First value at bar `period` + 1. Percent: 100 is no change. Source: TA-Lib \
          ROCR100.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Ratio::new(p[0] as usize, 100.0)),
};
