//! The dominant cycle of a series.

use crate::entry::Entry;

pub(crate) const ENTRIES: &[Entry] = &[];
