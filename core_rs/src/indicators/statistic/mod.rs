//! Statistics of a window.

use crate::entry::Entry;

pub(crate) mod stddev;
pub(crate) mod var;

pub(crate) const ENTRIES: &[Entry] = &[stddev::ENTRY, var::ENTRY];
