//! Functions of volume.

use crate::entry::Entry;

pub(crate) mod obv;
pub(crate) mod session_vwap;
pub(crate) mod volume_ratio;

pub(crate) const ENTRIES: &[Entry] = &[obv::ENTRY, session_vwap::ENTRY, volume_ratio::ENTRY];
