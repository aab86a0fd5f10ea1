//! Lexemes to a tree, by recursive descent: one function per level of precedence.

use super::call::{Argument, complete};
use super::found::Place;
use super::lexer::{LONGEST_TEXT, Lexeme, Token, error, lex, syntax};
use super::names;
use super::notation::Notation;
use super::operator::Operator;
use super::tree::{Column, Node, Tree, Variable};
use crate::{catalog, entry::Entry, error::Result};

/// Brackets deeper than this are refused: each level uses the stack.
const DEEPEST: usize = 100;

/// Parse rule text into a typed tree; variables of a plan are allowed.
///
/// # Errors
/// What does not parse, is not known, or has the wrong type, with the character it is about.
pub fn parse(text: &str) -> Result<Tree> {
    let lexemes = lex(text)?;
    let mut parser = Parser {
        lexemes,
        next: 0,
        depth: 0,
    };
    if parser.peek() == &Token::End {
        return Err(syntax(
            0,
            "the rule is empty: write one, as in `rsi(14) < 30`",
        ));
    }
    let tree = parser.level(Operator::Or.precedence())?;
    if parser.peek() != &Token::End {
        return Err(parser.unfinished(Place::Rule));
    }
    // What is stored is the text in full, so that is what must be readable again.
    let length = tree.to_string().len();
    if length > LONGEST_TEXT {
        let message = format!(
            "with every parameter written the rule has {length} characters, it may have \
             {LONGEST_TEXT}: split it up"
        );
        return Err(error(0, message));
    }
    Ok(tree)
}

pub(super) struct Parser {
    lexemes: Vec<Lexeme>,
    next: usize,
    depth: usize,
}

impl Parser {
    pub(super) fn peek(&self) -> &Token {
        &self.lexemes[self.next].token
    }

    pub(super) fn at(&self) -> usize {
        self.lexemes[self.next].at
    }

    /// Step over the current lexeme; `End` stays.
    pub(super) fn skip(&mut self) {
        self.next = (self.next + 1).min(self.lexemes.len() - 1);
    }

    pub(super) fn accept(&mut self, mark: &'static str) -> bool {
        let found = self.peek() == &Token::Mark(mark);
        if found {
            self.skip();
        }
        found
    }

    /// The token `back` before the present one, or `ahead` after it.
    pub(super) fn near(&self, back: usize, ahead: usize) -> Option<&Token> {
        let at = (self.next + ahead).checked_sub(back)?;
        self.lexemes.get(at).map(|lexeme| &lexeme.token)
    }

    /// The operator between two operands that follows, if it binds at least so tightly.
    fn operator(&self, least: u8) -> Option<Operator> {
        let Token::Mark(mark) = self.peek() else {
            return None;
        };
        Operator::BINARY
            .into_iter()
            .find(|operator| operator.precedence() >= least && operator.text() == *mark)
    }

    /// An expression of operators that bind at least so tightly: precedence climbing.
    fn level(&mut self, least: u8) -> Result<Tree> {
        let at = self.at();
        let mut left = self.prefixed(least)?;
        while let Some(operator) = self.operator(least) {
            self.skip();
            let right = self.level(operator.precedence() + 1)?;
            left = Tree::operation(operator, vec![left, right], at)?;
            let next = self.operator(least);
            if operator.compares() && next.is_some_and(Operator::compares) {
                let hint = "comparisons do not chain: join two with `and`, as in `1 < x and x < 2`";
                return Err(syntax(self.at(), hint));
            }
        }
        Ok(left)
    }

    /// A value, or `not` or `-` and what it changes.
    fn prefixed(&mut self, least: u8) -> Result<Tree> {
        let at = self.at();
        for operator in [Operator::Not, Operator::Negate] {
            let binds = operator.precedence();
            if least <= binds && self.accept(operator.text()) {
                let operand = self.nested(|parser| parser.level(binds))?;
                return Tree::operation(operator, vec![operand], at);
            }
        }
        self.primary()
    }

    /// An expression inside something else.
    pub(super) fn expression(&mut self) -> Result<Tree> {
        self.nested(|parser| parser.level(Operator::Or.precedence()))
    }

    fn nested(&mut self, parse: impl FnOnce(&mut Self) -> Result<Tree>) -> Result<Tree> {
        if self.depth == DEEPEST {
            let message = format!("nested more than {DEEPEST} deep: write it with fewer brackets");
            return Err(error(self.at(), message));
        }
        self.depth += 1;
        let tree = parse(self);
        self.depth -= 1;
        tree
    }

