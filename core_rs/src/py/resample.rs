//! Longer bars for Python: a whole history, or as they are finished.

use arrow_array::{Float64Array, Int64Array};
use pyo3::prelude::*;
use pyo3_arrow::{PyArray, PyChunkedArray};
use std::sync::Arc;

use super::bars::Columns;
use super::error::BadParameters;
use super::grid::PyGrid;
use super::instant::micros;
use crate::bar::BAR_WIDTH;
use crate::resample::{Resampler, Told};
use crate::timeframe::Timeframe;

/// Add this file's class and functions to the module.
pub fn register(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add_class::<PyResampler>()?;
    m.add_function(wrap_pyfunction!(resample, m)?)
}

/// symbol, start, end, open, high, low, close, volume, whether revised.
type Row = (String, i64, i64, f64, f64, f64, f64, f64, bool);

fn row(symbol: &str, told: Told) -> Row {
    let (span, [open, high, low, close, volume]) = (told.bar.span, told.bar.values);
    (
        symbol.to_string(),
        span.start,
        span.end,
        open,
        high,
        low,
        close,
        volume,
        told.revised,
    )
}

fn made(grid: &PyGrid, timeframe: &str) -> PyResult<Resampler> {
    let Some(timeframe) = Timeframe::find(timeframe) else {
        let message = format!("{timeframe:?} is no timeframe");
        return Err(BadParameters::new_err(message));
    };
    Ok(Resampler::new(grid.0.clone(), timeframe)?)
}

#[pyclass(name = "Resampler", module = "pytoolkit._core")]
struct PyResampler(Resampler);

#[pymethods]
impl PyResampler {
    #[new]
    fn new(grid: &Bound<'_, PyGrid>, timeframe: &str) -> PyResult<Self> {
        Ok(Self(made(grid.get(), timeframe)?))
    }

    /// Take a bar; gives what it finished or revised.
    #[pyo3(signature = (symbol, at, open, high, low, close, volume))]
    #[allow(clippy::too_many_arguments, reason = "a bar has seven values")]
    fn push(
        &mut self,
        symbol: &str,
        at: &Bound<'_, PyAny>,
        open: f64,
        high: f64,
        low: f64,
        close: f64,
        volume: f64,
    ) -> PyResult<Vec<Row>> {
        let bar = [open, high, low, close, volume];
        let told = self.0.push(symbol, micros(at)?, bar)?;
        Ok(told.into_iter().map(|told| row(symbol, told)).collect())
    }

    /// Finish what ends at or before an instant.
    fn close(&mut self, now: &Bound<'_, PyAny>) -> PyResult<Vec<Row>> {
        let told = self.0.close(micros(now)?);
        Ok(told
            .into_iter()
            .map(|(symbol, told)| row(symbol, told))
            .collect())
    }
}

/// The finished longer bars of bars sorted by symbol and time: for each the row of a bar of its
/// symbol; then start, end and values as columns.
#[pyfunction]
fn resample(
    py: Python<'_>,
    columns: Vec<PyChunkedArray>,
    grid: &Bound<'_, PyGrid>,
    timeframe: &str,
    until: Option<i64>,
) -> PyResult<(Vec<u32>, Vec<PyArray>)> {
    let columns = Columns::import(columns)?;
    let grid = grid.get();
    py.detach(|| {
        let bars = columns.bars();
        let mut rows: Vec<u32> = Vec::new();
        let (mut starts, mut ends) = (Vec::new(), Vec::new());
        let mut values: [Vec<f64>; BAR_WIDTH] = Default::default();
        for group in columns.groups()? {
            let own = bars.slice(group.start, group.end);
            let symbol = columns.symbol(group.start);
            if let Some((row, why)) = own.refused(i64::MIN) {
                return Err(why.of(symbol, own.at[row]).into());
            }
            let mut resampler = made(grid, timeframe)?;
            let mut note = |told: Told| {
                rows.push(group.start as u32);
                starts.push(told.bar.span.start);
                ends.push(told.bar.span.end);
                for (column, value) in values.iter_mut().zip(told.bar.values) {
                    column.push(value);
                }
            };
            for row in 0..own.len() {
                let told = resampler.push(symbol, own.at[row], own.row(row))?;
                told.into_iter().for_each(&mut note);
            }
            if let Some(until) = until {
                let told = resampler.close(until);
                told.into_iter().for_each(|(_, told)| note(told));
            }
        }
        let instants = [starts, ends]
            .map(|column| PyArray::from_array_ref(Arc::new(Int64Array::from(column))));
        let prices =
            values.map(|column| PyArray::from_array_ref(Arc::new(Float64Array::from(column))));
        Ok((rows, instants.into_iter().chain(prices).collect()))
    })
}
