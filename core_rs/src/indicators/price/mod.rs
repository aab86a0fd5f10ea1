//! Combinations of one bar's prices.

use crate::entry::Entry;

pub(crate) mod avgdev;
pub(crate) mod avgprice;
pub(crate) mod ha;
pub(crate) mod medprice;
pub(crate) mod typprice;
pub(crate) mod wclprice;

pub(crate) const ENTRIES: &[Entry] = &[
    avgdev::ENTRY,
    avgprice::ENTRY,
    ha::ENTRY,
    medprice::ENTRY,
    typprice::ENTRY,
    wclprice::ENTRY,
];
