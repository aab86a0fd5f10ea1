//! Building blocks of rules: lags, extremes, counts, choices.

use crate::entry::Entry;

pub(crate) mod abs;
pub(crate) mod bars_since;
pub(crate) mod blocks;
pub(crate) mod extreme;
pub(crate) mod falling;
pub(crate) mod highest;
pub(crate) mod if_else;
pub(crate) mod lag;
pub(crate) mod lowest;
pub(crate) mod max;
pub(crate) mod min;
pub(crate) mod rising;
pub(crate) mod run;
pub(crate) mod within;

pub(crate) const ENTRIES: &[Entry] = &[
    abs::ENTRY,
    bars_since::ENTRY,
    falling::ENTRY,
    highest::ENTRY,
    if_else::ENTRY,
    lag::ENTRY,
    lowest::ENTRY,
    max::ENTRY,
    min::ENTRY,
    rising::ENTRY,
    within::ENTRY,
];
