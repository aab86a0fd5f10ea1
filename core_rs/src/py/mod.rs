//! The binding: the only place that names pyo3.

use pyo3::prelude::*;

mod error;
mod outcome;
mod rule;
mod strategy;

#[pymodule]
fn _core(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add("__version__", env!("CARGO_PKG_VERSION"))?;
    rule::register(m)?;
    outcome::register(m)?;
    strategy::register(m)
}