    /// A value, and nothing after it that other languages have there.
    fn primary(&mut self) -> Result<Tree> {
        let value = self.value()?;
        self.refuse_suffix(&value)?;
        Ok(value)
    }

    fn value(&mut self) -> Result<Tree> {
        let at = self.at();
        match self.peek().clone() {
            Token::Number(value) => {
                self.skip();
                Ok(Tree::leaf(Node::Number(value), at))
            }
            Token::Name(name) => {
                self.skip();
                self.named(name, at)
            }
            // `crosses_above(a, b)`: the operator's name in front of both.
            Token::Mark(word)
                if catalog::find(word).is_some() && self.near(0, 1) == Some(&Token::Mark("(")) =>
            {
                self.skip();
                self.named(word.to_string(), at)
            }
            Token::Mark("(") => {
                self.skip();
                let tree = self.expression()?;
                if self.accept(")") {
                    return Ok(tree);
                }
                Err(self.unfinished(Place::Bracket(at)))
            }
            _ => Err(self.no_value()),
        }
    }

    fn named(&mut self, name: String, at: usize) -> Result<Tree> {
        if let Some(column) = Column::find(&name) {
            return Ok(Tree::leaf(Node::Column(column), at));
        }
        if let Some(variable) = Variable::find(&name) {
            return Ok(Tree::leaf(Node::Variable(variable), at));
        }
        if let Some(notation) = Notation::find(&name) {
            return self.notation(notation, at);
        }
        let mut name = name;
        if names::is_prefix(&name) {
            name = match self.field()? {
                Some((second, _)) => format!("{name}.{second}"),
                None => return Err(syntax(at, names::lonely(&name))),
            };
        }
        let Some(entry) = catalog::find(&name) else {
            return Err(error(at, names::unknown(&name, self.name_after_dot())));
        };
        let bracket = self.at();
        let arguments = if self.accept("(") {
            self.arguments(bracket)?
        } else {
            Vec::new()
        };
        let (inputs, params) = complete(entry, arguments, at)?;
        let output = self.output(entry, at)?;
        Tree::call(entry, inputs, &params, output, at)
    }

    /// What stands in the brackets that begin at `bracket`.
    fn arguments(&mut self, bracket: usize) -> Result<Vec<Argument>> {
        let mut arguments = Vec::new();
        if self.accept(")") {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.argument()?);
            if self.accept(")") {
                return Ok(arguments);
            }
            if !self.accept(",") {
                return Err(self.unfinished(Place::Arguments(bracket)));
            }
        }
    }

    fn argument(&mut self) -> Result<Argument> {
        let follows = self.lexemes.get(self.next + 1).map(|lexeme| &lexeme.token);
        let mut name = None;
        if let (Token::Name(word), Some(Token::Mark("="))) = (self.peek(), follows) {
            name = Some((word.clone(), self.at()));
            self.next += 2;
        }
        let value = self.expression()?;
        Ok(Argument { name, value })
    }

    /// The name after a dot, if a dot follows.
    fn field(&mut self) -> Result<Option<(String, usize)>> {
        if !self.accept(".") {
            return Ok(None);
        }
        let at = self.at();
        match self.peek().clone() {
            Token::Name(name) => {
                self.skip();
                Ok(Some((name, at)))
            }
            _ => Err(self.no_field()),
        }
    }

    fn output(&mut self, entry: &'static Entry, at: usize) -> Result<usize> {
        let outputs = entry.outputs;
        match self.field()? {
            None if outputs.first() == Some(&"value") => Ok(0),
            None => {
                let fields: Vec<String> = outputs
                    .iter()
                    .map(|output| format!("`{}.{output}`", entry.name))
                    .collect();
                let fields = fields.join(", ");
                Err(error(
                    at,
                    format!("`{}` has several outputs: write {fields}", entry.name),
                ))
            }
            Some((field, field_at)) => outputs
                .iter()
                .position(|output| *output == field)
                .ok_or_else(|| error(field_at, no_output(entry, &field))),
        }
    }
}

/// Why a field of a call is refused.
fn no_output(entry: &Entry, field: &str) -> String {
    let (name, outputs) = (entry.name, entry.outputs);
    if let Some(function) = names::function(field) {
        return format!(
            "`{name}` has no output `{field}`: a function stands before what it takes, as in \
             `{function}(x)`"
        );
    }
    let near = names::suggestion(field, outputs.iter().copied());
    match outputs {
        ["value"] => format!("`{name}` has no output `{field}`: it has a single value"),
        _ => format!(
            "`{name}` has no output `{field}`: it has {}{near}",
            outputs.join(", ")
        ),
    }
}
