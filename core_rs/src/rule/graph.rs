//! Many trees as one graph: equal sub-expressions are one node, evaluated once per bar.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::sync::Arc;

use super::lexer::error;
use super::longer::{Longer, SessionStart};
use super::operator::Operator;
use super::steps;
use super::tree::{Column, Node, Tree};
use crate::{
    bar::BAR_WIDTH,
    entry::{Entry, Hidden, Input},
    error::Result,
    grid::Grid,
    lane::{Lane, lane},
    timeframe::Timeframe,
};

/// A node, by what it computes from which columns.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Number(u64),
    Mean(Column),
    Call(&'static str, Vec<u64>, Vec<usize>),
    Operation(Operator, Vec<usize>),
    Session,
}

/// What is asked of longer bars.
struct Upper {
    timeframe: Timeframe,
    graph: Graph,
    /// Columns of that graph, and of the graph around.
    asked: Vec<(usize, usize)>,
    /// Number of its lane.
    lane: usize,
}

/// Bars that all functions of a graph together may look back.
///
/// Each symbol keeps windows of its own, 8 bytes a bar and more: a text of 20,000 characters could
/// ask for gigabytes. Twenty windows of the longest kind are tens of megabytes.
pub const MOST_LOOKBACK: usize = 2_000_000;

/// Wired lanes in an order in which each one's inputs are computed before it.
///
/// Values live in numbered columns: the bar's five, then the outputs of each node.
#[derive(Default)]
pub struct Graph {
    lanes: Vec<Box<dyn Lane>>,
    constants: Vec<(usize, f64)>,
    columns: HashMap<Key, usize>,
    nodes: usize,
    grid: Option<Arc<Grid>>,
    time: Option<usize>,
    uppers: Vec<Upper>,
    /// Bars that the functions look back, those on longer bars among them.
    lookback: usize,
}

impl Graph {
    /// A graph of nothing but the bar's columns.
    ///
    /// It takes no expressions of longer bars and no functions of the session.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A graph of bars whose length and sessions are known, if they are.
    #[must_use]
    pub fn on(grid: Option<Grid>) -> Self {
        Self {
            grid: grid.map(Arc::new),
            ..Self::default()
        }
    }

    /// Number of value columns.
    #[must_use]
    pub fn width(&self) -> usize {
        BAR_WIDTH + self.nodes
    }

    /// Cold lanes, each after the lanes it reads.
    #[must_use]
    pub fn lanes(&self) -> &[Box<dyn Lane>] {
        &self.lanes
    }

    /// Columns that never change, with their value.
    #[must_use]
    pub fn constants(&self) -> &[(usize, f64)] {
        &self.constants
    }

    /// The column that takes each bar's start, microseconds UTC, if anything asks for it.
    #[must_use]
    pub fn time(&self) -> Option<usize> {
        self.time
    }

    /// Add an expression; gives the number of the column its value is in.
    ///
    /// # Errors
    /// A variable of a plan that was not substituted; longer bars or a session where the graph
    /// does not know the bars' own, longer bars that are not longer, or windows longer than
    /// [`MOST_LOOKBACK`] together; the graph is of no use then.
    pub fn add(&mut self, tree: &Tree) -> Result<usize> {
        tree.refuse_variables(&[])?;
        tree.refuse_times(self.grid.as_deref())?;
        self.place(tree)
    }

    fn places(&mut self, trees: &[impl Borrow<Tree>]) -> Result<Vec<usize>> {
        trees.iter().map(|tree| self.place(tree.borrow())).collect()
    }

    fn place(&mut self, tree: &Tree) -> Result<usize> {
        let column = match &tree.node {
            Node::Number(value) => self.constant(*value),
            // None is left after `add` has looked for them; null is what one would be.
            Node::Variable(_) => self.constant(f64::NAN),
            Node::On { timeframe, inner } => self.upper(*timeframe, inner)?,
            Node::Column(column) => self.column(*column),
            Node::Call {
                entry,
                inputs,
                params,
                output,
            } => {
                let inputs = self.places(inputs)?;
                self.call(entry, params, &inputs) + output
            }
            Node::Operation { operator, .. } if operator.chains() => {
                let inputs = self.places(&tree.chained(*operator))?;
                let key = Key::Operation(*operator, inputs.clone());
                self.node(key, &inputs, || steps::of_chain(*operator, inputs.len()))
            }
            Node::Operation { operator, operands } => {
                let inputs = self.places(operands)?;
                let key = Key::Operation(*operator, inputs.clone());
                self.node(key, &inputs, || steps::of_operator(*operator))
            }
        };
        if self.lookback > MOST_LOOKBACK {
            let message =
                format!("all functions together look back more than {MOST_LOOKBACK} bars");
            return Err(error(tree.at, message));
        }
        Ok(column)
    }

