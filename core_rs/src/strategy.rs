//! A strategy's decision: entry, gates, context and plan as one graph.
//!
//! The plan's names are substituted before the graph is built: `entry_price` in the stop, both in
//! the targets. Everything a decision tells is a column of that graph on the signal bar.

use std::ops::Range;

use rayon::prelude::*;

use crate::bar::Bars;
use crate::engine::{Block, ROWS};
use crate::error::Result;
use crate::grid::Grid;
use crate::rule::{Graph, Tree};

mod decider;
mod definition;

pub use decider::{Decider, Next};
pub use definition::{Definition, Gate, substituted};
use definition::{Prices, condition, in_field, number};

/// What a strategy says about a bar on which its entry fired. NaN is null.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The signal bar.
    pub row: usize,
    /// Which of [`Strategy::alternatives`] were true.
    pub fired: Vec<usize>,
    /// Whether the conviction is HIGH.
    pub high: bool,
    /// Verdict of each gate in order: 1, 0 or NaN.
    pub gates: Vec<f64>,
    /// Values of [`Strategy::observed`].
    pub observed: Vec<f64>,
    /// Values of the context expressions, in order of name.
    pub context: Vec<f64>,
    /// Price of the entry.
    pub entry_price: f64,
    /// Initial stop.
    pub stop: f64,
    /// Targets, nearest first.
    pub targets: Vec<f64>,
}

/// Numbers of the graph's columns.
struct Columns {
    entry: usize,
    alternatives: Vec<usize>,
    conviction: Option<usize>,
    gates: Vec<(usize, usize)>,
    observed: Vec<usize>,
    context: Vec<usize>,
    entry_price: usize,
    stop: usize,
    targets: Vec<usize>,
}

/// A compiled strategy.
pub struct Strategy {
    graph: Graph,
    columns: Columns,
    /// Text of every alternative of the entry rule.
    pub alternatives: Vec<String>,
    /// Text of every value the gates look at, each once.
    pub observed: Vec<String>,
    /// Leading bars without a value, of the expression that takes longest.
    pub warmup: usize,
    /// Whether an expression asks for longer bars or the session.
    pub timed: bool,
}

/// Builds the graph and remembers the longest warm-up.
#[derive(Default)]
struct Compiler {
    graph: Graph,
    grid: Option<Grid>,
    warmup: usize,
    timed: bool,
}

impl Compiler {
    fn note(&mut self, tree: &Tree) {
        self.warmup = self.warmup.max(tree.warmup(self.grid.as_ref()));
        self.timed |= tree.is_timed();
    }

    fn add(&mut self, field: &str, tree: &Tree) -> Result<usize> {
        self.note(tree);
        let added = self.graph.add(tree);
        added.map_err(|error| in_field(field, error))
    }

    fn add_all<'a>(
        &mut self,
        field: &str,
        trees: impl IntoIterator<Item = &'a Tree>,
    ) -> Result<Vec<usize>> {
        let trees = trees.into_iter();
        trees.map(|tree| self.add(field, tree)).collect()
    }
}

impl Strategy {
    /// Compile a definition for bars of a grid.
    ///
    /// # Errors
    /// Text that does not parse or uses a price the field does not know; names the field. Longer
    /// bars or the session where the grid is not known.
    pub fn new(definition: &Definition, grid: Option<&Grid>) -> Result<Self> {
        let mut compiler = Compiler {
            graph: Graph::on(grid.cloned()),
            grid: grid.cloned(),
            ..Compiler::default()
        };
        let entry = condition("entry", &definition.entry, grid)?;
        let alternatives = entry.alternatives();
        let conviction = definition
            .conviction
            .as_ref()
            .map(|text| condition("conviction", text, grid))
            .transpose()?;
        let mut gates = Vec::new();
        let mut observed: Vec<Tree> = Vec::new();
        for (name, gate) in &definition.gates {
            let field = format!("gates.{name}");
            let relaxed = format!("{field}.high");
            let rule = condition(&field, &gate.rule, grid)?;
            let high = condition(&relaxed, gate.high.as_ref().unwrap_or(&gate.rule), grid)?;
            for tree in rule.observed().into_iter().chain(high.observed()) {
                if !observed.contains(&tree) {
                    observed.push(tree);
                }
            }
            gates.push((compiler.add(&field, &rule)?, compiler.add(&relaxed, &high)?));
        }
        let mut context = Vec::new();
        for (name, text) in &definition.context {
            let field = format!("context.{name}");
            let tree = number(&field, text, &[], grid)?;
            context.push(compiler.add(&field, &tree)?);
        }
        let plan = Prices::of(definition, grid)?;
        for tree in definition.exit_expressions(grid)? {
            compiler.note(&tree);
        }
        let columns = Columns {
            entry: compiler.add("entry", &entry)?,
            alternatives: compiler.add_all("entry", alternatives.iter().copied())?,
            conviction: conviction
                .map(|tree| compiler.add("conviction", &tree))
                .transpose()?,
            gates,
            observed: compiler.add_all("gates", &observed)?,
            context,
            entry_price: compiler.add("entry_price", &plan.entry)?,
            stop: compiler.add("stop", &plan.stop)?,
            targets: compiler.add_all("targets", &plan.targets)?,
        };
        Ok(Self {
            graph: compiler.graph,
            columns,
            alternatives: alternatives.iter().map(ToString::to_string).collect(),
            observed: observed.iter().map(ToString::to_string).collect(),
            warmup: compiler.warmup,
            timed: compiler.timed,
        })
    }

