//! A tree as canonical text: every parameter written, no bracket too many.

use std::fmt::{Display, Formatter, Result};

use super::operator::Operator;
use super::tree::{Node, Tree};
use crate::entry::Entry;

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
                let mut arguments = Vec::new();
                if !defaults {
                    list(entry, inputs, &mut arguments);
                }
                arguments.extend(params.iter().map(f64::to_string));
                if !arguments.is_empty() {
                    write!(f, "({})", arguments.join(", "))?;
                }
                match entry.outputs[*output] {
                    "value" => Ok(()),
                    field => write!(f, ".{field}"),
                }
            }
            Node::Operation { operator, operands } => {
                let own = operator.precedence();
                let text = operator.text();
                let Some((first, others)) = operands.split_first() else {
                    return Ok(());
                };
                if others.is_empty() {
                    let space = if *operator == Operator::Not { " " } else { "" };
                    write!(f, "{text}{space}")?;
                    return bracketed(f, first, own);
                }
                // Operators group to the left; what compares has no comparison as an operand.
                bracketed(f, first, own)?;
                others.iter().try_for_each(|operand| {
                    write!(f, " {text} ")?;
                    bracketed(f, operand, own + 1)
                })
            }
            Node::On { timeframe, inner } => write!(f, "on(\"{}\", {inner})", timeframe.name()),
        }
    }
}

/// The inputs of a call; `max(max(a, b), c)` lists as `max(a, b, c)`, which means the same.
fn list(entry: &Entry, inputs: &[Tree], arguments: &mut Vec<String>) {
    for (place, tree) in inputs.iter().enumerate() {
        match &tree.node {
            Node::Call {
                entry: inner,
                inputs,
                ..
            } if place == 0 && entry.repeats() && inner.name == entry.name => {
                list(entry, inputs, arguments);
            }
            _ => arguments.push(tree.to_string()),
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
