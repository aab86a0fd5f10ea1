//! The tree of one rule: resolved, typed, with the place of each part in the text.

use super::lexer::error;
use super::operator::Operator;
use crate::{
    entry::{Entry, Kind},
    error::Result,
    timeframe::Timeframe,
};

/// A column of the bar, or a mean of some.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// First price.
    Open,
    /// Highest price.
    High,
    /// Lowest price.
    Low,
    /// Last price.
    Close,
    /// Units traded.
    Volume,
    /// (high + low) / 2
    Hl2,
    /// (high + low + close) / 3
    Hlc3,
    /// (open + high + low + close) / 4
    Ohlc4,
}

impl Column {
    /// All of them; the first five are the columns of a bar, in this order.
    pub const ALL: [Self; 8] = [
        Self::Open,
        Self::High,
        Self::Low,
        Self::Close,
        Self::Volume,
        Self::Hl2,
        Self::Hlc3,
        Self::Ohlc4,
    ];

    /// As in rule text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::High => "high",
            Self::Low => "low",
            Self::Close => "close",
            Self::Volume => "volume",
            Self::Hl2 => "hl2",
            Self::Hlc3 => "hlc3",
            Self::Ohlc4 => "ohlc4",
        }
    }

    pub(super) fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }
}

/// A name that a strategy's plan fills in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Variable {
    /// The entry price of the plan.
    EntryPrice,
    /// The initial stop of the plan.
    Stop,
}

impl Variable {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::EntryPrice, Self::Stop];

    /// As in rule text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EntryPrice => "entry_price",
            Self::Stop => "stop",
        }
    }

    pub(super) fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

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
    /// An operator and its one or two operands.
    Operation {
        /// Which.
        operator: Operator,
        /// Left to right.
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

/// Deeper trees are refused, so that walking one cannot exhaust the stack.
const DEEPEST: usize = 400;

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

    pub(super) fn call(
        entry: &'static Entry,
        inputs: Vec<Self>,
        params: Vec<f64>,
        output: usize,
        at: usize,
    ) -> Result<Self> {
        for (tree, input) in inputs.iter().zip(entry.given()) {
            tree.require(input.kind)?;
        }
        let depth = deeper(&inputs, at)?;
        let node = Node::Call {
            entry,
            inputs,
            params,
            output,
        };
        Ok(Self { node, at, depth })
    }

    pub(super) fn operation(operator: Operator, operands: Vec<Self>, at: usize) -> Result<Self> {
        for operand in &operands {
            operand.require(operator.takes())?;
        }
        if let (
            Operator::Negate,
            [
                Self {
                    node: Node::Number(value),
                    ..
                },
            ],
        ) = (operator, operands.as_slice())
        {
            return Ok(Self {
                at,
                ..Self::number(-value)
            });
        }
        let depth = deeper(&operands, at)?;
        let node = Node::Operation { operator, operands };
        Ok(Self { node, at, depth })
    }

    /// An expression of longer bars; the caller has looked into it.
    pub(super) fn on(timeframe: Timeframe, inner: Self, at: usize) -> Result<Self> {
        let depth = deeper(std::slice::from_ref(&inner), at)?;
        let inner = Box::new(inner);
        let node = Node::On { timeframe, inner };
        Ok(Self { node, at, depth })
    }

    /// Type of the value.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match &self.node {
            Node::Number(_) | Node::Column(_) | Node::Variable(_) => Kind::Number,
            Node::Call { entry, output, .. } => entry.kind_of(*output),
            Node::Operation { operator, .. } => operator.gives(),
            Node::On { inner, .. } => inner.kind(),
        }
    }

    /// Refuse an expression of the wrong type.
    ///
    /// # Errors
    /// A number where a condition is wanted, or the reverse; there is no truthiness.
    pub fn require(&self, wanted: Kind) -> Result<()> {
        match (self.kind(), wanted) {
            (Kind::Number, Kind::Boolean) => Err(error(
                self.at,
                format!("`{self}` is a number where a condition is wanted: write `{self} > 0`"),
            )),
            (Kind::Boolean, Kind::Number) => Err(error(
                self.at,
                format!("`{self}` is a condition where a number is wanted"),
            )),
            _ => Ok(()),
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

fn deeper(parts: &[Tree], at: usize) -> Result<usize> {
    let depth = 1 + parts.iter().map(|part| part.depth).max().unwrap_or(0);
    if depth > DEEPEST {
        return Err(error(
            at,
            format!("the expression is nested more than {DEEPEST} deep"),
        ));
    }
    Ok(depth)
}
