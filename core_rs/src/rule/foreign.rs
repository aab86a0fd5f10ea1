//! What newcomers write who know another language, and what says the same here.

use super::names;
use crate::timeframe::Timeframe;

/// Characters of other languages.
const CHARACTERS: &[(&str, &str)] = &[
    ("&", "write `and`"),
    ("|", "write `or`"),
    ("!~¬", "write `not`"),
    ("^", "a power is written as a product, `x * x`"),
    (
        "%",
        "write a percentage as a number: 5 % of the close is `0.05 * close`",
    ),
    ("?:", "write `if_else(condition, a, b)`"),
    ("{}", "brackets are `(` and `)`"),
    ("$€£", "a price is a plain number"),
    (";", "a rule is one expression: join conditions with `and`"),
    (
        "#\\@",
        "a rule has no comments: delete what is no part of it",
    ),
    (
        "\u{201c}\u{201d}\u{201e}\u{2018}\u{2019}\u{201a}\u{ab}\u{bb}\u{b4}`",
        "write a plain quote, `\"`",
    ),
    ("≤", "write `<=`"),
    ("≥", "write `>=`"),
    ("≠", "write `!=`"),
    ("×·∙⋅", "write `*`"),
    ("÷∕", "write `/`"),
    (
        "\u{2212}\u{2013}\u{2014}\u{2010}\u{2011}",
        "write a plain minus, `-`",
    ),
    ("∧", "write `and`"),
    ("∨", "write `or`"),
    ("…", "delete it"),
];

/// Names that other languages have for values, and ours.
const NAMES: &[(&str, &str)] = &[
    ("average", "sma"),
    ("barslast", "bars_since"),
    ("bollinger", "bbands"),
    ("c", "close"),
    ("case", "if_else"),
    ("cross", "crosses_above"),
    ("crossabove", "crosses_above"),
    ("crossbelow", "crosses_below"),
    ("crossover", "crosses_above"),
    ("crossunder", "crosses_below"),
    ("delay", "lag"),
    ("greatest", "max"),
    ("h", "high"),
    ("hhv", "highest"),
    ("if", "if_else"),
    ("iff", "if_else"),
    ("iif", "if_else"),
    ("l", "low"),
    ("last", "close"),
    ("least", "min"),
    ("llv", "lowest"),
    ("mean", "sma"),
    ("o", "open"),
    ("offset", "lag"),
    ("prev", "lag"),
    ("previous", "lag"),
    ("price", "close"),
    ("ref", "lag"),
    ("rolling_max", "highest"),
    ("rolling_mean", "sma"),
    ("rolling_min", "lowest"),
    ("rolling_std", "stddev"),
    ("shift", "lag"),
    ("std", "stddev"),
    ("v", "volume"),
    ("vol", "volume"),
    ("when", "if_else"),
    ("where", "if_else"),
];

/// Words of other languages that stand between two values, and what to write.
const BETWEEN: &[(&str, &str)] = &[
    ("above", "write `>` or `crosses_above`"),
    ("below", "write `<` or `crosses_below`"),
    ("between", "write `x >= a and x <= b`"),
    (
        "cross",
        "write `crosses_above` or `crosses_below`, in one word",
    ),
    (
        "crosses",
        "write `crosses_above` or `crosses_below`, in one word",
    ),
    (
        "crossing",
        "write `crosses_above` or `crosses_below`, in one word",
    ),
    ("crossover", "write `crosses_above`"),
    ("crossunder", "write `crosses_below`"),
    ("else", "write `if_else(condition, a, b)`"),
    ("eq", "write `==`"),
    ("equals", "write `==`"),
    ("ge", "write `>=`"),
    ("gt", "write `>`"),
    ("if", "write `if_else(condition, a, b)`"),
    ("in", "write `x >= a and x <= b`"),
    ("is", "write `==`"),
    ("le", "write `<=`"),
    ("lt", "write `<`"),
    ("ne", "write `!=`"),
    ("over", "write `>`"),
    ("then", "write `if_else(condition, a, b)`"),
    ("under", "write `<`"),
    ("within", "write `within(rule, n)`"),
];

