//! Slots of a whole symbol column, remembered from one call to the next.

use arrow_array::{Array, StringViewArray};
use pyo3::PyResult;

use super::bars::Columns;
use super::error::BadBars;
use crate::engine::Engine;

/// The last symbol column and its slots: an unchanged universe needs no lookups.
#[derive(Default)]
pub struct Universe {
    symbols: Option<StringViewArray>,
    slots: Vec<u32>,
}

impl Universe {
    /// The slot of every row.
    ///
    /// # Errors
    /// A symbol that is there twice.
    pub fn slots(&mut self, columns: &Columns, engine: &mut Engine) -> PyResult<&[u32]> {
        let given = columns.symbols();
        if !self
            .symbols
            .as_ref()
            .is_some_and(|known| same(known, given))
        {
            self.symbols = None;
            self.slots.clear();
            let mut row_of = std::collections::HashSet::with_capacity(given.len());
            for row in 0..given.len() {
                if !row_of.insert(given.value(row)) {
                    let message = format!("row {row}: {} is there twice", given.value(row));
                    return Err(BadBars::new_err(message));
                }
            }
            self.slots = engine.slots((0..given.len()).map(|row| given.value(row)));
            self.symbols = Some(given.clone());
        }
        Ok(&self.slots)
    }
}

/// Whether two columns have the same texts.
fn same(known: &StringViewArray, given: &StringViewArray) -> bool {
    if known.len() != given.len() {
        return false;
    }
    let pairs = known.views().iter().zip(given.views());
    // A view of up to 12 bytes is the text itself; a longer one points into its own column.
    if pairs.clone().fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
        && known.data_buffers().is_empty()
        && given.data_buffers().is_empty()
    {
        return true;
    }
    known.iter().eq(given.iter())
}
