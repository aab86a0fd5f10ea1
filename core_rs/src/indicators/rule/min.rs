//! The smallest of several numbers of the same bar: `min(a, b, ...)`, null where one of them is.

use crate::{
    entry::{Entry, Group, Input, Kind, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "min",
    group: Group::Rule,
    inputs: &[Input::number("a"), Input::number("b").repeated()],
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "The smallest of two or more numbers of the same bar, as in `min(open, close)`. Null where one \
          of them is null. Over several bars it is `lowest`.",
    warmup: |_| 0,
    build: |_| lane(Min),
};

#[derive(Debug, Clone)]
struct Min;

impl Step<2, 1> for Min {
    #[inline(always)]
    fn push(&mut self, [a, b]: [f64; 2]) -> [f64; 1] {
        [if b < a { b } else { a }]
    }
}
