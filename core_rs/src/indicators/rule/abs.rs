//! Absolute value: `abs(x)` is x without its sign, in its unit; null where x is.

use crate::{
    entry::{Entry, Group, Input, Kind, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "abs",
    group: Group::Rule,
    inputs: &[Input::number("x")],
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "The number without its sign, as in `abs(close - open)`. Null where it is null.",
    warmup: |_| 0,
    build: |_| lane(Abs),
};

#[derive(Debug, Clone)]
struct Abs;

impl Step<1, 1> for Abs {
    #[inline(always)]
    fn push(&mut self, [x]: [f64; 1]) -> [f64; 1] {
        [x.abs()]
    }
}