/// Parameter names of TA-Lib, pandas and charting sites, and ours.
const PARAMS: &[(&str, &str)] = &[
    ("fastlength", "fast"),
    ("fastperiod", "fast"),
    ("length", "period"),
    ("len", "period"),
    ("lookback", "period"),
    ("matype", "ma"),
    ("mult", "multiplier"),
    ("n", "period"),
    ("nbdevdn", "down"),
    ("nbdevup", "up"),
    ("signallength", "signal"),
    ("signalperiod", "signal"),
    ("slowlength", "slow"),
    ("slowperiod", "slow"),
    ("span", "period"),
    ("timeperiod", "period"),
    ("window", "period"),
];

/// Values of other languages.
const LITERALS: &[&str] = &["true", "false", "none", "null", "nan", "na", "nil", "inf"];

/// Units that a number is followed by in the names of bars.
const DURATIONS: &[&str] = &[
    "s", "sec", "min", "mins", "minute", "minutes", "h", "hr", "hour", "hours", "d", "day", "days",
    "w", "week", "month",
];

fn find(table: &'static [(&str, &str)], word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    let found = table.iter().find(|(foreign, _)| *foreign == word);
    found.map(|(_, ours)| *ours)
}

/// Our name of a value.
pub(super) fn name(word: &str) -> Option<&'static str> {
    find(NAMES, word)
}

/// What to write for a word between two values.
pub(super) fn between(word: &str) -> Option<&'static str> {
    find(BETWEEN, word)
}

/// Our name of a parameter.
pub(super) fn param(word: &str) -> Option<&'static str> {
    find(PARAMS, word)
}

/// Whether it is a literal elsewhere.
pub(super) fn is_literal(word: &str) -> bool {
    LITERALS.contains(&word.to_ascii_lowercase().as_str())
}

/// Why a character is refused.
pub(super) fn character(character: char) -> String {
    if let Some((_, instead)) = CHARACTERS.iter().find(|(all, _)| all.contains(character)) {
        return format!("`{character}` has no meaning in a rule, {instead}");
    }
    if character.is_alphabetic() {
        return format!(
            "`{character}` has no meaning in a rule, names are made of a-z, 0-9 and `_`"
        );
    }
    let code = character as u32;
    if character.is_control()
        || matches!(code, 0xad | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff)
    {
        return format!(
            "an invisible character (U+{code:04X}) has no meaning in a rule, delete it"
        );
    }
    format!("`{character}` has no meaning in a rule, delete it")
}

/// Why a number that goes on as a word is refused.
pub(super) fn run_in(number: &str, tail: &str) -> String {
    let whole = format!("{number}{tail}");
    if tail.chars().all(|c| c == '_' || c.is_ascii_digit()) {
        let digits = whole.replace('_', "");
        return format!("`{whole}` is written without `_`: write `{digits}`");
    }
    let timeframes = Timeframe::ALL.map(Timeframe::name);
    if let Some(name) = timeframes
        .iter()
        .find(|name| name.eq_ignore_ascii_case(&whole))
    {
        return format!("`{whole}` is a timeframe: write it in quotes, `\"{name}\"`");
    }
    let scale = match tail {
        "k" | "K" => Some(1e3),
        "m" | "M" | "mn" => Some(1e6),
        "b" | "B" | "bn" => Some(1e9),
        _ => None,
    };
    match (scale, number.parse::<f64>()) {
        (Some(scale), Ok(value)) => {
            format!("`{whole}` is written in full: write `{}`", value * scale)
        }
        _ if DURATIONS.contains(&tail.to_ascii_lowercase().as_str()) => format!(
            "`{whole}` is no timeframe: it must be one of \"{}\"",
            timeframes.join("\", \"")
        ),
        _ if names::is_word(tail) => {
            format!("`{number}` runs into a word: write a space before `{tail}`")
        }
        _ => format!("`{number}` runs into a name: write `{number} * {tail}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog;
    use crate::rule::{Column, parse};

    #[test]
    fn our_names_are_names_and_the_foreign_ones_are_not() {
        for (foreign, ours) in NAMES {
            assert!(parse(foreign).is_err(), "{foreign}");
            let known = catalog::find(ours).is_some() || Column::find(ours).is_some();
            assert!(known, "{ours}");
        }
    }

    #[test]
    fn our_parameters_are_parameters_of_some_function() {
        for (_, ours) in PARAMS {
            let known = |entry: &crate::entry::Entry| entry.params.iter().any(|p| p.name == *ours);
            assert!(catalog::entries().any(known), "{ours}");
        }
    }
}
