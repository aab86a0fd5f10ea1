//! Strategy decisions for Python.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::PyTuple;
use pyo3_arrow::PyChunkedArray;

use super::grid::{PyGrid, inner};
use super::instant::micros;
use super::outcome::floats;
use crate::bar::{Bars, NEVER};
use crate::strategy::{Decider, Decision, Definition, Next, Strategy, substituted};

/// Add this file's class and functions to the module.
pub fn register(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add_class::<PyStrategy>()?;
    m.add_class::<PyDecider>()?;
    m.add_function(wrap_pyfunction!(py_substituted, m)?)
}

/// row, fired, high, gates, observed, context, entry price, stop, targets.
type Told = (
    usize,
    Vec<usize>,
    bool,
    Vec<Option<bool>>,
    Vec<Option<f64>>,
    Vec<Option<f64>>,
    Option<f64>,
    Option<f64>,
    Vec<Option<f64>>,
);

#[pyclass(frozen, name = "Strategy", module = "pytoolkit._core")]
struct PyStrategy(Arc<Strategy>);

#[pymethods]
impl PyStrategy {
    /// Compile the canonical JSON of a strategy's model.
    #[new]
    #[pyo3(signature = (definition, grid=None))]
    fn new(definition: &str, grid: Option<&Bound<'_, PyGrid>>) -> PyResult<Self> {
        let definition: Definition = serde_json::from_str(definition)
            .map_err(|error| PyValueError::new_err(format!("not a definition: {error}")))?;
        let strategy = Strategy::new(&definition, inner(grid).as_ref())?;
        Ok(Self(Arc::new(strategy)))
    }

    #[getter]
    fn warmup(&self) -> usize {
        self.0.warmup
    }

    /// Whether it asks for longer bars or the session.
    #[getter]
    fn timed(&self) -> bool {
        self.0.timed
    }

    #[getter]
    fn alternatives(&self) -> Vec<String> {
        self.0.alternatives.clone()
    }

    #[getter]
    fn observed(&self) -> Vec<String> {
        self.0.observed.clone()
    }

    /// Every decision; `symbols` are (name, first row, row after the last).
    ///
    /// With a history each bar is decided from exactly that many bars.
    fn run(
        &self,
        py: Python<'_>,
        at: PyChunkedArray,
        prices: [PyChunkedArray; 5],
        symbols: Vec<(String, usize, usize)>,
        history: Option<usize>,
    ) -> PyResult<Vec<Told>> {
        with_bars(&at, &prices, |bars| {
            let ranges: Vec<Range<usize>> =
                symbols.iter().map(|(_, first, end)| *first..*end).collect();
            check(bars, &symbols)?;
            let decisions = py.detach(|| match history {
                None => self.0.run(bars, &ranges),
                Some(history) => self.0.run_exact(bars, &ranges, history),
            });
            Ok(decisions.into_iter().map(told).collect())
        })
    }

    /// The decisions on some rows, each from exactly `history` bars; rows are (first of the
    /// symbol, row).
    fn decide(
        &self,
        py: Python<'_>,
        at: PyChunkedArray,
        prices: [PyChunkedArray; 5],
        rows: Vec<(usize, usize)>,
        history: usize,
    ) -> PyResult<Vec<Option<Told>>> {
        with_bars(&at, &prices, |bars| {
            if rows
                .iter()
                .any(|(first, row)| first > row || *row >= bars.len())
            {
                return Err(PyValueError::new_err("a row is not among the bars"));
            }
            let decisions = py.detach(|| self.0.decide(bars, &rows, history));
            Ok(decisions.into_iter().map(|found| found.map(told)).collect())
        })
    }
}

/// A strategy with the last bars of every symbol.
#[pyclass(name = "Decider", module = "pytoolkit._core")]
struct PyDecider(Decider);

#[pymethods]
impl PyDecider {
    #[new]
    fn new(strategy: &PyStrategy, history: usize) -> Self {
        Self(Decider::new(Arc::clone(&strategy.0), history))
    }

    /// Start of a symbol's last bar, microseconds UTC; none before the first.
    fn last(&self, symbol: &str) -> Option<i64> {
        Some(self.0.last(symbol)).filter(|at| *at != NEVER)
    }

    /// Whether all bars with these starts are among those kept of a symbol.
    fn knows(&self, symbol: &str, at: PyChunkedArray) -> PyResult<bool> {
        Ok(self.0.knows(symbol, &instants(&at)?))
    }

