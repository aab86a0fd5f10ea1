//! Whether a series rose on each of the last bars.
//!
//! `rising(x, n)` is true if x[t] > x[t-1], ..., x[t-n+1] > x[t-n]: n strict moves in a row. First
//! value at bar n + 1; null while one of the n + 1 values is null.
//!
//! # Source
//! `TradingView`'s `ta.rising` compares with the extreme of the window instead; this is the stricter
//! reading, every single move.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::rule::run::Run,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "rising",
    group: Group::Rule,
    inputs: CLOSE,
    params: &[Param::bars("period", 1, 1)],
    outputs: VALUE,
    kind: Kind::Boolean,
    doc: "True if the value rose on each of the last `period` bars: so many strict moves in a row. \
          First value at bar `period` + 1; null while one of these values is null.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Rising(Run::new(p[0] as usize))),
};

#[derive(Debug, Clone)]
struct Rising(Run);

impl Step<1, 1> for Rising {
    const SEES_NULLS: bool = true;

    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [self.0.push(value)]
    }
}
