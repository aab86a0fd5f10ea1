//! What is said when the text goes on otherwise than it can: what was found, where, what to write.

use super::foreign;
use super::lexer::{Token, syntax};
use super::names;
use super::parser::Parser;
use super::tree::{Column, Node, Tree};
use crate::error::{CoreError, Result};

/// Where a value stands, and so what may follow it besides an operator.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// In no bracket: the end.
    Rule,
    /// In the bracket at that character: its end.
    Bracket(usize),
    /// Among the arguments in the bracket at that character: its end or a comma.
    Arguments(usize),
}

impl Parser {
    /// The present token as a message shows it.
    pub(super) fn found(&self) -> String {
        match self.peek() {
            Token::Number(value) => format!("`{value}`"),
            Token::Name(name) => format!("`{name}`"),
            Token::Text(text) => format!("the text \"{text}\", which only `on` takes"),
            Token::Mark(mark) => format!("`{mark}`"),
            Token::End => "the end".to_string(),
        }
    }

    /// The name after a dot, if that is what follows.
    pub(super) fn name_after_dot(&self) -> Option<&str> {
        match (self.peek(), self.near(0, 1)) {
            (Token::Mark("."), Some(Token::Name(name))) => Some(name),
            (Token::Mark("."), Some(Token::Mark(word))) => Some(word),
            _ => None,
        }
    }

    /// No value where one has to be.
    pub(super) fn no_value(&self) -> CoreError {
        let before = match self.near(1, 0) {
            Some(Token::Mark(mark)) => mark,
            _ => "",
        };
        let hint = match (before, self.peek()) {
            (_, Token::Mark("=")) if matches!(before, "<" | ">") => {
                format!(": write `{before}=` without a space")
            }
            ("<", Token::Mark(">")) => ": not equal is `!=`".to_string(),
            ("*", Token::Mark("*")) => ": a power is written as a product, `x * x`".to_string(),
            ("/", Token::Mark("/")) => ": division is a single `/`".to_string(),
            (_, Token::Mark("=")) => "; equality is `==`".to_string(),
            (_, Token::Mark("+")) => ": leave it out".to_string(),
            ("(", Token::Mark(")")) => ": write something between the brackets".to_string(),
            (_, Token::Mark("," | ")")) => ": write what is missing before it".to_string(),
            (_, Token::Mark("not")) => ": put what it negates in brackets, `(not x)`".to_string(),
            (_, Token::Mark("[" | "]")) => ": brackets are `(` and `)`".to_string(),
            (_, Token::Mark(".")) => ": a number begins with a digit, as in `0.5`".to_string(),
            (_, Token::Mark(mark)) => format!(": write a value on both sides of `{mark}`"),
            (_, Token::End) => ": write what is missing".to_string(),
            _ => String::new(),
        };
        let after = match before {
            "" => String::new(),
            mark => format!(" after `{mark}`"),
        };
        let found = self.found();
        syntax(
            self.at(),
            format!("expected a value{after}, found {found}{hint}"),
        )
    }

    /// A complete value, and then neither an operator nor anything else that could follow.
    pub(super) fn unfinished(&self, place: Place) -> CoreError {
        let expected = match place {
            Place::Rule => "an operator or the end",
            Place::Bracket(_) => "an operator or `)`",
            Place::Arguments(_) => "an operator, `,` or `)`",
        };
        let separator = match place {
            Place::Arguments(_) => ": write an operator or a comma before it",
            _ => ": write an operator before it",
        };
        let hint = match (self.peek(), place) {
            (Token::End, Place::Bracket(at) | Place::Arguments(at)) => {
                format!(": the bracket at character {at} is not closed")
            }
            (Token::Mark(")"), Place::Rule) => ": no bracket is open, delete it".to_string(),
            (Token::Name(word), _) => between(word).unwrap_or_else(|| separator.to_string()),
            (Token::Number(value), _) => match self.near(1, 0) {
                Some(Token::Name(name)) if names::function(name).is_some() => {
                    format!(": parameters stand in brackets, `{name}({value})`")
                }
                _ => separator.to_string(),
            },
            (Token::Mark(mark), _) => self.misplaced(mark),
            _ => String::new(),
        };
        let found = self.found();
        syntax(
            self.at(),
            format!("expected {expected}, found {found}{hint}"),
        )
    }

    /// What to write for a mark that cannot follow a value.
    fn misplaced(&self, mark: &str) -> String {
        match (mark, self.near(1, 0), self.near(0, 1)) {
            ("=", _, Some(Token::Mark(after @ ("<" | ">")))) => format!("; write `{after}=`"),
            ("=", _, _) => "; equality is `==`".to_string(),
            (",", Some(Token::Number(_)), Some(Token::Number(_))) => {
                ": a number has no comma, write `1000` and `0.5`".to_string()
            }
            (",", _, _) => ": only the arguments of a call are separated by commas".to_string(),
            ("(", Some(Token::Name(name)), _) if Column::find(name).is_some() => {
                format!(": `{name}` takes no arguments, `lag({name}, n)` is an earlier one")
            }
            ("(", _, _) => ": multiplication is written `*`".to_string(),
            ("not", _, _) => ": `not` stands before a condition, `not (a > b)`".to_string(),
            ("]", _, _) => ": delete it, brackets are `(` and `)`".to_string(),
            _ => String::new(),
        }
    }

    /// No name after a dot.
    pub(super) fn no_field(&self) -> CoreError {
        let hint = match self.peek() {
            Token::Mark(word @ ("crosses_above" | "crosses_below")) => {
                format!(": write `a {word} b`")
            }
            _ => ": a dot asks for an output, as in `macd.hist`".to_string(),
        };
        let found = self.found();
        syntax(
            self.at(),
            format!("expected a name after `.`, found {found}{hint}"),
        )
    }

    /// Refuse what other languages write after a value: `close[1]`, `close.shift(1)`.
    pub(super) fn refuse_suffix(&self, value: &Tree) -> Result<()> {
        let message = match self.peek() {
            Token::Mark("[") => {
                let bars = match (self.near(0, 1), self.near(0, 2)) {
                    (Some(Token::Number(bars)), _)
                    | (Some(Token::Mark("-")), Some(Token::Number(bars))) => bars.to_string(),
                    _ => "n".to_string(),
                };
                let shown = value.shown();
                match bars.as_str() {
                    "0" => format!("`[` has no meaning in a rule, the present value is `{shown}`"),
                    _ => format!(
                        "`[` has no meaning in a rule, an earlier value is `lag({shown}, {bars})`"
                    ),
                }
            }
            Token::Mark(".") => {
                let shown = value.shown();
                match self.name_after_dot() {
                    Some(word @ ("crosses_above" | "crosses_below")) => {
                        format!("`{shown}` has no outputs: write `{shown} {word} b`")
                    }
                    Some(name) => match names::function(name) {
                        Some(function) => format!(
                            "`{shown}` has no outputs: a function stands before what it takes, \
                             `{function}({shown})`"
                        ),
                        None if matches!(value.node, Node::Operation { .. }) => {
                            format!("outputs belong to calls: write `.{name}` directly after one")
                        }
                        None => format!("`{shown}` has no outputs: delete `.{name}`"),
                    },
                    None => format!("`{shown}` has no outputs: delete the dot"),
                }
            }
            _ => return Ok(()),
        };
        Err(syntax(self.at(), message))
    }
}

/// What to write for a word between two values, if that is known.
fn between(word: &str) -> Option<String> {
    if let Some(instead) = foreign::between(word) {
        return Some(format!(": {instead}"));
    }
    names::nearest_operator(word).map(|ours| format!(", did you mean `{ours}`?"))
}
