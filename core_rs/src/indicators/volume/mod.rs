//! Functions of volume.

use crate::entry::Entry;

pub(crate) mod obv;
pub(crate) mod pvo;
pub(crate) mod volume_ratio;

pub(crate) const ENTRIES: &[Entry] = &[obv::ENTRY, pvo::ENTRY, volume_ratio::ENTRY];
