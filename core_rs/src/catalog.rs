//! Everything rule text can call, in the order it is listed to users.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::entry::Entry;
use crate::indicators::{cycle, momentum, overlap, price, rule, statistic, volatility, volume};
use crate::{candles, structure};

const ROOMS: &[&[Entry]] = &[
    overlap::ENTRIES,
    momentum::ENTRIES,
    volume::ENTRIES,
    volatility::ENTRIES,
    price::ENTRIES,
    statistic::ENTRIES,
    cycle::ENTRIES,
    rule::ENTRIES,
    candles::ENTRIES,
    structure::ENTRIES,
];

/// Functions whose values for ever depend on the bar the history starts at: sums and products since
/// then. Named here and not in each entry: they are few, and a test finds who belongs here.
pub const UNANCHORED: &[&str] = &["ad", "nvi", "obv", "pvi", "pvt", "vwap", "wad"];

static BY_NAME: LazyLock<HashMap<&str, &Entry>> =
    LazyLock::new(|| entries().map(|entry| (entry.name, entry)).collect());

/// Every entry, group by group.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    ROOMS.iter().flat_map(|room| room.iter())
}

/// The entry of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Entry> {
    BY_NAME.get(name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unanchored_functions_are_in_the_catalog() {
        assert!(UNANCHORED.iter().all(|name| find(name).is_some()));
    }
}
