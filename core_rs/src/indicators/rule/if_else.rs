//! One of two values, by a condition.
//!
//! `if_else(condition, a, b)` is a where the condition is true, b where it is false, null where it
//! is null. The value that is not chosen may be null. Both are numbers or both are conditions.
//!
//! # Source
//! SQL's CASE, but for the condition that is null: there SQL takes b.

use crate::{
    entry::{Entry, Group, Input, Kind, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "if_else",
    group: Group::Rule,
    inputs: &[
        Input::condition("condition"),
        Input::number("a").either(),
        Input::number("b").either(),
    ],
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "`a` where the condition is true, `b` where it is false, null where it is null; the value \
          that is not chosen may be null. Both are numbers, or both are conditions.",
    warmup: |_| 0,
    build: |_| lane(IfElse),
};

#[derive(Debug, Clone)]
struct IfElse;

impl Step<3, 1> for IfElse {
    const SEES_NULLS: bool = true;

    #[inline(always)]
    fn push(&mut self, [condition, a, b]: [f64; 3]) -> [f64; 1] {
        if condition.is_nan() {
            return [condition];
        }
        [if condition == 1.0 { a } else { b }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_else_takes_the_chosen_value_whatever_the_other_is() {
        let null = f64::NAN;
        let chosen = [[1.0, 5.0, null], [0.0, null, 6.0]].map(|input| IfElse.push(input)[0]);
        assert_eq!(chosen, [5.0, 6.0]);
        let unknown = [[null, 5.0, 5.0], [1.0, null, 6.0], [0.0, 5.0, null]];
        assert!(unknown.iter().all(|input| IfElse.push(*input)[0].is_nan()));
    }
}
