//! A tree as canonical text: every parameter written, no bracket too many.

use std::fmt::{Display, Formatter, Result};

use super::operator::Operator;
use super::tree::{Node, Tree};

impl Display for Tree {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match &self.node {
            // Rust prints the shortest decimals that read back as the same number.
            Node::Number(value) => write!(f, "{value}"),
            Node::Column(column) => f.write_str(column.name()),
            Node::Variable(variable) => f.write_str(variable.name()),
            Node::Call {
                entry,
                inputs,
                params,
                output,
            } => {
                f.write_str(entry.name)?;
                let defaults = inputs.iter().zip(entry.given()).all(|(tree, input)| {
                    matches!(tree.node, Node::Column(column) if column.name() == input.default)
                });
                let inputs = inputs.iter().filter(|_| !defaults).map(Tree::to_string);
                let arguments: Vec<String> =
                    inputs.chain(params.iter().map(f64::to_string)).collect();
                if !arguments.is_empty() {
                    write!(f, "({})", arguments.join(", "))?;
                }
                match entry.outputs[*output] {
                    "value" => Ok(()),
                    field => write!(f, ".{field}"),
                }
            }
            Node::Operation { operator, operands } => match operands.as_slice() {
                [operand] => {
                    let space = if *operator == Operator::Not { " " } else { "" };
                    write!(f, "{}{space}", operator.text())?;
                    bracketed(f, operand, operator.precedence())
                }
                [left, right] => {
                    // Operators group to the left, comparisons not at all.
                    let own = operator.precedence();
                    bracketed(f, left, own + u8::from(operator.compares()))?;
                    write!(f, " {} ", operator.text())?;
                    bracketed(f, right, own + 1)
                }
                _ => Ok(()),
            },
            Node::On { timeframe, inner } => write!(f, "on(\"{}\", {inner})", timeframe.name()),
        }
    }
}

/// Write a part, in brackets if it binds more loosely than `least`.
fn bracketed(f: &mut Formatter<'_>, tree: &Tree, least: u8) -> Result {
    match &tree.node {
        Node::Operation { operator, .. } if operator.precedence() < least => write!(f, "({tree})"),
        _ => write!(f, "{tree}"),
    }
}
