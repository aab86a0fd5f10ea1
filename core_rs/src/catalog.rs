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
    candles::strict::ENTRIES,
    structure::ENTRIES,
];

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
