//! A strategy's definition: its texts, parsed field by field, with the plan's names filled in.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::entry::Kind;
use crate::error::{CoreError, Result};
use crate::grid::Grid;
use crate::rule::{Tree, Variable, parse_as};

/// The parts of a strategy's definition that decide; read from its canonical JSON.
#[derive(Debug, Clone, Deserialize)]
pub struct Definition {
    /// Fires the signal.
    pub entry: String,
    /// Conditions to be met, in order of name.
    pub gates: BTreeMap<String, Gate>,
    /// Expressions that are told with the decision, in order of name.
    pub context: BTreeMap<String, String>,
    /// Makes the conviction HIGH.
    pub conviction: Option<String>,
    /// Price of the entry; none: the close.
    pub entry_price: Option<String>,
    /// Initial stop.
    pub stop: String,
    /// Targets, nearest first.
    pub targets: Vec<String>,
    /// Trailing stop.
    pub trail: Option<String>,
    /// Closes an open trade.
    pub invalidation: Option<String>,
    /// Close an open trade, in order of name.
    pub exits: BTreeMap<String, String>,
}

/// One gate: the condition, and the one in its place at conviction HIGH.
#[derive(Debug, Clone, Deserialize)]
pub struct Gate {
    /// The condition.
    pub rule: String,
    /// The relaxed condition.
    pub high: Option<String>,
}

/// The same error, naming the field it is about.
pub(super) fn in_field(field: &str, error: CoreError) -> CoreError {
    match error {
        CoreError::Rule {
            message,
            at,
            syntax,
        } => CoreError::Rule {
            message: format!("{field}: {message}"),
            at,
            syntax,
        },
        other => other,
    }
}

/// Parse one field; an error names it.
fn parsed(
    field: &str,
    text: &str,
    wanted: Kind,
    allowed: &[Variable],
    grid: Option<&Grid>,
) -> Result<Tree> {
    let named = |error| in_field(field, error);
    let tree = parse_as(text, Some(wanted)).map_err(named)?;
    tree.refuse_variables(allowed).map_err(named)?;
    tree.refuse_times(grid).map_err(named)?;
    Ok(tree)
}

/// Parse a condition of a definition.
pub(super) fn condition(field: &str, text: &str, grid: Option<&Grid>) -> Result<Tree> {
    parsed(field, text, Kind::Boolean, &[], grid)
}

/// Parse a number of a definition that may use some of the plan's names.
pub(super) fn number(
    field: &str,
    text: &str,
    allowed: &[Variable],
    grid: Option<&Grid>,
) -> Result<Tree> {
    parsed(field, text, Kind::Number, allowed, grid)
}

/// The plan's expressions with the plan's names filled in.
pub(super) struct Prices {
    pub entry: Tree,
    pub stop: Tree,
    pub targets: Vec<Tree>,
}

impl Prices {
    pub fn of(definition: &Definition, grid: Option<&Grid>) -> Result<Self> {
        let text = definition.entry_price.as_deref().unwrap_or("close");
        let entry = number("entry_price", text, &[], grid)?;
        let stop = number("stop", &definition.stop, &[Variable::EntryPrice], grid)?
            .substitute(Variable::EntryPrice, &entry)
            .map_err(|error| in_field("stop", error))?;
        let targets = definition.targets.iter().enumerate().map(|(index, text)| {
            let field = format!("targets.{index}");
            let tree = number(&field, text, &Variable::ALL, grid)?;
            tree.substitute(Variable::EntryPrice, &entry)
                .and_then(|tree| tree.substitute(Variable::Stop, &stop))
                .map_err(|error| in_field(&field, error))
        });
        let targets = targets.collect::<Result<_>>()?;
        Ok(Self {
            entry,
            stop,
            targets,
        })
    }
}

impl Definition {
    /// What is evaluated on the bars of an open trade: trail, invalidation, exits.
    pub(super) fn exit_expressions(&self, grid: Option<&Grid>) -> Result<Vec<Tree>> {
        let mut trees = Vec::new();
        if let Some(text) = &self.trail {
            trees.push(number("trail", text, &Variable::ALL, grid)?);
        }
        if let Some(text) = &self.invalidation {
            trees.push(condition("invalidation", text, grid)?);
        }
        for (name, text) in &self.exits {
            trees.push(condition(&format!("exits.{name}"), text, grid)?);
        }
        Ok(trees)
    }
}

/// Fill a trade's own prices into an expression that uses the plan's names; gives its text.
///
/// # Errors
/// Text that does not parse.
pub fn substituted(text: &str, entry_price: f64, stop: f64) -> Result<String> {
    let tree = parse_as(text, None)?
        .substitute(Variable::EntryPrice, &Tree::number(entry_price))?
        .substitute(Variable::Stop, &Tree::number(stop))?;
    Ok(tree.to_string())
}
