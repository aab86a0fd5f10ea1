//! Oscillators and direction.

use crate::entry::Entry;

pub(crate) mod adx;
pub(crate) mod directional;
pub(crate) mod macd;
pub(crate) mod mfi;
pub(crate) mod minus_di;
pub(crate) mod plus_di;
pub(crate) mod rsi;

pub(crate) const ENTRIES: &[Entry] = &[
    adx::ENTRY,
    macd::ENTRY,
    mfi::ENTRY,
    minus_di::ENTRY,
    plus_di::ENTRY,
    rsi::ENTRY,
];
