//! Text to lexemes.

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

const WORDS: &[&str] = &["or", "and", "not", "crosses_above", "crosses_below"];
/// Longest first, so that `<=` is not read as `<`.
const MARKS: &[&str] = &[
    "==", "!=", "<=", ">=", "<", ">", "=", "+", "-", "*", "/", "(", ")", ",", ".",
];
const LONGEST_TEXT: usize = 20_000;

pub(super) fn error(at: usize, message: impl Into<String>) -> CoreError {
    CoreError::Rule {
        message: message.into(),
        at,
    }
}

/// Split text into lexemes; the last one is `End`.
pub(super) fn lex(text: &str) -> Result<Vec<Lexeme>> {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() > LONGEST_TEXT {
        return Err(error(
            LONGEST_TEXT,
            format!("a rule may have {LONGEST_TEXT} characters, this one goes on"),
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
        return Ok(word(rest));
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
    Err(error(at, unexpected(first)))
}

fn word(rest: &[char]) -> (Token, usize) {
    let name: String = rest
        .iter()
        .take_while(|c| c.is_ascii_alphanumeric() || **c == '_')
        .collect();
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
        return Err(error(
            at,
            format!("the text that begins here has no closing `{quote}`"),
        ));
    }
    Ok((Token::Text(text), length))
}

fn number(rest: &[char], at: usize) -> Result<(Token, usize)> {
    let digits = |from: usize| {
        rest[from..]
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .count()
    };
    let mut length = digits(0);
    if rest.get(length) == Some(&'.') {
        length += 1 + digits(length + 1);
    }
    if matches!(rest.get(length), Some('e' | 'E')) {
        let sign = usize::from(matches!(rest.get(length + 1), Some('+' | '-')));
        let exponent = digits((length + 1 + sign).min(rest.len()));
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    let text: String = rest[..length].iter().collect();
    if rest
        .get(length)
        .is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_')
    {
        return Err(error(at, format!("`{text}` runs into a name")));
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok((Token::Number(value), length)),
        _ => Err(error(at, format!("`{text}` is not a finite number"))),
    }
}

fn unexpected(character: char) -> String {
    let instead = match character {
        '&' => ", write `and`",
        '|' => ", write `or`",
        '!' | '~' => ", write `not`",
        '^' => ", powers are written as products",
        '[' => ", the value `n` bars back is `lag(x, n)`",
        _ => "",
    };
    format!("`{character}` has no meaning in a rule{instead}")
}
