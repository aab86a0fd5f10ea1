//! The binding: the only place that names pyo3.

use pyo3::prelude::*;

mod bars;
mod engine;
mod error;
mod grid;
mod instant;
mod outcome;
mod resample;
mod rule;
mod strategy;
mod universe;

#[pymodule]
fn _core(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add("__version__", env!("CARGO_PKG_VERSION"))?;
    rule::register(m)?;
    engine::register(m)?;
    grid::register(m)?;
    outcome::register(m)?;
    resample::register(m)?;
    strategy::register(m)
}
