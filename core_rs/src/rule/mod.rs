//! Rule text: `ema(12) crosses_above ema(26) and rsi(14) <= 70`.
//!
//! Text becomes a [`Tree`] (parsed, resolved against the catalog and typed), a tree prints itself
//! as canonical text, and a [`Graph`] takes many trees and keeps each sub-expression once.
//!
//! Loosest first: `or`, `and`, `not`, comparisons and crosses (which do not chain), `+ -`, `* /`,
//! unary `-`. Numbers and conditions are different types. Logic is SQL's: null is unknown.

mod build;
mod call;
mod chain;
mod foreign;
mod format;
mod forms;
mod found;
mod graph;
mod inspect;
mod leaf;
mod lexer;
mod longer;
mod names;
mod notation;
mod operator;
mod parser;
mod steps;
mod tree;

pub(crate) use forms::ENTRIES as FORMS;
pub use graph::{Graph, MOST_LOOKBACK};
pub use operator::Operator;
pub use parser::parse;
pub use tree::{Column, Node, Tree, Variable};

use crate::{entry::Kind, error::Result};

/// Parse text whose value must be of type `wanted`, or of any type.
///
/// # Errors
/// What does not parse, name a thing, or have the wanted type; with the character it is about.
pub fn parse_as(text: &str, wanted: Option<Kind>) -> Result<Tree> {
    let tree = parse(text)?;
    if let Some(kind) = wanted {
        tree.require(kind)?;
    }
    Ok(tree)
}

#[cfg(test)]
mod tests;
