//! The tree of one rule: resolved, typed, with the place of each part in the text.

pub use super::leaf::{Column, Variable};
use super::operator::Operator;
use crate::{
    entry::{Entry, Kind},
    timeframe::Timeframe,
};

/// What a tree is at its root.
#[derive(Debug, Clone)]
pub enum Node {
    /// A literal.
    Number(f64),
    /// A column of the bar.
    Column(Column),
    /// A value the plan fills in.
    Variable(Variable),
    /// One output of a catalog entry; inputs and parameters complete, in the entry's order.
    Call {
        /// What is called.
        entry: &'static Entry,
        /// Input expressions.
        inputs: Vec<Tree>,
        /// Parameters.
        params: Vec<f64>,
        /// Index of the output.
        output: usize,
    },
    /// An operator and its operands.
    Operation {
        /// Which.
        operator: Operator,
        /// Left to right; two or more of `or` and `and`, none of which is the same operation.
        operands: Vec<Tree>,
    },
    /// An expression of longer bars: its value on the last finished one.
    On {
        /// Length of those bars.
        timeframe: Timeframe,
        /// What is evaluated on them.
        inner: Box<Tree>,
    },
}

/// An expression: well-formed, every name known, operands of the right type.
#[derive(Debug, Clone)]
pub struct Tree {
    /// The root.
    pub node: Node,
    /// Character of the text the expression starts at.
    pub at: usize,
    pub(super) depth: usize,
}

impl PartialEq for Tree {
    /// Same expression, wherever it stands.
    fn eq(&self, other: &Self) -> bool {
        match (&self.node, &other.node) {
            (Node::Number(a), Node::Number(b)) => a == b,
            (Node::Column(a), Node::Column(b)) => a == b,
            (Node::Variable(a), Node::Variable(b)) => a == b,
            (
                Node::Call {
                    entry: e,
                    inputs: i,
                    params: p,
                    output: o,
                },
                Node::Call {
                    entry,
                    inputs,
                    params,
                    output,
                },
            ) => e.name == entry.name && i == inputs && p == params && o == output,
            (
                Node::Operation {
                    operator: a,
                    operands: x,
                },
                Node::Operation {
                    operator: b,
                    operands: y,
                },
            ) => a == b && x == y,
            (
                Node::On {
                    timeframe: a,
                    inner: x,
                },
                Node::On {
                    timeframe: b,
                    inner: y,
                },
            ) => a == b && x == y,
            _ => false,
        }
    }
}

impl Tree {
    /// Type of the value.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match &self.node {
            Node::Number(_) | Node::Column(_) | Node::Variable(_) => Kind::Number,
            Node::Call {
                entry,
                inputs,
                output,
                ..
            } => match entry.decisive() {
                Some(input) => inputs[input].kind(),
                None => entry.kind_of(*output),
            },
            Node::Operation { operator, .. } => operator.gives(),
            Node::On { inner, .. } => inner.kind(),
        }
    }

    /// Whether it is made of numbers and a plan's prices alone, and so the same on every bar.
    pub(super) fn is_constant(&self) -> bool {
        match &self.node {
            Node::Number(_) | Node::Variable(_) => true,
            Node::Column(_) => false,
            _ => !self.parts().is_empty() && self.parts().iter().all(Self::is_constant),
        }
    }

    pub(super) fn parts(&self) -> &[Self] {
        match &self.node {
            Node::Call { inputs: parts, .. }
            | Node::Operation {
                operands: parts, ..
            } => parts,
            Node::On { inner, .. } => std::slice::from_ref(inner),
            Node::Number(_) | Node::Column(_) | Node::Variable(_) => &[],
        }
    }

    pub(super) fn parts_mut(&mut self) -> &mut [Self] {
        match &mut self.node {
            Node::Call { inputs: parts, .. }
            | Node::Operation {
                operands: parts, ..
            } => parts,
            Node::On { inner, .. } => std::slice::from_mut(inner),
            Node::Number(_) | Node::Column(_) | Node::Variable(_) => &mut [],
        }
    }
}
