//! Questions to a tree: how long it warms up, what it stands on, which parts a reader wants to see.

use super::lexer::error;
use super::operator::Operator;
use super::tree::{Node, Tree, Variable};
use crate::{
    entry::{Hidden, Kind},
    error::Result,
    grid::Grid,
};

/// Why an expression of longer bars or of the session is refused.
fn unknown_times(what: &str) -> String {
    format!(
        "`{what}` needs to know the length of the bars and the sessions: pass timeframe and \
         calendar"
    )
}

/// Parts of an expression into which others were filled; a text alone has no more either.
const MOST_PARTS: usize = 20_000;

impl Tree {
    /// Leading bars without a value: the longest path from a column to the root.
    ///
    /// A longer bar counts as the most bars of the `grid` that it can be made of, without one as a
    /// single bar.
    #[must_use]
    pub fn warmup(&self, grid: Option<&Grid>) -> usize {
        let parts = self.parts().iter().map(|part| part.warmup(grid));
        let below = parts.max().unwrap_or(0);
        match (&self.node, grid) {
            (Node::Call { entry, params, .. }, _) => below + (entry.warmup)(params),
            (Node::Operation { operator, .. }, _) => below + operator.warmup(),
            (Node::On { timeframe, .. }, Some(grid)) => (below + 1) * grid.bars_in(*timeframe) - 1,
            _ => below,
        }
    }

    /// The same expression with a plan's expression in place of each use of a variable.
    ///
    /// # Errors
    /// More than [`MOST_PARTS`] parts: each use is a copy, and a target may use a stop that uses
    /// an entry price.
    pub fn substitute(&self, variable: Variable, with: &Self) -> Result<Self> {
        let uses = self.count(&|tree| tree.is(variable));
        let parts = self.count(&|_| true) + uses * with.count(&|_| true);
        if parts > MOST_PARTS {
            let name = variable.name();
            let message = format!(
                "with `{name}` written out the expression has {parts} parts, \
                 it may have {MOST_PARTS}"
            );
            return Err(error(self.at, message));
        }
        let mut tree = self.clone();
        tree.fill(variable, with);
        Ok(tree)
    }

    fn is(&self, variable: Variable) -> bool {
        matches!(self.node, Node::Variable(found) if found == variable)
    }

    /// Number of parts, itself among them, of which something holds.
    fn count(&self, holds: &dyn Fn(&Self) -> bool) -> usize {
        let below: usize = self.parts().iter().map(|part| part.count(holds)).sum();
        below + usize::from(holds(self))
    }

    fn fill(&mut self, variable: Variable, with: &Self) {
        if self.is(variable) {
            *self = with.clone();
            return;
        }
        for part in self.parts_mut() {
            part.fill(variable, with);
        }
        self.fold();
    }

    /// The first variable used that is not among `allowed`.
    ///
    /// # Errors
    /// Names it and the place.
    pub fn refuse_variables(&self, allowed: &[Variable]) -> Result<()> {
        match &self.node {
            Node::Variable(found) if !allowed.contains(found) => Err(error(
                self.at,
                format!(
                    "`{}` is not known here: only a plan's prices have it",
                    found.name()
                ),
            )),
            _ => self
                .parts()
                .iter()
                .try_for_each(|part| part.refuse_variables(allowed)),
        }
    }

    /// Refuse what needs to know the bars' length and sessions where these are not known, and
    /// longer bars that are not longer.
    ///
    /// # Errors
    /// Names the place of the first.
    pub fn refuse_times(&self, grid: Option<&Grid>) -> Result<()> {
        match (&self.node, grid) {
            (Node::On { timeframe, .. }, None) => {
                let what = format!("on(\"{}\", ...)", timeframe.name());
                return Err(error(self.at, unknown_times(&what)));
            }
            (Node::On { timeframe, .. }, Some(grid)) if *timeframe <= grid.timeframe => {
                let (wanted, own) = (timeframe.name(), grid.timeframe.name());
                let message = format!(
                    "`on(\"{wanted}\", ...)` asks for longer bars than the {own} bars at hand"
                );
                return Err(error(self.at, message));
            }
            (Node::Call { entry, .. }, None)
                if entry
                    .hidden()
                    .any(|hidden| matches!(hidden, Hidden::Session)) =>
            {
                return Err(error(self.at, unknown_times(entry.name)));
            }
            _ => {}
        }
        self.parts()
            .iter()
            .try_for_each(|part| part.refuse_times(grid))
    }

    /// Whether it needs to know the bars' length and sessions.
    #[must_use]
    pub fn is_timed(&self) -> bool {
        self.refuse_times(None).is_err()
    }

    /// The conditions of which any one being true makes this one true: top-level `or` taken apart.
    #[must_use]
    pub fn alternatives(&self) -> Vec<&Self> {
        self.chained(Operator::Or)
    }

    /// The parts that an operator joins at the top, however it is bracketed.
    #[must_use]
    pub fn chained(&self, by: Operator) -> Vec<&Self> {
        match &self.node {
            Node::Operation { operator, operands } if *operator == by => operands
                .iter()
                .flat_map(|operand| operand.chained(by))
                .collect(),
            _ => vec![self],
        }
    }

    /// What a reader wants to see of a condition: its largest numeric parts, without literals,
    /// each once.
    #[must_use]
    pub fn observed(&self) -> Vec<Self> {
        let mut found = Vec::new();
        self.observe(&mut found);
        found
    }

    fn observe(&self, found: &mut Vec<Self>) {
        if matches!(self.node, Node::Number(_)) {
            return;
        }
        if self.kind() == Kind::Number {
            if !found.contains(self) {
                found.push(self.clone());
            }
            return;
        }
        let mut parts: Vec<Self> = Vec::new();
        for part in self.parts() {
            part.observe(&mut parts);
        }
        for mut part in parts {
            // What a condition of longer bars looks at are numbers of longer bars.
            if let Node::On { timeframe, .. } = self.node {
                part = Self {
                    at: self.at,
                    depth: part.depth + 1,
                    node: Node::On {
                        timeframe,
                        inner: Box::new(part),
                    },
                };
            }
            if !found.contains(&part) {
                found.push(part);
            }
        }
    }
}