    /// Every decision over histories of several symbols, each from its first bar.
    #[must_use]
    pub fn run(&self, bars: Bars<'_>, symbols: &[Range<usize>]) -> Vec<Decision> {
        let decisions = symbols.par_iter().map(|rows| {
            let mut found = Vec::new();
            play(
                &mut Block::new(&self.graph),
                bars,
                rows.clone(),
                |row, values| {
                    found.extend(self.decision(row, values));
                },
            );
            found
        });
        decisions.collect::<Vec<_>>().concat()
    }

    /// Every decision as it is made live: each bar from exactly `history` bars that end with it.
    #[must_use]
    pub fn run_exact(
        &self,
        bars: Bars<'_>,
        symbols: &[Range<usize>],
        history: usize,
    ) -> Vec<Decision> {
        let decisions = symbols.par_iter().map(|rows| {
            let places: Vec<_> = rows.clone().map(|row| (rows.start, row)).collect();
            let found = self.decide(bars, &places, history);
            found.into_iter().flatten().collect::<Vec<_>>()
        });
        decisions.collect::<Vec<_>>().concat()
    }

    /// The decisions on some bars, each from `history` bars; places are (first row of the symbol,
    /// row of the bar).
    #[must_use]
    pub fn decide(
        &self,
        bars: Bars<'_>,
        places: &[(usize, usize)],
        history: usize,
    ) -> Vec<Option<Decision>> {
        let mut block = Block::new(&self.graph);
        places
            .iter()
            .map(|&(first, row)| self.decide_with(&mut block, bars, first, row, history))
            .collect()
    }

    fn decide_with(
        &self,
        block: &mut Block,
        bars: Bars<'_>,
        first: usize,
        row: usize,
        history: usize,
    ) -> Option<Decision> {
        let start = first.max((row + 1).saturating_sub(history));
        let mut decision = None;
        play(block, bars, start..row + 1, |at, values| {
            if at == row {
                decision = self.decision(row, values);
            }
        });
        decision
    }

    fn decision(&self, row: usize, value: &dyn Fn(usize) -> f64) -> Option<Decision> {
        let columns = &self.columns;
        if value(columns.entry) != 1.0 {
            return None;
        }
        let all = |wanted: &[usize]| wanted.iter().map(|&column| value(column)).collect();
        let high = columns
            .conviction
            .is_some_and(|column| value(column) == 1.0);
        let verdict = |&(rule, relaxed): &(usize, usize)| value(if high { relaxed } else { rule });
        let fired = columns.alternatives.iter().enumerate();
        Some(Decision {
            row,
            fired: fired
                .filter(|(_, column)| value(**column) == 1.0)
                .map(|(i, _)| i)
                .collect(),
            high,
            gates: columns.gates.iter().map(verdict).collect(),
            observed: all(&columns.observed),
            context: all(&columns.context),
            entry_price: value(columns.entry_price),
            stop: value(columns.stop),
            targets: all(&columns.targets),
        })
    }
}

/// Move cold lanes over rows, and tell the values of each row.
fn play(
    block: &mut Block,
    bars: Bars<'_>,
    rows: Range<usize>,
    mut tell: impl FnMut(usize, &dyn Fn(usize) -> f64),
) {
    for lane in &mut block.lanes {
        lane.clear();
        lane.grow(1);
    }
    for start in rows.clone().step_by(ROWS) {
        let part = bars.slice(start, (start + ROWS).min(rows.end));
        block.advance(
            part,
            std::iter::empty(),
            |lane, inputs, outputs| lane.run(0, inputs, outputs),
            |values| {
                for row in 0..part.len() {
                    tell(start + row, &|number| values.column(number)[row]);
                }
            },
        );
    }
}

#[cfg(test)]
mod tests;
