//! Lexemes to a tree, by recursive descent: one function per level of precedence.

use super::call::{Argument, complete};
use super::lexer::{Lexeme, Token, error, lex};
use super::names;
use super::notation::Notation;
use super::operator::Operator;
use super::tree::{Column, Node, Tree, Variable};
use crate::{
    catalog,
    entry::Entry,
    error::{CoreError, Result},
};

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
        return Err(error(0, "the rule is empty"));
    }
    let tree = parser.level(Operator::Or.precedence())?;
    match parser.peek() {
        Token::End => Ok(tree),
        _ => Err(parser.unexpected("expected an operator or the end")),
    }
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

    pub(super) fn unexpected(&self, expected: &str) -> CoreError {
        let found = match self.peek() {
            Token::Number(value) => format!("`{value}`"),
            Token::Name(name) => format!("`{name}`"),
            Token::Text(text) => format!("the text \"{text}\", which only `on` takes"),
            Token::Mark("=") => "`=`; equality is `==`".to_string(),
            Token::Mark(mark) => format!("`{mark}`"),
            Token::End => "the end".to_string(),
        };
        error(self.at(), format!("{expected}, found {found}"))
    }

    /// The operator between two operands at this level of precedence, if that is what follows.
    fn operator(&self, precedence: u8) -> Option<Operator> {
        let Token::Mark(mark) = self.peek() else {
            return None;
        };
        Operator::BINARY
            .into_iter()
            .find(|operator| operator.precedence() == precedence && operator.text() == *mark)
    }

    fn level(&mut self, precedence: u8) -> Result<Tree> {
        let at = self.at();
        if precedence == Operator::Not.precedence() {
            if self.accept("not") {
                let operand = self.nested(|parser| parser.level(precedence))?;
                return Tree::operation(Operator::Not, vec![operand], at);
            }
            return self.level(precedence + 1);
        }
        if precedence == Operator::Negate.precedence() {
            if self.accept("-") {
                let operand = self.nested(|parser| parser.level(precedence))?;
                return Tree::operation(Operator::Negate, vec![operand], at);
            }
            return self.primary();
        }
        let mut left = self.level(precedence + 1)?;
        while let Some(operator) = self.operator(precedence) {
            self.skip();
            let right = self.level(precedence + 1)?;
            left = Tree::operation(operator, vec![left, right], at)?;
            if operator.compares() && self.operator(precedence).is_some() {
                let hint = "comparisons do not chain: join two with `and`";
                return Err(error(self.at(), hint));
            }
        }
        Ok(left)
    }

    /// An expression inside something else.
    pub(super) fn expression(&mut self) -> Result<Tree> {
        self.nested(|parser| parser.level(Operator::Or.precedence()))
    }

    fn nested(&mut self, parse: impl FnOnce(&mut Self) -> Result<Tree>) -> Result<Tree> {
        if self.depth == DEEPEST {
            let message = format!("nested more than {DEEPEST} deep");
            return Err(error(self.at(), message));
        }
        self.depth += 1;
        let tree = parse(self);
        self.depth -= 1;
        tree
    }

    fn primary(&mut self) -> Result<Tree> {
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
            Token::Mark("(") => {
                self.skip();
                let tree = self.expression()?;
                if self.accept(")") {
                    return Ok(tree);
                }
                Err(self.unexpected("expected `)`"))
            }
            _ => Err(self.unexpected("expected a value")),
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
                None => {
                    return Err(error(
                        at,
                        format!("`{name}` needs a name after it, as in `{name}.x`"),
                    ));
                }
            };
        }
        let Some(entry) = catalog::find(&name) else {
            return Err(error(at, names::unknown(&name)));
        };
        let arguments = if self.accept("(") {
            self.arguments()?
        } else {
            Vec::new()
        };
        let (inputs, params) = complete(entry, arguments, at)?;
        let output = self.output(entry, at)?;
        Tree::call(entry, inputs, params, output, at)
    }

    fn arguments(&mut self) -> Result<Vec<Argument>> {
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
                return Err(self.unexpected("expected `,` or `)`"));
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
            _ => Err(self.unexpected("expected a name after `.`")),
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
                .ok_or_else(|| {
                    let near = names::suggestion(&field, outputs.iter().copied());
                    let has = match outputs {
                        ["value"] => "it has a single value".to_string(),
                        _ => format!("it has {}", outputs.join(", ")),
                    };
                    let name = entry.name;
                    error(
                        field_at,
                        format!("`{name}` has no output `{field}`: {has}{near}"),
                    )
                }),
        }
    }
}
