//! Averages and bands on the price scale.

use crate::entry::Entry;

pub(crate) mod bbands;
pub(crate) mod chandelier_long;
pub(crate) mod chandelier_short;
pub(crate) mod donchian;
pub(crate) mod ema;
pub(crate) mod sma;
pub(crate) mod smoothing;
pub(crate) mod wma;

pub(crate) const ENTRIES: &[Entry] = &[
    bbands::ENTRY,
    chandelier_long::ENTRY,
    chandelier_short::ENTRY,
    donchian::ENTRY,
    ema::ENTRY,
    sma::ENTRY,
    wma::ENTRY,
];
