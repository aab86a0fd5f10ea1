//! Calls that are not functions of the catalog: their arguments are read in a way of their own.

use super::found::Place;
use super::lexer::{Token, error, syntax};
use super::names::suggestion;
use super::parser::Parser;
use super::tree::{Node, Tree};
use crate::{error::Result, timeframe::Timeframe};

/// A name with a bracket that is a notation, not a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    /// `on("1Hour", x)`: an expression of longer bars.
    On,
}

impl Notation {
    /// All of them.
    pub const ALL: [Self; 1] = [Self::On];

    /// As in rule text.
    pub const fn name(self) -> &'static str {
        match self {
            Self::On => "on",
        }
    }

    /// How it is written.
    const fn form(self) -> &'static str {
        match self {
            Self::On => "`on(\"1Hour\", ema(50))`",
        }
    }

    pub fn find(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|notation| notation.name() == name)
    }
}

impl Parser {
    /// What follows the name of a notation that stands at `at`.
    pub(super) fn notation(&mut self, notation: Notation, at: usize) -> Result<Tree> {
        let bracket = self.at();
        if !self.accept("(") {
            let (name, form) = (notation.name(), notation.form());
            let message = format!("`{name}` needs arguments: {form}");
            return Err(syntax(self.at(), message));
        }
        match notation {
            Notation::On => self.on(at, bracket),
        }
    }

    fn on(&mut self, at: usize, bracket: usize) -> Result<Tree> {
        let timeframe = self.timeframe()?;
        if !self.accept(",") {
            let found = self.found();
            let message =
                format!("expected `,` and an expression after a timeframe, found {found}");
            return Err(syntax(self.at(), message));
        }
        let inner = self.expression()?;
        if !self.accept(")") {
            return Err(self.unfinished(Place::Bracket(bracket)));
        }
        refuse_inside(&inner)?;
        Tree::on(timeframe, inner, at)
    }

    fn timeframe(&mut self) -> Result<Timeframe> {
        let names = Timeframe::ALL.map(Timeframe::name);
        let known = format!("one of \"{}\"", names.join("\", \""));
        let Token::Text(text) = self.peek().clone() else {
            let found = self.found();
            let message = format!("`on` takes a timeframe in quotes, {known}, found {found}");
            return Err(syntax(self.at(), message));
        };
        let Some(timeframe) = Timeframe::find(&text) else {
            let near = suggestion(&text, names.into_iter()).replace('`', "\"");
            let message = format!("\"{text}\" is no timeframe, it must be {known}{near}");
            return Err(error(self.at(), message));
        };
        self.skip();
        Ok(timeframe)
    }
}

/// Refuse what has no meaning on longer bars.
fn refuse_inside(tree: &Tree) -> Result<()> {
    match &tree.node {
        Node::On { .. } => Err(error(
            tree.at,
            "`on` cannot stand inside another `on`: longer bars are made of the bars at hand",
        )),
        Node::Variable(found) => {
            let name = found.name();
            let message = format!(
                "`{name}` is a price of the plan, not of longer bars: write it outside `on`"
            );
            Err(error(tree.at, message))
        }
        _ => tree.parts().iter().try_for_each(refuse_inside),
    }
}
