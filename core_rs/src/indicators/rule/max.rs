//! The largest of several numbers of the same bar: `max(a, b, ...)`, null where one of them is.

use crate::{
    entry::{Entry, Group, Input, Kind, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "max",
    group: Group::Rule,
    inputs: &[Input::number("a"), Input::number("b").repeated()],
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "The largest of two or more numbers of the same bar, as in `max(open, close)`. Null where one \
          of them is null. Over several bars it is `highest`.",
    warmup: |_| 0,
    build: |_| lane(Max),
};

#[derive(Debug, Clone)]
struct Max;

impl Step<2, 1> for Max {
    #[inline(always)]
    fn push(&mut self, [a, b]: [f64; 2]) -> [f64; 1] {
        [if b > a { b } else { a }]
    }
}
