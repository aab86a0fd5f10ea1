//! Building blocks of rules: lags, extremes, counts.

use crate::entry::Entry;

pub(crate) mod blocks;
pub(crate) mod extreme;
pub(crate) mod highest;
pub(crate) mod lag;
pub(crate) mod lowest;
pub(crate) mod within;

pub(crate) const ENTRIES: &[Entry] = &[highest::ENTRY, lag::ENTRY, lowest::ENTRY, within::ENTRY];
