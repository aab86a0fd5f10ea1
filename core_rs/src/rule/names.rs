//! Names a rule may use, and the nearest one to a misspelling.

use super::notation::Notation;
use super::tree::{Column, Variable};
use crate::catalog;

/// First words of two-word catalog names.
const PREFIXES: &[&str] = &["cdl", "candle", "structure"];

pub(super) fn is_prefix(name: &str) -> bool {
    PREFIXES.contains(&name)
}

/// `, did you mean `x`?` where a known name is near, else nothing.
pub(super) fn suggestion<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> String {
    let nearest = known
        .map(|name| (strsim::damerau_levenshtein(wrong, name), name))
        .min();
    match nearest {
        // A third of the letters may differ, else the name is no misspelling of this one.
        Some((distance, name)) if distance <= 1 + wrong.len() / 3 => {
            format!(", did you mean `{name}`?")
        }
        _ => String::new(),
    }
}

/// Why a name is refused.
pub(super) fn unknown(name: &str) -> String {
    let known = catalog::entries()
        .map(|entry| entry.name)
        .chain(Column::ALL.map(Column::name))
        .chain(Variable::ALL.map(Variable::name))
        .chain(Notation::ALL.map(Notation::name))
        .chain(["and", "or", "not", "crosses_above", "crosses_below"]);
    format!("`{name}` is not known{}", suggestion(name, known))
}
