//! Ranges.

use crate::entry::Entry;

pub(crate) mod atr;
pub(crate) mod natr;
pub(crate) mod trange;

pub(crate) const ENTRIES: &[Entry] = &[atr::ENTRY, natr::ENTRY, trange::ENTRY];
