//! Text to lexemes.

use super::foreign;
use super::names::WORDS;
use crate::error::{CoreError, Result};

/// What one lexeme is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Name(String),
    /// What stands between quotes.
    Text(String),
    /// An operator, a bracket or a reserved word.
    Mark(&'static str),
    End,
}

/// A token and the character it starts at.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lexeme {
    pub token: Token,
    pub at: usize,
}

/// Longest first, so that `<=` is not read as `<`.
const MARKS: &[&str] = &[
    "==", "!=", "<=", ">=", "<", ">", "=", "+", "-", "*", "/", "(", ")", ",", ".", "[", "]",
];
const LONGEST_TEXT: usize = 20_000;

/// What was read is refused: a name, a number, a type.
pub(super) fn error(at: usize, message: impl Into<String>) -> CoreError {
    CoreError::Rule {
        message: message.into(),
        at,
        syntax: false,
    }
}

/// The text cannot be read.
pub(super) fn syntax(at: usize, message: impl Into<String>) -> CoreError {
    CoreError::Rule {
        message: message.into(),
        at,
        syntax: true,
    }
}

/// Split text into lexemes; the last one is `End`.
pub(super) fn lex(text: &str) -> Result<Vec<Lexeme>> {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() > LONGEST_TEXT {
        return Err(error(
            LONGEST_TEXT,
            format!("a rule may have {LONGEST_TEXT} characters, this one has more: split it up"),
        ));
    }
    let mut lexemes: Vec<Lexeme> = Vec::new();
    let mut at = 0;
    while let Some(&character) = characters.get(at) {
        if character.is_whitespace() {
            at += 1;
            continue;
        }
        let (token, length) = next(&characters[at..], at, lexemes.last())?;
        lexemes.push(Lexeme { token, at });
        at += length;
    }
    lexemes.push(Lexeme {
        token: Token::End,
        at: characters.len(),
    });
    Ok(lexemes)
}

fn next(rest: &[char], at: usize, before: Option<&Lexeme>) -> Result<(Token, usize)> {
    let first = rest[0];
    let digit_second = rest.get(1).is_some_and(char::is_ascii_digit);
    // After a dot a name may begin with a digit (`cdl.2crows`), and after a name or a bracket a
    // dot asks for a field; anywhere else `.5` is a number.
    let is_field = before.is_some_and(|lexeme| lexeme.token == Token::Mark("."));
    let has_owner =
        before.is_some_and(|lexeme| matches!(lexeme.token, Token::Name(_) | Token::Mark(")")));
    if first.is_ascii_alphabetic() || first == '_' || (is_field && first.is_ascii_digit()) {
        return Ok(name(rest));
    }
    if first.is_ascii_digit() || (first == '.' && digit_second && !has_owner) {
        return number(rest, at);
    }
    if matches!(first, '"' | '\'') {
        return quoted(rest, at);
    }
    for mark in MARKS {
        if rest.len() >= mark.len() && mark.chars().zip(rest).all(|(a, &b)| a == b) {
            return Ok((Token::Mark(mark), mark.len()));
        }
    }
    Err(syntax(at, foreign::character(first)))
}

fn name(rest: &[char]) -> (Token, usize) {
    let name = word(rest);
    let length = name.len();
    match WORDS.iter().find(|word| **word == name) {
        Some(word) => (Token::Mark(word), length),
        None => (Token::Name(name), length),
    }
}

/// Text in single or double quotes, on one line.
fn quoted(rest: &[char], at: usize) -> Result<(Token, usize)> {
    let inside = rest[1..]
        .iter()
        .take_while(|c| **c != rest[0] && **c != '\n');
    let text: String = inside.collect();
    let length = text.chars().count() + 2;
    if rest.get(length - 1) != Some(&rest[0]) {
        let quote = rest[0];
        let message = format!("the text that begins here has no closing `{quote}`: write one");
        return Err(syntax(at, message));
    }
    Ok((Token::Text(text), length))
}

fn number(rest: &[char], at: usize) -> Result<(Token, usize)> {
    let digits = |from: usize| {
        rest.iter()
            .skip(from)
            .take_while(|c| c.is_ascii_digit())
            .count()
    };
    let mut length = digits(0);
    if rest.get(length) == Some(&'.') {
        length += 1 + digits(length + 1);
    }
    if matches!(rest.get(length), Some('e' | 'E')) {
        let sign = usize::from(matches!(rest.get(length + 1), Some('+' | '-')));
        let exponent = digits(length + 1 + sign);
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    let text: String = rest[..length].iter().collect();
    if rest.get(length) == Some(&'.') && digits(length + 1) > 0 {
        let message = format!("`{text}` is followed by a second decimal point: delete one");
        return Err(syntax(at, message));
    }
    let tail = word(&rest[length..]);
    if !tail.is_empty() {
        return Err(syntax(at, foreign::run_in(&text, &tail)));
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok((Token::Number(value), length)),
        _ => Err(error(
            at,
            format!("`{text}` is too large: numbers end at 1.797e308"),
        )),
    }
}

/// The letters, digits and `_` that the text begins with.
fn word(rest: &[char]) -> String {
    rest.iter()
        .take_while(|c| c.is_ascii_alphanumeric() || **c == '_')
        .collect()
}
