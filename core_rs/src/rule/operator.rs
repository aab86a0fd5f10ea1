//! Operators: their text, precedence and types.

use crate::entry::Kind;

/// Everything that joins two expressions or changes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// True if either is; unknown if neither is true and one is unknown.
    Or,
    /// False if either is; unknown if neither is false and one is unknown.
    And,
    /// Opposite; unknown stays unknown.
    Not,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `a[-1] <= b[-1] and a > b`, null if any of the four is.
    CrossesAbove,
    /// `a[-1] >= b[-1] and a < b`, null if any of the four is.
    CrossesBelow,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`, null where the divisor is zero.
    Divide,
    /// Unary `-`.
    Negate,
}

impl Operator {
    /// All that stand between two operands.
    pub const BINARY: [Self; 14] = [
        Self::Or,
        Self::And,
        Self::Less,
        Self::LessEqual,
        Self::Greater,
        Self::GreaterEqual,
        Self::Equal,
        Self::NotEqual,
        Self::CrossesAbove,
        Self::CrossesBelow,
        Self::Add,
        Self::Subtract,
        Self::Multiply,
        Self::Divide,
    ];

    /// As it is written.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Not => "not",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::CrossesAbove => "crosses_above",
            Self::CrossesBelow => "crosses_below",
            Self::Add => "+",
            Self::Subtract | Self::Negate => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }

    /// How tightly it binds; 0 is loosest.
    #[must_use]
    pub const fn precedence(self) -> u8 {
        match self {
            Self::Or => 0,
            Self::And => 1,
            Self::Not => 2,
            Self::Add | Self::Subtract => 4,
            Self::Multiply | Self::Divide => 5,
            Self::Negate => 6,
            _ => 3,
        }
    }

    /// Whether it is a comparison or a cross, which do not chain.
    #[must_use]
    pub const fn compares(self) -> bool {
        self.precedence() == 3
    }

    /// Whether several in a row may be taken as one.
    #[must_use]
    pub const fn chains(self) -> bool {
        matches!(self, Self::Or | Self::And)
    }

    /// Bars it looks back on its own.
    #[must_use]
    pub const fn warmup(self) -> usize {
        matches!(self, Self::CrossesAbove | Self::CrossesBelow) as usize
    }

    /// Type of its operands.
    #[must_use]
    pub const fn takes(self) -> Kind {
        match self {
            Self::Or | Self::And | Self::Not => Kind::Boolean,
            _ => Kind::Number,
        }
    }

    /// Type of its value.
    #[must_use]
    pub const fn gives(self) -> Kind {
        if self.precedence() <= 3 {
            Kind::Boolean
        } else {
            Kind::Number
        }
    }
}
