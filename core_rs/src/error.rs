//! The one error of the core; `py` turns it into the Python exception tree.

/// What the core refuses, with the value and the place.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CoreError {
    /// Rule text that does not parse or does not type-check.
    #[error("{message} (character {at})")]
    Rule {
        /// What is wrong and what to write instead.
        message: String,
        /// Offset of the first offending character of the text, from 0.
        at: usize,
        /// Whether the text cannot be read at all: a bracket, an operator, a character. Else it
        /// was read, and a name, a number or a type in it is refused.
        syntax: bool,
    },
    /// A bar that is not finite, out of order or repeated.
    #[error("{0}")]
    Bars(String),
    /// A parameter outside its bounds.
    #[error("{0}")]
    Parameter(String),
}

/// Shorthand for results of the core.
pub type Result<T> = std::result::Result<T, CoreError>;
