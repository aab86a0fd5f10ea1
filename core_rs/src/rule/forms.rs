//! Functions that only write an operator: `any_of(a, b, c)` is `a or b or c`.
//!
//! The catalog lists them, so that they can be found, completed and documented; a tree knows the
//! operator alone, so that canonical text has one spelling.

use super::operator::Operator;
use super::steps;
use crate::entry::{Entry, Group, Input, Kind, VALUE};
use crate::lane::Lane;

pub(crate) const ENTRIES: &[Entry] = &[
    form(
        "all_of",
        CONDITIONS,
        "True if every condition is, false if one is false, else null: `all_of(a, b, c)` is \
         `a and b and c`, and prints as that. Source: SQL's AND.",
        |_| 0,
        |_| steps::of_operator(Operator::And),
    ),
    form(
        "any_of",
        CONDITIONS,
        "True if one of the conditions is, false if all are false, else null: `any_of(a, b, c)` is \
         `a or b or c`, and prints as that. Source: SQL's OR.",
        |_| 0,
        |_| steps::of_operator(Operator::Or),
    ),
    form(
        "crosses_above",
        PAIR,
        "True on the bar on which `a` was not above `b` the bar before and is now; null if one of \
         the four values is. `crosses_above(a, b)` is `a crosses_above b`, and prints as that.",
        |_| 1,
        |_| steps::of_operator(Operator::CrossesAbove),
    ),
    form(
        "crosses_below",
        PAIR,
        "True on the bar on which `a` was not below `b` the bar before and is now; null if one of \
         the four values is. `crosses_below(a, b)` is `a crosses_below b`, and prints as that.",
        |_| 1,
        |_| steps::of_operator(Operator::CrossesBelow),
    ),
];

const OPERATORS: [(&str, Operator); 4] = [
    ("all_of", Operator::And),
    ("any_of", Operator::Or),
    ("crosses_above", Operator::CrossesAbove),
    ("crosses_below", Operator::CrossesBelow),
];

const CONDITIONS: &[Input] = &[Input::condition("rule").repeated()];
const PAIR: &[Input] = &[Input::number("a"), Input::number("b")];

/// The operator that a function writes.
pub(super) fn operator(entry: &Entry) -> Option<Operator> {
    let found = OPERATORS.iter().find(|(name, _)| *name == entry.name);
    found.map(|(_, operator)| *operator)
}

const fn form(
    name: &'static str,
    inputs: &'static [Input],
    doc: &'static str,
    warmup: fn(&[f64]) -> usize,
    build: fn(&[f64]) -> Box<dyn Lane>,
) -> Entry {
    Entry {
        name,
        group: Group::Rule,
        inputs,
        params: &[],
        outputs: VALUE,
        kind: Kind::Boolean,
        doc,
        warmup,
        build,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_writes_an_operator_and_warms_up_like_it() {
        for entry in ENTRIES {
            let operator = operator(entry).unwrap();
            assert_eq!((entry.warmup)(&[]), operator.warmup(), "{}", entry.name);
            assert_eq!(
                entry.given()[0].kind,
                Some(operator.takes()),
                "{}",
                entry.name
            );
        }
    }
}
