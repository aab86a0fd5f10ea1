//! Evaluation for Python: a stream with states, and whole histories.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer, ScalarBuffer};
use bytes::Bytes;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyString};
use pyo3_arrow::{PyArray, PyChunkedArray};

use super::bars::Columns;
use super::error::BadBars;
use super::grid::{PyGrid, inner};
use super::instant::micros;
use super::universe::Universe;
use crate::{
    bits::{ones_except, pack},
    corrections::{Corrections, Revised},
    engine,
    entry::Kind,
    error::Result,
    grid::Grid,
    panel::{Output, Values, run},
    rule::{Graph, parse},
};

/// Add this file's classes and functions to the module.
pub fn register(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add_class::<Engine>()?;
    m.add_function(wrap_pyfunction!(evaluate, m)?)
}

/// A graph of several texts, and the column and type of each.
fn compile(texts: &[String], grid: Option<Grid>) -> Result<(Graph, Vec<(usize, Kind)>)> {
    let mut graph = Graph::on(grid);
    let wanted = texts
        .iter()
        .map(|text| {
            let tree = parse(text)?;
            Ok((graph.add(&tree)?, tree.kind()))
        })
        .collect::<Result<_>>()?;
    Ok((graph, wanted))
}

/// Values of each text over bars sorted by symbol and time; `threads` 0: one per core.
#[pyfunction]
#[pyo3(signature = (columns, texts, threads, grid=None))]
fn evaluate(
    py: Python<'_>,
    columns: Vec<PyChunkedArray>,
    texts: Vec<String>,
    threads: usize,
    grid: Option<&Bound<'_, PyGrid>>,
) -> PyResult<Vec<PyArray>> {
    let columns = Columns::import(columns)?;
    let (graph, wanted) = compile(&texts, inner(grid))?;
    let mut distinct = wanted.clone();
    distinct.sort_unstable_by_key(|(column, _)| *column);
    distinct.dedup();
    let arrays = py.detach(|| {
        let bars = columns.bars();
        let symbols = columns.groups()?;
        let outputs = run(&graph, bars, &symbols, &distinct, threads)
            .map_err(|(row, why)| why.of(columns.symbol(row), bars.at[row]))?;
        Ok::<_, PyErr>(outputs.into_iter().map(array).collect::<Vec<ArrayRef>>())
    })?;
    let place = |column| distinct.partition_point(|(other, _)| *other < column);
    Ok(wanted
        .iter()
        .map(|(column, _)| PyArray::from_array_ref(Arc::clone(&arrays[place(*column)])))
        .collect())
}

/// An output as an Arrow array that owns the same memory.
fn array(output: Output) -> ArrayRef {
    let length = output.len();
    let bits = |bytes: Vec<u8>| BooleanBuffer::new(Buffer::from_vec(bytes), 0, length);
    let nulls = (!output.nulls.is_empty())
        .then(|| NullBuffer::new(bits(ones_except(length, &output.nulls))));
    match output.values {
        Values::Numbers(numbers) => {
            let buffer = Buffer::from(Bytes::from_owner(numbers));
            Arc::new(Float64Array::new(
                ScalarBuffer::new(buffer, 0, length),
                nulls,
            ))
        }
        Values::Truths(truths) => Arc::new(BooleanArray::new(bits(pack(&truths)), nulls)),
    }
}

/// One output column of a stream.
struct Wanted {
    name: Py<PyString>,
    column: usize,
    kind: Kind,
}

