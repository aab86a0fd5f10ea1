//! Many trees as one graph: equal sub-expressions are one node, evaluated once per bar.

use std::collections::HashMap;

use super::operator::Operator;
use super::steps;
use super::tree::{Column, Node, Tree};
use crate::{bar::BAR_WIDTH, entry::Entry, error::Result, lane::Lane};

/// A node, by what it computes from which columns.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Number(u64),
    Mean(Column),
    Call(&'static str, Vec<u64>, Vec<usize>),
    Operation(Operator, Vec<usize>),
}

/// Wired lanes in an order in which each one's inputs are computed before it.
///
/// Values live in numbered columns: the bar's five, then the outputs of each node.
#[derive(Default)]
pub struct Graph {
    lanes: Vec<Box<dyn Lane>>,
    constants: Vec<(usize, f64)>,
    columns: HashMap<Key, usize>,
    nodes: usize,
}

impl Graph {
    /// A graph of nothing but the bar's columns.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
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

    /// Add an expression; gives the number of the column its value is in.
    ///
    /// # Errors
    /// A variable of a plan that was not substituted, or an expression of longer bars.
    pub fn add(&mut self, tree: &Tree) -> Result<usize> {
        tree.refuse_variables(&[])?;
        tree.refuse_on()?;
        Ok(self.place(tree))
    }

    fn place(&mut self, tree: &Tree) -> usize {
        match &tree.node {
            Node::Number(value) => self.constant(*value),
            // None of these is left after `add` has looked for them; null is what one would be.
            Node::Variable(_) | Node::On { .. } => self.constant(f64::NAN),
            Node::Column(column) => self.column(*column),
            Node::Call {
                entry,
                inputs,
                params,
                output,
            } => {
                let inputs = inputs.iter().map(|input| self.place(input)).collect();
                self.call(entry, params, inputs) + output
            }
            Node::Operation { operator, .. } if operator.chains() => {
                let parts = tree.chained(*operator);
                let inputs: Vec<usize> = parts.iter().map(|part| self.place(part)).collect();
                let key = Key::Operation(*operator, inputs.clone());
                self.node(key, &inputs, || steps::of_chain(*operator, inputs.len()))
            }
            Node::Operation { operator, operands } => {
                let inputs: Vec<usize> = operands.iter().map(|part| self.place(part)).collect();
                let key = Key::Operation(*operator, inputs.clone());
                self.node(key, &inputs, || steps::of_operator(*operator))
            }
        }
    }

    /// First output of a function of the columns `inputs`, after what it shares with others.
    fn call(&mut self, entry: &'static Entry, params: &[f64], inputs: Vec<usize>) -> usize {
        let bits = params.iter().map(|param| param.to_bits()).collect();
        let key = Key::Call(entry.name, bits, inputs.clone());
        let mut wired = inputs.clone();
        for shared in entry.shared() {
            let first = self.call(shared.entry, &(shared.params)(params), inputs.clone());
            wired.extend(first..first + shared.entry.outputs.len());
        }
        self.node(key, &wired, || (entry.build)(params))
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
