//! Middle between the highest and the lowest value.
//!
//! (largest + smallest) / 2 of the last n values. First value at bar n; in the unit of its input.
//! Null while a value of the window is null.
//!
//! # Source
//! TA-Lib MIDPOINT.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::rule::extreme::Window,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "midpoint",
    group: Group::Overlap,
    inputs: CLOSE,
    params: &[Param::bars("period", 14, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Middle between the largest and the smallest of the last `period` values. First value \
          at bar `period`. In the unit of its input. Source: TA-Lib MIDPOINT.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Midpoint::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Midpoint {
    high: Window,
    low: Window,
}

impl Midpoint {
    fn new(period: usize) -> Self {
        Self {
            high: Window::new(period),
            low: Window::new(period),
        }
    }
}

impl Step<1, 1> for Midpoint {
    const SEES_NULLS: bool = true;

    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [f64::midpoint(self.high.push(value), -self.low.push(-value))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midpoint_of_three_is_the_mean_of_the_extremes() {
        let mut midpoint = Midpoint::new(3);
        let values = [4.0, 1.0, 2.0, 9.0].map(|x| midpoint.push([x])[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [2.5, 5.0]);
    }
}
