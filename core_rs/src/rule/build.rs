//! How trees come about: every part checked for its type before it is one.

use super::forms;
use super::lexer::error;
use super::operator::Operator;
use super::tree::{Node, Tree};
use crate::{
    entry::{Entry, Kind},
    error::Result,
    timeframe::Timeframe,
};

/// Deeper trees are refused, so that walking one cannot exhaust the stack.
const DEEPEST: usize = 400;

/// Characters of an expression that are shown in a message.
const SHOWN: usize = 60;

impl Tree {
    /// A leaf.
    pub(super) fn leaf(node: Node, at: usize) -> Self {
        Self { node, at, depth: 1 }
    }

    /// A literal, for substitutions.
    #[must_use]
    pub fn number(value: f64) -> Self {
        // There is one zero: `-0` would print as another text.
        Self::leaf(Node::Number(if value == 0.0 { 0.0 } else { value }), 0)
    }

    /// One output of a function, or what a function means that only writes an operator.
    pub(super) fn call(
        entry: &'static Entry,
        inputs: Vec<Self>,
        params: &[f64],
        output: usize,
        at: usize,
    ) -> Result<Self> {
        check(entry, &inputs)?;
        if let Some(operator) = forms::operator(entry) {
            return Self::joined(inputs, at, |operands| {
                Self::operation(operator, operands, at)
            });
        }
        let apply = |inputs: Vec<Self>| {
            let depth = deeper(&inputs, at)?;
            let node = Node::Call {
                entry,
                inputs,
                params: params.to_vec(),
                output,
            };
            Ok(Self { node, at, depth })
        };
        if entry.repeats() {
            return Self::joined(inputs, at, apply);
        }
        apply(inputs)
    }

    /// Any number of operands of something that takes two, from left to right.
    fn joined(
        operands: Vec<Self>,
        at: usize,
        apply: impl Fn(Vec<Self>) -> Result<Self>,
    ) -> Result<Self> {
        let mut operands = operands.into_iter();
        let Some(first) = operands.next() else {
            return Err(error(at, "nothing to join"));
        };
        operands.try_fold(first, |left, right| apply(vec![left, right]))
    }

    /// An operator and its operands; what joins more of the same is taken into one.
    pub(super) fn operation(operator: Operator, operands: Vec<Self>, at: usize) -> Result<Self> {
        for operand in &operands {
            operand.require(operator.takes())?;
        }
        let mut operands = operands;
        if operator.chains() {
            operands = flat(operator, operands);
        }
        let depth = deeper(&operands, at)?;
        let node = Node::Operation { operator, operands };
        let mut tree = Self { node, at, depth };
        tree.fold();
        Ok(tree)
    }

    /// Take a minus and the literal after it as one literal, as they are read.
    pub(super) fn fold(&mut self) {
        let Node::Operation {
            operator: Operator::Negate,
            operands,
        } = &self.node
        else {
            return;
        };
        let number = |operand: &Self| match operand.node {
            Node::Number(value) => Some(value),
            _ => None,
        };
        if let Some(value) = operands.first().and_then(number) {
            let at = self.at;
            *self = Self {
                at,
                ..Self::number(-value)
            };
        }
    }

    /// An expression of longer bars; the caller has looked into it.
    pub(super) fn on(timeframe: Timeframe, inner: Self, at: usize) -> Result<Self> {
        let depth = deeper(std::slice::from_ref(&inner), at)?;
        let inner = Box::new(inner);
        let node = Node::On { timeframe, inner };
        Ok(Self { node, at, depth })
    }

    /// Refuse an expression of the wrong type.
    ///
    /// # Errors
    /// A number where a condition is wanted, or the reverse; there is no truthiness.
    pub fn require(&self, wanted: Kind) -> Result<()> {
        if self.kind() == wanted {
            return Ok(());
        }
        let shown = self.shown();
        let message = match (wanted, &self.node) {
            (Kind::Boolean, Node::Number(_)) => format!(
                "`{shown}` is a number where a condition is wanted: compare something with it, as \
                 in `close > {shown}`"
            ),
            (Kind::Boolean, _) => {
                format!("`{shown}` is a number where a condition is wanted: write `{shown} > 0`")
            }
            (Kind::Number, _) => format!(
                "`{shown}` is a condition where a number is wanted: `if_else({shown}, 1, 0)` makes \
                 it one"
            ),
        };
        Err(error(self.at, message))
    }

    /// The expression as a message shows it.
    pub(super) fn shown(&self) -> String {
        let text = self.to_string();
        match text.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}...", &text[..end]),
            None => text,
        }
    }
}

/// Refuse inputs of the wrong type, and those for which a number cannot stand.
fn check(entry: &Entry, inputs: &[Tree]) -> Result<()> {
    let mut of_value: Option<Kind> = None;
    // What an input that repeats asks for is asked of all that are written for it.
    let wanted = entry
        .given()
        .iter()
        .chain(entry.given().last().into_iter().cycle());
    for (tree, input) in inputs.iter().zip(wanted) {
        match (input.kind, of_value) {
            (Some(kind), _) => tree.require(kind)?,
            (None, None) => of_value = Some(tree.kind()),
            (None, Some(kind)) if kind != tree.kind() => {
                let (shown, name) = (tree.shown(), entry.name);
                let (this, other) = match kind {
                    Kind::Boolean => ("number", "condition"),
                    Kind::Number => ("condition", "number"),
                };
                let message = format!(
                    "`{shown}` is a {this}, the value before it a {other}: both values of `{name}` \
                     must be of one type"
                );
                return Err(error(tree.at, message));
            }
            (None, Some(_)) => {}
        }
        // As text a number in a call is a parameter, so one that is an input had no text.
        if !entry.takes_literals() && tree.kind() == Kind::Number && tree.is_constant() {
            let (shown, name) = (tree.shown(), entry.name);
            let message = format!(
                "`{shown}` is the same on every bar: `{name}` takes what changes, as in \
                 `{name}(close)`"
            );
            return Err(error(tree.at, message));
        }
    }
    Ok(())
}

/// The operands, and in place of one that is itself this operation, its operands.
fn flat(operator: Operator, operands: Vec<Tree>) -> Vec<Tree> {
    let mut flat: Vec<Tree> = Vec::new();
    for tree in operands {
        match tree.node {
            Node::Operation {
                operator: inner,
                operands,
            } if inner == operator => {
                if flat.is_empty() {
                    flat = operands;
                } else {
                    flat.extend(operands);
                }
            }
            _ => flat.push(tree),
        }
    }
    flat
}

fn deeper(parts: &[Tree], at: usize) -> Result<usize> {
    let depth = 1 + parts.iter().map(|part| part.depth).max().unwrap_or(0);
    if depth > DEEPEST {
        let message = format!(
            "the expression is nested more than {DEEPEST} deep: write it with fewer brackets and \
             shorter sums"
        );
        return Err(error(at, message));
    }
    Ok(depth)
}