/// Named expressions with a state for every symbol.
#[pyclass(subclass, module = "pytoolkit._core")]
struct Engine {
    engine: engine::Engine,
    corrections: Option<Corrections>,
    wanted: Vec<Wanted>,
    universe: Universe,
    /// A dict with every name: copying it is cheaper than letting an empty one grow.
    template: Py<PyDict>,
}

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (names, texts, grid=None, correctable=0))]
    fn new(
        py: Python<'_>,
        names: Vec<String>,
        texts: Vec<String>,
        grid: Option<&Bound<'_, PyGrid>>,
        correctable: usize,
    ) -> PyResult<Self> {
        let (graph, columns) = compile(&texts, inner(grid))?;
        let places = columns.iter().map(|(column, _)| *column).collect();
        let template = PyDict::new(py);
        let mut wanted = Vec::new();
        for (name, (column, kind)) in names.iter().zip(columns) {
            let name = PyString::intern(py, name);
            template.set_item(&name, py.None())?;
            wanted.push(Wanted {
                name: name.unbind(),
                column,
                kind,
            });
        }
        Ok(Self {
            engine: engine::Engine::new(&graph),
            corrections: (correctable > 0).then(|| Corrections::new(&graph, correctable, places)),
            wanted,
            universe: Universe::default(),
            template: template.unbind(),
        })
    }

    /// Take the next bar of one symbol.
    #[pyo3(signature = (symbol, at, open, high, low, close, volume))]
    #[allow(clippy::too_many_arguments, reason = "a bar has seven values")]
    fn push<'py>(
        &mut self,
        py: Python<'py>,
        symbol: &str,
        at: &Bound<'py, PyAny>,
        open: f64,
        high: f64,
        low: f64,
        close: f64,
        volume: f64,
    ) -> PyResult<Bound<'py, PyDict>> {
        let at = micros(at)?;
        let slot = self.engine.slot(symbol);
        let bar = [open, high, low, close, volume];
        if let Some(corrections) = &mut self.corrections {
            let values = self.engine.push(slot, at, &bar)?;
            let told = self
                .wanted
                .iter()
                .map(|wanted| values[wanted.column])
                .collect();
            corrections.keep(&self.engine, slot, at, bar, told)?;
        } else {
            self.engine.push(slot, at, &bar)?;
        }
        let values = self.engine.values();
        let result = self.template.bind(py).copy()?;
        for Wanted { name, column, kind } in &self.wanted {
            let value = values[*column];
            // The template has null already.
            if !value.is_nan() {
                match kind {
                    Kind::Number => result.set_item(name, PyFloat::new(py, value))?,
                    Kind::Boolean => result.set_item(name, PyBool::new(py, value == 1.0))?,
                }
            }
        }
        Ok(result)
    }

    /// Take one bar of each of many symbols: the columns' values, and refused rows with reasons.
    fn push_many(
        &mut self,
        py: Python<'_>,
        columns: Vec<PyChunkedArray>,
    ) -> PyResult<(Vec<PyArray>, Vec<(usize, String)>)> {
        let columns = Columns::import(columns)?;
        let (arrays, refused) = py.detach(|| {
            let bars = columns.bars();
            let slots = self.universe.slots(&columns, &mut self.engine)?;
            let places: Vec<usize> = self.wanted.iter().map(|wanted| wanted.column).collect();
            let (values, refused) = self.engine.push_many(slots, bars, &places);
            if let Some(corrections) = &mut self.corrections {
                let mut gone = refused.iter().map(|(row, _)| *row).peekable();
                for (row, &slot) in slots.iter().enumerate() {
                    if gone.next_if_eq(&row).is_none() {
                        let told = values.iter().map(|column| column[row]).collect();
                        let (slot, bar) = (slot as usize, bars.row(row));
                        corrections.keep(&self.engine, slot, bars.at[row], bar, told)?;
                    }
                }
            }
            let arrays: Vec<ArrayRef> = values
                .into_iter()
                .zip(&self.wanted)
                .map(|(values, wanted)| array(Output::of(values, wanted.kind)))
                .collect();
            let refused = refused
                .into_iter()
                .map(|(row, why)| (row, why.of(columns.symbol(row), bars.at[row]).to_string()));
            Ok::<_, PyErr>((arrays, refused.collect()))
        })?;
        Ok((
            arrays.into_iter().map(PyArray::from_array_ref).collect(),
            refused,
        ))
    }

    /// Push bars sorted by symbol and time; all of them, or none if one is refused.
    fn warm(&mut self, py: Python<'_>, columns: Vec<PyChunkedArray>) -> PyResult<()> {
        let columns = Columns::import(columns)?;
        py.detach(|| {
            let bars = columns.bars();
            let groups = columns.groups()?;
            let slots = self
                .engine
                .slots(groups.iter().map(|rows| columns.symbol(rows.start)));
            let parts = || slots.iter().zip(&groups);
            for (&slot, rows) in parts() {
                let own = bars.slice(rows.start, rows.end);
                if let Some((row, why)) = own.refused(self.engine.last(slot as usize)) {
                    return Err(why.of(columns.symbol(rows.start), own.at[row]).into());
                }
            }
            for (&slot, rows) in parts() {
                let (slot, own) = (slot as usize, bars.slice(rows.start, rows.end));
                let Some(corrections) = &mut self.corrections else {
                    self.engine.warm(slot, own);
                    continue;
                };
                for row in 0..own.len() {
                    let (at, bar) = (own.at[row], own.row(row));
                    let values = self.engine.push(slot, at, &bar)?;
                    let told = self
                        .wanted
                        .iter()
                        .map(|wanted| values[wanted.column])
                        .collect();
                    corrections.keep(&self.engine, slot, at, bar, told)?;
                }
            }
            Ok(())
        })
    }

    /// Correct a bar that was taken: starts of it and of the bars after it, what is told of them
    /// now, and what was told of them, column by column.
    #[pyo3(signature = (symbol, at, open, high, low, close, volume))]
    #[allow(clippy::too_many_arguments, reason = "a bar has seven values")]
    fn revise(
        &mut self,
        symbol: &str,
        at: &Bound<'_, PyAny>,
        open: f64,
        high: f64,
        low: f64,
        close: f64,
        volume: f64,
    ) -> PyResult<(Vec<i64>, Vec<PyArray>, Vec<PyArray>)> {
        let Some(corrections) = &mut self.corrections else {
            let message = "this stream keeps no bars: make it with correctable=n to correct the \
                           last n of each symbol";
            return Err(BadBars::new_err(message));
        };
        let slot = self.engine.slot(symbol);
        let bar = [open, high, low, close, volume];
        let revised = corrections.revise(&mut self.engine, slot, micros(at)?, bar)?;
        let columns = |values: fn(&Revised) -> &[f64]| {
            let column = |(index, wanted): (usize, &Wanted)| {
                let values = revised.iter().map(|row| values(row)[index]).collect();
                PyArray::from_array_ref(array(Output::of(values, wanted.kind)))
            };
            self.wanted.iter().enumerate().map(column).collect()
        };
        let at = revised.iter().map(|row| row.at).collect();
        Ok((at, columns(|row| &row.now), columns(|row| &row.told)))
    }
}
