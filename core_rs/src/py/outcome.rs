//! Matching and outcomes for Python.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::matching::{
    Kind, Match, Moment, Order, Side, State, match_bar, match_inside, match_open,
};

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
    m.add_function(wrap_pyfunction!(py_match_bar, m)?)
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

/// Write `open` or `inside`.
pub fn moment_name(moment: Moment) -> &'static str {
    match moment {
        Moment::Open => "open",
        Moment::Inside => "inside",
    }
}
