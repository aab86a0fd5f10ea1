//! Rule text that mostly makes no sense: valid texts with damage, and noise.

use crate::{grammar, source::Source};

/// Pieces of the language, and characters that have been trouble elsewhere.
const PIECES: &[&str] = &[
    "(",
    ")",
    ",",
    ".",
    "=",
    "==",
    "<",
    ">=",
    "+",
    "-",
    "*",
    "/",
    " and ",
    " or ",
    "not ",
    " crosses_above ",
    "close",
    "sma",
    "ema(",
    "cdl.",
    "candle.",
    "structure.",
    ".upper",
    "on(",
    "\"1Hour\"",
    "'",
    "\"",
    "1",
    "0",
    "9e999",
    "1e",
    "1e+",
    "1.5.5",
    "period=",
    "entry_price",
    "stop",
    "\0",
    "\u{feff}",
    "\u{200b}",
    "\u{202e}",
    "é",
    "ß",
    "ﬁ",
    "𝟙",
    "١",
    "🦀",
    "\u{10ffff}",
    "\r\n",
    "_",
    "__",
    "--",
    "&&",
    "||",
    "!",
    "~",
    "^",
    "[",
    "]",
    "{",
    "}",
    "#",
    "\\",
    ";",
    "%",
    "nan",
    "inf",
    "true",
    "null",
    "lag(close, 1)",
    "within(",
    "1_000",
    "0x10",
    "½",
];

/// A text with damage, or noise.
pub fn text(source: &mut Source) -> String {
    match source.below(64) {
        63 => huge(source),
        52..=62 => noise(source),
        40..=51 => pieces(source),
        _ => damaged(source),
    }
}

fn damaged(source: &mut Source) -> String {
    let mut characters: Vec<char> = grammar::any(source).chars().collect();
    for _ in 0..=source.below(3) {
        damage(source, &mut characters);
    }
    characters.into_iter().collect()
}

fn damage(source: &mut Source, characters: &mut Vec<char>) {
    let (start, end) = range(source, characters.len());
    match source.below(9) {
        7 => digits(source, characters),
        8 => characters.insert(start, ' '),
        0 => drop(characters.drain(start..end)),
        1 => {
            let piece: Vec<char> = source.pick(PIECES).chars().collect();
            characters.splice(start..start, piece);
        }
        2 => {
            let piece: Vec<char> = source.pick(PIECES).chars().collect();
            characters.splice(start..end, piece);
        }
        3 => {
            let twice = characters[start..end].to_vec();
            characters.splice(end..end, twice);
        }
        4 => characters[start..end].reverse(),
        5 => {
            let other: Vec<char> = grammar::any(source).chars().collect();
            let (from, to) = range(source, other.len());
            characters.splice(start..end, other[from..to].iter().copied());
        }
        _ => {
            if let Some(character) = characters.get_mut(start) {
                *character = char::from(source.below(128) as u8);
            }
        }
    }
}

/// Other digits in all numbers, which mostly leaves a rule.
fn digits(source: &mut Source, characters: &mut [char]) {
    for character in characters
        .iter_mut()
        .filter(|character| character.is_ascii_digit())
    {
        *character = char::from(b'0' + source.below(10) as u8);
    }
}

/// A range of a list, mostly a short one.
fn range(source: &mut Source, length: usize) -> (usize, usize) {
    let start = source.index(length + 1);
    let long = if source.once_in(4) { length } else { 6 };
    let end = (start + source.index(long + 1)).min(length);
    (start, end)
}

fn pieces(source: &mut Source) -> String {
    (0..source.below(24))
        .map(|_| *source.pick(PIECES))
        .collect()
}

fn noise(source: &mut Source) -> String {
    let length = source.below(40);
    if source.once_in(2) {
        let bytes: Vec<u8> = (0..length).map(|_| source.below(256) as u8).collect();
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    (0..length)
        .map(|_| char::from_u32(source.below(0x11_0000) as u32).unwrap_or('\u{fffd}'))
        .collect()
}

/// A text near or beyond the longest that is read.
fn huge(source: &mut Source) -> String {
    let piece = if source.once_in(4) {
        grammar::any(source)
    } else {
        (*source.pick(PIECES)).to_string()
    };
    let wanted = 20_000 - 50 + source.index(100);
    let times = wanted / piece.chars().count().max(1);
    // Most of the time it need not be that long.
    piece.repeat(if source.once_in(8) { times } else { times / 64 })
}
