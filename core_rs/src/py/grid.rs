//! Length and sessions of bars from Python.

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3_arrow::PyChunkedArray;

use crate::grid::{Calendar, Grid, Span};
use crate::timeframe::Timeframe;

/// Add this file's class to the module.
pub fn register(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add_class::<PyGrid>()
}

/// Length of the bars, and opens and closes of their sessions; without these a session is a UTC
/// day.
#[pyclass(frozen, name = "Grid", module = "pytoolkit._core")]
pub struct PyGrid(pub Grid);

#[pymethods]
impl PyGrid {
    #[new]
    #[pyo3(signature = (timeframe, sessions=None))]
    fn new(timeframe: &str, sessions: Option<[PyChunkedArray; 2]>) -> PyResult<Self> {
        let Some(timeframe) = Timeframe::find(timeframe) else {
            let message = format!("{timeframe:?} is no timeframe");
            return Err(PyValueError::new_err(message));
        };
        let calendar = match sessions {
            None => Calendar::Utc,
            Some(bounds) => Calendar::Sessions(spans(bounds)?.into()),
        };
        Ok(Self(Grid {
            timeframe,
            calendar,
        }))
    }
}

/// The grid that was given, if one was.
pub fn inner(grid: Option<&Bound<'_, PyGrid>>) -> Option<Grid> {
    grid.map(|grid| grid.get().0.clone())
}

fn spans(bounds: [PyChunkedArray; 2]) -> PyResult<Vec<Span>> {
    let [opens, closes] = bounds.map(whole);
    let (opens, closes) = (opens?, closes?);
    let spans: Vec<Span> = opens
        .iter()
        .zip(&closes)
        .map(|(&start, &end)| Span { start, end })
        .collect();
    let ordered = spans.iter().all(|span| span.start < span.end)
        && spans.windows(2).all(|pair| pair[0].end <= pair[1].start);
    if opens.len() != closes.len() || !ordered {
        return Err(PyValueError::new_err("sessions must ascend and be apart"));
    }
    Ok(spans)
}

fn whole(column: PyChunkedArray) -> PyResult<Vec<i64>> {
    let (chunks, _) = column.into_inner();
    let mut values = Vec::new();
    for chunk in &chunks {
        let chunk: &ArrayRef = chunk;
        let numbers = chunk.as_primitive_opt::<Int64Type>();
        let numbers = numbers.filter(|numbers| numbers.null_count() == 0);
        let numbers = numbers.ok_or_else(|| PyTypeError::new_err("sessions are Int64"))?;
        values.extend_from_slice(numbers.values());
    }
    Ok(values)
}
