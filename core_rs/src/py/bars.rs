//! Columns of bars from Python, without copies.

use std::ops::Range;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, TimestampMicrosecondType};
use arrow_array::{Array, ArrayRef, StringViewArray};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3_arrow::PyChunkedArray;

use super::error::BadBars;
use crate::bar::{BAR_WIDTH, Bars, instant};

/// The columns symbol, at, open, high, low, close, volume: each one Arrow array without nulls.
pub struct Columns {
    symbol: StringViewArray,
    at: ArrayRef,
    values: [ArrayRef; BAR_WIDTH],
}

const NAMES: [&str; 2 + BAR_WIDTH] = ["symbol", "at", "open", "high", "low", "close", "volume"];

impl Columns {
    /// Import the seven columns in order.
    pub fn import(columns: Vec<PyChunkedArray>) -> PyResult<Self> {
        let arrays = columns
            .into_iter()
            .map(single)
            .collect::<PyResult<Vec<ArrayRef>>>()?;
        let [symbol, at, values @ ..]: [ArrayRef; 2 + BAR_WIDTH] = arrays
            .try_into()
            .map_err(|_| PyTypeError::new_err(format!("columns are {}", NAMES.join(", "))))?;
        let symbol = symbol.as_string_view_opt().cloned();
        let symbol = symbol.ok_or_else(|| PyTypeError::new_err("symbol is not text"))?;
        if at.as_primitive_opt::<TimestampMicrosecondType>().is_none() {
            return Err(PyTypeError::new_err("at is not in microseconds"));
        }
        if values
            .iter()
            .any(|v| v.as_primitive_opt::<Float64Type>().is_none())
        {
            return Err(PyTypeError::new_err(
                "a price or volume column is not Float64",
            ));
        }
        let columns = Self { symbol, at, values };
        columns.refuse_nulls()?;
        Ok(columns)
    }

    fn refuse_nulls(&self) -> PyResult<()> {
        let all = [&self.symbol as &dyn Array, &self.at].into_iter();
        for (name, array) in NAMES
            .iter()
            .zip(all.chain(self.values.iter().map(|v| v as _)))
        {
            if array.null_count() > 0 {
                let row = (0..array.len())
                    .find(|row| array.is_null(*row))
                    .unwrap_or(0);
                let place = match *name {
                    "symbol" | "at" => format!("row {row}"),
                    _ => format!("{} at {}", self.symbol(row), instant(self.bars().at[row])),
                };
                return Err(BadBars::new_err(format!("{place}: {name} is null")));
            }
        }
        Ok(())
    }

    /// Symbol of a row.
    pub fn symbol(&self, row: usize) -> &str {
        self.symbol.value(row)
    }

    /// The symbol column.
    pub fn symbols(&self) -> &StringViewArray {
        &self.symbol
    }

    /// The columns the core reads.
    pub fn bars(&self) -> Bars<'_> {
        Bars {
            at: self.at.as_primitive::<TimestampMicrosecondType>().values(),
            columns: self
                .values
                .each_ref()
                .map(|column| column.as_primitive::<Float64Type>().values().as_ref()),
        }
    }

    /// Row ranges of the symbols.
    ///
    /// # Errors
    /// Symbols that do not ascend, or whose rows are apart.
    pub fn groups(&self) -> PyResult<Vec<Range<usize>>> {
        let mut groups: Vec<Range<usize>> = Vec::new();
        let mut start = 0;
        while start < self.symbol.len() {
            let end = start + self.run_from(start);
            if let Some(before) = groups.last() {
                let (before, symbol) = (self.symbol(before.start), self.symbol(start));
                if symbol < before {
                    let message = format!(
                        "row {start}: {symbol} comes after {before}; sort bars by symbol, at"
                    );
                    return Err(BadBars::new_err(message));
                }
            }
            groups.push(start..end);
            start = end;
        }
        Ok(groups)
    }

    /// Number of rows from `start` on that have its symbol.
    fn run_from(&self, start: usize) -> usize {
        const BLOCK: usize = 256;
        let views = self.symbol.views();
        let first = views[start];
        let mut row = start;
        // Equal views are equal texts; whole blocks of them are passed without a branch per row.
        while let Some(block) = views.get(row..row + BLOCK) {
            if block.iter().fold(0, |differ, view| differ | (view ^ first)) != 0 {
                break;
            }
            row += BLOCK;
        }
        let symbol = self.symbol(start);
        let rest = (row..views.len())
            .take_while(|&row| views[row] == first || self.symbol(row) == symbol)
            .count();
        row + rest - start
    }
}

/// The one chunk of a column; Python has joined them.
fn single(column: PyChunkedArray) -> PyResult<ArrayRef> {
    let (mut chunks, field) = column.into_inner();
    match (chunks.pop(), chunks.is_empty()) {
        (Some(chunk), true) => Ok(chunk),
        (None, _) => Ok(arrow_array::new_empty_array(field.data_type())),
        (Some(_), false) => Err(PyTypeError::new_err("a column has more than one chunk")),
    }
}
