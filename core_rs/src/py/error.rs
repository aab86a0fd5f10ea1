//! Errors of the core as the exceptions of `pytoolkit.errors`.

use pyo3::import_exception;
use pyo3::prelude::*;

use crate::error::CoreError;

import_exception!(pytoolkit.errors, BadBars);
import_exception!(pytoolkit.errors, BadParameters);
import_exception!(pytoolkit.errors, BadRule);

impl From<CoreError> for PyErr {
    fn from(error: CoreError) -> Self {
        let message = error.to_string();
        match error {
            CoreError::Rule { at, syntax, .. } => BadRule::new_err((message, at, syntax)),
            CoreError::Bars(_) => BadBars::new_err(message),
            CoreError::Parameter(_) => BadParameters::new_err(message),
        }
    }
}
