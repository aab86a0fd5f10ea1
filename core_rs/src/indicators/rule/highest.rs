//! Highest value of a window.
//!
//! `highest(x, n)` at bar t is the largest of x[t-n+1..=t]; first value at bar n, in the unit of
//! its input. Null while a value of the window is null.
//!
//! # Source
//! TA-Lib MAX, with a window of one bar allowed.

use crate::{
    entry::{Entry, Group, Input, Kind, Param, VALUE},
    indicators::rule::extreme::Window,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "highest",
    group: Group::Rule,
    inputs: &[Input::new("real", "high")],
    params: &[Param::bars("period", 20, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Largest of the last `period` values, the present one included; of the high when no \
          input is named. Null while one of them is null. In the unit of its input. \
          Source: TA-Lib MAX.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Highest(Window::new(p[0] as usize))),
};

#[derive(Debug, Clone)]
struct Highest(Window);

impl Step<1, 1> for Highest {
    const SEES_NULLS: bool = true;

    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [self.0.push(value)]
    }
}
