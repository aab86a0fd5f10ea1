//! Names a rule may use, and the nearest one to a misspelling.

use super::foreign;
use super::notation::Notation;
use super::tree::{Column, Variable};
use crate::catalog;

/// First words of two-word catalog names.
const PREFIXES: &[&str] = &["cdl", "candle", "structure"];

/// Words that are no names: operators.
pub(super) const WORDS: &[&str] = &["and", "or", "not", "crosses_above", "crosses_below"];

/// Whether it is an operator.
pub(super) fn is_word(name: &str) -> bool {
    WORDS.contains(&name)
}

pub(super) fn is_prefix(name: &str) -> bool {
    PREFIXES.contains(&name)
}

/// Why a first word of two cannot stand alone.
pub(super) fn lonely(prefix: &str) -> String {
    let begins = format!("{prefix}.");
    let example = catalog::names()
        .map(|(name, _)| name)
        .find(|name| name.starts_with(&begins))
        .unwrap_or(prefix);
    format!("`{prefix}` needs a name after it, as in `{example}`")
}

/// The known name nearest to a wrong one, if it is near; case does not matter.
pub(super) fn nearest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_ascii_lowercase();
    let ranked = known.filter_map(|name| Some((nearness(&wrong, name)?, name)));
    ranked.min().map(|(_, name)| name)
}

/// How far a known name is from a wrong one: whether it is only a part, and the letters that
/// differ. Nothing if it is too far.
fn nearness(wrong: &str, known: &str) -> Option<(bool, usize)> {
    let known = known.to_ascii_lowercase();
    let (room, word) = wrong.rsplit_once('.').unwrap_or(("", wrong));
    let (own_room, own) = known.rsplit_once('.').unwrap_or(("", &known));
    let elsewhere = room != own_room;
    if elsewhere && room.is_empty() {
        return (word == own).then_some((false, 0));
    }
    // A third of the letters may differ, of a short name fewer, else it is no misspelling.
    let most = (1 + word.len() / 3).min(word.len() / 2).max(1);
    // No nearer than the lengths are, and with a long name comparing takes long.
    let least = own.chars().count().abs_diff(word.chars().count());
    let letters = if least > most {
        least
    } else {
        strsim::damerau_levenshtein(word, own)
    };
    let distance = letters + ELSEWHERE * usize::from(elsewhere);
    let misspelt = distance <= most && distance < word.len();
    (misspelt || !elsewhere && is_part(word, own)).then_some((!misspelt, distance))
}

/// Letters that another first word counts for.
const ELSEWHERE: usize = 2;

/// Whether one name is a part of the other: `hammer` of `bullish_hammer`, `hist` of `histogram`.
fn is_part(wrong: &str, own: &str) -> bool {
    wrong.len().min(own.len()) >= LEAST_PART && (own.contains(wrong) || wrong.starts_with(own))
}

/// Letters of the shortest part by which a name is recognized.
const LEAST_PART: usize = 4;

/// `, did you mean `x`?` where a known name is near, else nothing.
pub(super) fn suggestion<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> String {
    match nearest(wrong, known) {
        Some(name) => format!(", did you mean `{name}`?"),
        None => String::new(),
    }
}

/// The operator of words nearest to a name that stands between two values.
pub(super) fn nearest_operator(wrong: &str) -> Option<&'static str> {
    nearest(wrong, WORDS.iter().copied())
}

/// The function meant by a name of another language, or by its own.
pub(super) fn function(name: &str) -> Option<&'static str> {
    let ours = || catalog::find(foreign::name(name)?);
    catalog::find(name).or_else(ours).map(|entry| entry.name)
}

/// Whether a rule may use the name.
pub(super) fn is_known(name: &str) -> bool {
    catalog::find(name).is_some()
        || Column::find(name).is_some()
        || Variable::find(name).is_some()
        || Notation::find(name).is_some()
}

/// Why a name is refused; `after` is what follows it after a dot.
pub(super) fn unknown(name: &str, after: Option<&str>) -> String {
    if let Some(after) = after.filter(|after| is_known(after)) {
        return format!("`{name}` is not known: write `{after}` without `{name}.`");
    }
    if foreign::is_literal(name) {
        return format!(
            "`{name}` is not known: a rule has no such value, conditions come from comparing, as \
             in `close > open`"
        );
    }
    let known = catalog::names()
        .map(|(name, _)| name)
        .chain(Column::ALL.map(Column::name))
        .chain(Variable::ALL.map(Variable::name))
        .chain(Notation::ALL.map(Notation::name))
        .chain(WORDS.iter().chain(PREFIXES).copied());
    match foreign::name(name).or_else(|| nearest(name, known)) {
        Some(ours) => format!("`{name}` is not known, did you mean `{ours}`?"),
        None => format!("`{name}` is not known: the catalog lists what can be called"),
    }
}
