//! Rule text and the catalog for Python.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::grid::{PyGrid, inner};
use crate::{
    catalog,
    entry::{Entry, Kind},
    rule::parse_as,
};

/// Add this file's functions to the module.
pub fn register(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add_function(wrap_pyfunction!(canonical, m)?)?;
    m.add_function(wrap_pyfunction!(warmup, m)?)?;
    m.add_function(wrap_pyfunction!(is_timed, m)?)?;
    m.add_function(wrap_pyfunction!(listed, m)?)?;
    m.add_function(wrap_pyfunction!(unanchored, m)?)
}

#[pyfunction]
#[pyo3(signature = (text, wanted=None))]
fn canonical(text: &str, wanted: Option<&str>) -> PyResult<String> {
    let wanted = match wanted {
        None => None,
        Some("boolean") => Some(Kind::Boolean),
        Some("number") => Some(Kind::Number),
        Some(other) => {
            let message = format!("wanted is boolean, number or None, not {other:?}");
            return Err(PyValueError::new_err(message));
        }
    };
    Ok(parse_as(text, wanted)?.to_string())
}

#[pyfunction]
#[pyo3(signature = (text, grid=None))]
fn warmup(text: &str, grid: Option<&Bound<'_, PyGrid>>) -> PyResult<usize> {
    Ok(parse_as(text, None)?.warmup(inner(grid).as_ref()))
}

/// Whether the text asks for longer bars or the session.
#[pyfunction]
fn is_timed(text: &str) -> PyResult<bool> {
    Ok(parse_as(text, None)?.is_timed())
}

/// name, default, min, max, whether whole.
type ToldParam = (&'static str, f64, f64, f64, bool);
/// name, default column or empty, type or empty for either, whether it may be written several
/// times.
type ToldInput = (&'static str, &'static str, &'static str, bool);

/// name, the name it prints as, group, inputs, params, outputs, whether the value is a condition,
/// warm-up, doc.
type Told = (
    &'static str,
    &'static str,
    &'static str,
    Vec<ToldInput>,
    Vec<ToldParam>,
    Vec<&'static str>,
    bool,
    usize,
    String,
);

#[pyfunction]
#[pyo3(name = "catalog")]
fn listed() -> Vec<Told> {
    catalog::names()
        .map(|(name, entry)| told(name, entry))
        .collect()
}

#[pyfunction]
fn unanchored() -> &'static [&'static str] {
    catalog::UNANCHORED
}

fn told(name: &'static str, entry: &Entry) -> Told {
    let defaults: Vec<f64> = entry.params.iter().map(|p| p.default).collect();
    let inputs = entry.given().iter();
    let params = entry.params.iter();
    (
        name,
        entry.name,
        entry.group.name(),
        inputs
            .map(|i| (i.name, i.default, told_kind(i.kind), i.repeated))
            .collect(),
        params
            .map(|p| (p.name, p.default, p.min, p.max, p.integer))
            .collect(),
        entry.outputs.to_vec(),
        entry.kind == Kind::Boolean,
        (entry.warmup)(&defaults),
        match name == entry.name {
            true => entry.doc.to_string(),
            false => format!("Another name of `{}`. {}", entry.name, entry.doc),
        },
    )
}

const fn told_kind(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(Kind::Number) => "number",
        Some(Kind::Boolean) => "boolean",
        None => "",
    }
}
