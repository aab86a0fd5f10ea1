//! Matching and outcomes for Python.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_array::{Array, ArrayRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3_arrow::PyChunkedArray;

use crate::matching::{
    Kind, Match, Moment, Order, Side, State, match_bar, match_inside, match_open,
};
use crate::outcome::{Bars, Plan, Reason, simulate};
use crate::tick::{Move, Tick, move_stop};

/// id, side, kind, price, parent, oco, `entered_inside`: Python's `WorkingOrder`.
type Given = (
    String,
    String,
    String,
    Option<f64>,
    Option<String>,
    Option<String>,
    bool,
);
/// id, price, moment: Python's `Match`.
type Told = (String, f64, &'static str);

/// Add this file's functions to the module.
pub fn register(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add_function(wrap_pyfunction!(py_match_open, m)?)?;
    m.add_function(wrap_pyfunction!(py_match_inside, m)?)?;
    m.add_function(wrap_pyfunction!(py_match_bar, m)?)?;
    m.add_function(wrap_pyfunction!(py_move_stop, m)?)?;
    m.add_function(wrap_pyfunction!(py_simulate, m)?)
}

#[pyfunction(name = "match_open")]
fn py_match_open(open: f64, orders: Vec<Given>) -> PyResult<Vec<Told>> {
    matched(orders, |book, fills| match_open(open, book, fills))
}

#[pyfunction(name = "match_inside")]
fn py_match_inside(
    high: f64,
    low: f64,
    close: f64,
    open: f64,
    orders: Vec<Given>,
) -> PyResult<Vec<Told>> {
    matched(orders, |book, fills| {
        match_inside(high, low, close, open, book, fills)
    })
}

#[pyfunction(name = "match_bar")]
fn py_match_bar(
    open: f64,
    high: f64,
    low: f64,
    close: f64,
    orders: Vec<Given>,
) -> PyResult<Vec<Told>> {
    matched(orders, |book, fills| {
        match_bar([open, high, low, close], book, fills)
    })
}

/// `("keep", None)`, `("to", level)` or `("close", None)`.
#[pyfunction(name = "move_stop")]
fn py_move_stop(
    side: &str,
    stop: f64,
    wanted: f64,
    close: f64,
    steps: (f64, f64),
) -> PyResult<(&'static str, Option<f64>)> {
    Ok(
        match move_stop(parse_side(side)?, stop, wanted, close, tick(steps)) {
            Move::Keep => ("keep", None),
            Move::To(level) => ("to", Some(level)),
            Move::Close => ("close", None),
        },
    )
}

/// side, kind, entry price, valid for, stop, price steps (from 1 and below 1).
type GivenPlan = (String, String, Option<f64>, usize, f64, (f64, f64));
/// bar, part, reason, price, moment: Python's `Event`.
type ToldEvent = (usize, usize, String, f64, &'static str);

/// Parts are (label, target); `prices` are open, high, low, close.
#[pyfunction(name = "simulate")]
fn py_simulate(
    py: Python<'_>,
    plan: GivenPlan,
    parts: Vec<(String, Option<f64>)>,
    prices: [PyChunkedArray; 4],
    trail: Option<PyChunkedArray>,
    invalidation: Option<PyChunkedArray>,
    exits: Vec<(String, PyChunkedArray)>,
) -> PyResult<Vec<ToldEvent>> {
    let (side, kind, entry_price, valid_for, stop, steps) = plan;
    let plan = Plan {
        side: parse_side(&side)?,
        entry: parse_kind(&kind)?,
        entry_price: entry_price.unwrap_or(f64::NAN),
        valid_for,
        stop,
        targets: parts
            .iter()
            .map(|(_, target)| target.unwrap_or(f64::NAN))
            .collect(),
        tick: tick(steps),
    };
    let [open, high, low, close] = &prices;
    let (open, high) = (floats(open)?, floats(high)?);
    let (low, close) = (floats(low)?, floats(close)?);
    let trail = trail.as_ref().map(floats).transpose()?.unwrap_or_default();
    let invalidation = invalidation
        .as_ref()
        .map(floats)
        .transpose()?
        .unwrap_or_default();
    let (names, exits): (Vec<String>, Vec<PyChunkedArray>) = exits.into_iter().unzip();
    let exits = exits.iter().map(floats).collect::<PyResult<Vec<_>>>()?;
    let exits: Vec<&[f64]> = exits.iter().map(AsRef::as_ref).collect();
    let bars = Bars {
        open: &open,
        high: &high,
        low: &low,
        close: &close,
        trail: &trail,
        invalidation: &invalidation,
        exits: &exits,
    };
    let columns = [bars.open, bars.high, bars.low];
    if columns
        .iter()
        .any(|column| column.len() != bars.close.len())
    {
        return Err(PyValueError::new_err(
            "open, high, low and close must be of one length",
        ));
    }
    let events = py.detach(|| simulate(&plan, &bars));
    let told = |event: crate::outcome::Event| {
        let reason = match event.reason {
            Reason::Entry => "ENTRY".to_owned(),
            Reason::Target => parts[event.part].0.clone(),
            Reason::StopLoss => "STOP_LOSS".to_owned(),
            Reason::Breakeven => "BREAKEVEN".to_owned(),
            Reason::Trail => "TRAIL".to_owned(),
            Reason::Invalidation => "STRUCTURAL_INVALIDATION".to_owned(),
            Reason::Rule(rank) => names[rank].clone(),
            Reason::Horizon => "HORIZON".to_owned(),
        };
        (
            event.bar,
            event.part,
            reason,
            event.price,
            moment_name(event.moment),
        )
    };
    Ok(events.into_iter().map(told).collect())
}

fn tick((step, step_below_one): (f64, f64)) -> Tick {
    Tick {
        step,
        step_below_one,
    }
}

/// A Float64 column without a copy where it is one chunk without nulls; null becomes NaN.
pub fn floats(column: &PyChunkedArray) -> PyResult<Cow<'_, [f64]>> {
    let values = |chunk: &ArrayRef| {
        let numbers = chunk.as_primitive_opt::<Float64Type>().cloned();
        numbers.ok_or_else(|| PyTypeError::new_err("columns must be Float64"))
    };
    if let [chunk] = column.chunks()
        && chunk.null_count() == 0
        && let Some(numbers) = chunk.as_primitive_opt::<Float64Type>()
    {
        return Ok(Cow::Borrowed(numbers.values()));
    }
    let mut all = Vec::new();
    for chunk in column.chunks() {
        all.extend(values(chunk)?.iter().map(|value| value.unwrap_or(f64::NAN)));
    }
    Ok(Cow::Owned(all))
}

fn matched(
    orders: Vec<Given>,
    step: impl FnOnce(&mut [Order], &mut Vec<Match>),
) -> PyResult<Vec<Told>> {
    let mut book = orders
        .iter()
        .map(|order| parse(order, &orders))
        .collect::<PyResult<Vec<_>>>()?;
    let mut fills = Vec::new();
    step(&mut book, &mut fills);
    Ok(fills
        .iter()
        .map(|fill| {
            (
                orders[fill.order].0.clone(),
                fill.price,
                moment_name(fill.moment),
            )
        })
        .collect())
}

fn parse(given: &Given, all: &[Given]) -> PyResult<Order> {
    let (id, side, kind, price, parent, oco, entered_inside) = given;
    let kind = parse_kind(kind)?;
    let price = match (kind, price) {
        (Kind::Market, _) => f64::NAN,
        (_, Some(price)) if price.is_finite() => *price,
        (_, other) => {
            return Err(PyValueError::new_err(format!(
                "order {id} needs a price, got {other:?}"
            )));
        }
    };
    Ok(Order {
        side: parse_side(side)?,
        kind,
        price,
        // A parent that is not among the orders never fills here: the child stays dormant.
        parent: parent
            .as_ref()
            .and_then(|wanted| all.iter().position(|other| other.0 == *wanted)),
        oco: oco
            .as_ref()
            .and_then(|group| all.iter().position(|other| other.5.as_ref() == Some(group))),
        state: match (parent, entered_inside) {
            (Some(_), _) => State::Dormant,
            (None, true) => State::Armed(f64::NAN),
            (None, false) => State::Working,
        },
    })
}

/// Read `buy` or `sell`.
pub fn parse_side(text: &str) -> PyResult<Side> {
    match text {
        "buy" => Ok(Side::Buy),
        "sell" => Ok(Side::Sell),
        other => Err(PyValueError::new_err(format!(
            "side must be buy or sell, not {other:?}"
        ))),
    }
}

/// Read `market`, `limit` or `stop`.
pub fn parse_kind(text: &str) -> PyResult<Kind> {
    match text {
        "market" => Ok(Kind::Market),
        "limit" => Ok(Kind::Limit),
        "stop" => Ok(Kind::Stop),
        other => Err(PyValueError::new_err(format!(
            "kind must be market, limit or stop, not {other:?}"
        ))),
    }
}

/// Write `open`, `inside` or `close`.
pub fn moment_name(moment: Moment) -> &'static str {
    match moment {
        Moment::Open => "open",
        Moment::Inside => "inside",
        Moment::Close => "close",
    }
}