    /// First output of a function of the columns `inputs`, after what it shares with others.
    fn call(&mut self, entry: &'static Entry, params: &[f64], inputs: &[usize]) -> usize {
        let bits = params.iter().map(|param| param.to_bits()).collect();
        let key = Key::Call(entry.name, bits, inputs.to_vec());
        let mut wired = inputs.to_vec();
        for hidden in entry.hidden() {
            match hidden {
                Hidden::Shared(shared) => {
                    let handed = handed(entry, shared.entry, inputs);
                    let first = self.call(shared.entry, &(shared.params)(params), &handed);
                    wired.extend(first..first + shared.entry.outputs.len());
                }
                Hidden::Session => wired.push(self.session()),
            }
        }
        if !self.columns.contains_key(&key) {
            self.lookback += (entry.warmup)(params);
        }
        self.node(key, &wired, || (entry.build)(params))
    }

    /// The column of each bar's start.
    fn clock(&mut self) -> usize {
        let next = self.width();
        let time = *self.time.get_or_insert(next);
        self.nodes += usize::from(time == next);
        time
    }

    /// The column of the start of each bar's session.
    fn session(&mut self) -> usize {
        match &self.grid {
            Some(grid) => {
                let step = SessionStart::new(Arc::clone(grid));
                let time = self.clock();
                self.node(Key::Session, &[time], || lane(step))
            }
            // `add` has refused what asks for it.
            None => self.constant(f64::NAN),
        }
    }

    /// The column of an expression of longer bars.
    fn upper(&mut self, timeframe: Timeframe, inner: &Tree) -> Result<usize> {
        let Some(grid) = self.grid.clone() else {
            return Ok(self.constant(f64::NAN));
        };
        let time = self.clock();
        let place = self
            .uppers
            .iter()
            .position(|upper| upper.timeframe == timeframe)
            .unwrap_or_else(|| {
                self.uppers.push(Upper {
                    timeframe,
                    graph: Self::on(Some(Grid {
                        timeframe,
                        calendar: grid.calendar.clone(),
                    })),
                    asked: Vec::new(),
                    lane: self.lanes.len(),
                });
                self.uppers.len() - 1
            });
        let next = self.width();
        let upper = &mut self.uppers[place];
        let before = upper.graph.lookback;
        let column = upper.graph.place(inner)?;
        self.lookback += upper.graph.lookback - before;
        let known = upper.asked.iter().find(|(asked, _)| *asked == column);
        if let Some((_, outer)) = known {
            return Ok(*outer);
        }
        upper.asked.push((column, next));
        let longer = Box::new(Longer::new(
            grid,
            timeframe,
            &upper.graph,
            time,
            &upper.asked,
        ));
        // What already stands on it comes later, so its place stays.
        match self.lanes.get_mut(upper.lane) {
            Some(lane) if upper.asked.len() > 1 => *lane = longer,
            _ => self.lanes.push(longer),
        }
        self.nodes += 1;
        Ok(next)
    }

    fn column(&mut self, column: Column) -> usize {
        match steps::of_column(column) {
            None => column as usize,
            Some((parts, lane)) => {
                let inputs: Vec<usize> = parts.iter().map(|part| *part as usize).collect();
                self.node(Key::Mean(column), &inputs, || lane)
            }
        }
    }

    fn constant(&mut self, value: f64) -> usize {
        let key = Key::Number(value.to_bits());
        if let Some(&column) = self.columns.get(&key) {
            return column;
        }
        let column = self.width();
        self.nodes += 1;
        self.constants.push((column, value));
        self.columns.insert(key, column);
        column
    }

    /// First column of the node of that key, made if it is new.
    fn node(&mut self, key: Key, inputs: &[usize], build: impl FnOnce() -> Box<dyn Lane>) -> usize {
        if let Some(&column) = self.columns.get(&key) {
            return column;
        }
        let column = self.width();
        let mut lane = build();
        lane.wire(inputs, column);
        self.nodes += lane.outputs().len();
        self.lanes.push(lane);
        self.columns.insert(key, column);
        column
    }
}

/// Those of a function's `inputs` that what it shares takes: the ones that stand for the same
/// columns.
fn handed(entry: &Entry, shared: &Entry, inputs: &[usize]) -> Vec<usize> {
    let given = entry.given();
    let place = |(place, wanted): (usize, &Input)| {
        let stands = |place: &usize| {
            given
                .get(*place)
                .is_some_and(|it| it.default == wanted.default)
        };
        let found = (0..given.len()).find(stands).filter(|_| !stands(&place));
        inputs[found.unwrap_or(place)]
    };
    shared.given().iter().enumerate().map(place).collect()
}
