//! Lowest value of a window.
//!
//! `lowest(x, n)` at bar t is the smallest of x[t-n+1..=t]; first value at bar n, in the unit of
//! its input. Null while a value of the window is null.
//!
//! # Source
//! TA-Lib MIN, with a window of one bar allowed.

use crate::{
    entry::{Entry, Group, Input, Kind, Param, VALUE},
    indicators::rule::extreme::Window,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "lowest",
    group: Group::Rule,
    inputs: &[Input::new("real", "low")],
    params: &[Param::bars("period", 20, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Smallest of the last `period` values, the present one included; of the low when no \
          input is named. Null while one of them is null. In the unit of its input. \
          Source: TA-Lib MIN.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Lowest(Window::new(p[0] as usize))),
};

/// The smallest is minus the largest of the negated values, exactly.
#[derive(Debug, Clone)]
struct Lowest(Window);

impl Step<1, 1> for Lowest {
    const SEES_NULLS: bool = true;

    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [-self.0.push(-value)]
    }
}
