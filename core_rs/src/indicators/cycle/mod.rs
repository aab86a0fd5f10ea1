//! The dominant cycle of a series.

use crate::entry::Entry;

pub(crate) mod hilbert;
pub(crate) mod ht_dcperiod;
pub(crate) mod ht_dcphase;
pub(crate) mod ht_phasor;
pub(crate) mod ht_sine;
pub(crate) mod ht_trendmode;
pub(crate) mod phase;

pub(crate) const ENTRIES: &[Entry] = &[
    ht_dcperiod::ENTRY,
    ht_dcphase::ENTRY,
    ht_phasor::ENTRY,
    ht_sine::ENTRY,
    ht_trendmode::ENTRY,
];