    /// Take history of one symbol in place of what is known of it, without deciding.
    fn warm(
        &mut self,
        symbol: &str,
        at: PyChunkedArray,
        prices: [PyChunkedArray; 5],
    ) -> PyResult<()> {
        with_bars(&at, &prices, |bars| {
            if let Some((row, why)) = bars.refused(NEVER) {
                return Err(why.of(symbol, bars.at[row]).into());
            }
            self.0.forget(symbol);
            for row in 0..bars.len() {
                self.0.note(symbol, bars.at[row], &bars.row(row))?;
            }
            Ok(())
        })
    }

    /// Take the next bar of one symbol.
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
    ) -> PyResult<Option<Told>> {
        let bar = [open, high, low, close, volume];
        Ok(self.0.push(symbol, micros(at)?, &bar)?.map(told))
    }

    /// Take bars that came together: tuples that begin with symbol, start and five values.
    ///
    /// Gives (place, decision) and (place, why it was refused).
    #[allow(clippy::type_complexity, reason = "two lists of pairs")]
    fn push_many(
        &mut self,
        py: Python<'_>,
        bars: Vec<Bound<'_, PyTuple>>,
    ) -> PyResult<(Vec<(usize, Told)>, Vec<(usize, String)>)> {
        let bars = bars.iter().map(next).collect::<PyResult<Vec<_>>>()?;
        let found = py.detach(|| self.0.push_many(&bars));
        let mut decided = Vec::new();
        let mut refused = Vec::new();
        for (place, result) in found {
            match result {
                Ok(decision) => decided.push((place, told(decision))),
                Err(error) => refused.push((place, error.to_string())),
            }
        }
        Ok((decided, refused))
    }

    /// Decide on the newest bar of a symbol again.
    fn decide(&mut self, symbol: &str) -> Option<Told> {
        self.0.decide(symbol).map(told)
    }

    /// Correct a bar; says whether it is still kept.
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
    ) -> PyResult<bool> {
        let bar = [open, high, low, close, volume];
        Ok(self.0.revise(symbol, micros(at)?, &bar)?)
    }
}

#[pyfunction(name = "substituted")]
fn py_substituted(text: &str, entry_price: f64, stop: f64) -> PyResult<String> {
    Ok(substituted(text, entry_price, stop)?)
}

fn next(bar: &Bound<'_, PyTuple>) -> PyResult<Next<PyBackedStr>> {
    let value = |place: usize| bar.get_item(place);
    Ok(Next {
        symbol: value(0)?.extract()?,
        at: value(1)?.extract()?,
        bar: [
            value(2)?.extract()?,
            value(3)?.extract()?,
            value(4)?.extract()?,
            value(5)?.extract()?,
            value(6)?.extract()?,
        ],
    })
}

fn with_bars<T>(
    at: &PyChunkedArray,
    prices: &[PyChunkedArray; 5],
    work: impl FnOnce(Bars<'_>) -> PyResult<T>,
) -> PyResult<T> {
    let instants = instants(at)?;
    let [open, high, low, close, volume] = prices;
    let columns = [
        floats(open)?,
        floats(high)?,
        floats(low)?,
        floats(close)?,
        floats(volume)?,
    ];
    if columns.iter().any(|column| column.len() != instants.len()) {
        return Err(PyValueError::new_err(
            "at and the five columns must be of one length",
        ));
    }
    work(Bars {
        at: &instants,
        columns: columns.each_ref().map(AsRef::as_ref),
    })
}

/// Refuse ranges that are not among the bars, and bars that are not finite or out of order.
fn check(bars: Bars<'_>, symbols: &[(String, usize, usize)]) -> PyResult<()> {
    for (symbol, first, end) in symbols {
        if first > end || *end > bars.len() {
            return Err(PyValueError::new_err(format!(
                "the rows of {symbol} are not among the bars"
            )));
        }
        let own = bars.slice(*first, *end);
        if let Some((row, why)) = own.refused(NEVER) {
            return Err(why.of(symbol, own.at[row]).into());
        }
    }
    Ok(())
}

fn instants(column: &PyChunkedArray) -> PyResult<Vec<i64>> {
    let mut all = Vec::new();
    for chunk in column.chunks() {
        let numbers = chunk.as_primitive_opt::<Int64Type>();
        let numbers =
            numbers.ok_or_else(|| PyTypeError::new_err("at must be Int64 microseconds"))?;
        all.extend_from_slice(numbers.values());
    }
    Ok(all)
}

fn told(decision: Decision) -> Told {
    let known = |value: f64| (!value.is_nan()).then_some(value);
    let all = |values: Vec<f64>| values.into_iter().map(known).collect();
    let verdict = |value: f64| known(value).map(|value| value == 1.0);
    (
        decision.row,
        decision.fired,
        decision.high,
        decision.gates.into_iter().map(verdict).collect(),
        all(decision.observed),
        all(decision.context),
        known(decision.entry_price),
        known(decision.stop),
        all(decision.targets),
    )
}
