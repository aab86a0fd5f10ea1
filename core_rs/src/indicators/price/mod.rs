//! Combinations of one bar's prices.

use crate::entry::Entry;

pub(crate) const ENTRIES: &[Entry] = &[];
