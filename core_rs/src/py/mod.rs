//! The binding: the only place that names pyo3.

use pyo3::prelude::*;

mod outcome;

#[pymodule]
fn _core(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add("__version__", env!("CARGO_PKG_VERSION"))?;
    outcome::register(m)
}
