//! Ranges.

use crate::entry::Entry;

pub(crate) mod adr;
pub(crate) mod atr;
pub(crate) mod cvi;
pub(crate) mod massi;
pub(crate) mod natr;
pub(crate) mod rvi;
pub(crate) mod total;
pub(crate) mod trange;

pub(crate) const ENTRIES: &[Entry] = &[
    adr::ENTRY,
    atr::ENTRY,
    cvi::ENTRY,
    massi::ENTRY,
    natr::ENTRY,
    rvi::ENTRY,
    trange::ENTRY,
];
