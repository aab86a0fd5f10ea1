//! Everything rule text can call, in the order it is listed to users.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::entry::Entry;
use crate::indicators::{cycle, momentum, overlap, price, rule, statistic, volatility, volume};
use crate::rule::FORMS;
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
    FORMS,
    candles::ENTRIES,
    candles::strict::ENTRIES,
    structure::ENTRIES,
];

/// Functions whose values for ever depend on the bar the history starts at: sums and products since
/// then. Named here and not in each entry: they are few, and a test finds who belongs here.
pub const UNANCHORED: &[&str] = &["ad", "nvi", "obv", "pvi", "pvt", "vwap", "wad"];

/// Other names under which a function is called; canonical text has the entry's own.
const ALIASES: &[Alias] = &[Alias {
    name: "keltner",
    of: "kc",
}];

/// Another name of an entry.
#[derive(Debug, Clone, Copy)]
pub struct Alias {
    /// As it may be written.
    pub name: &'static str,
    /// Name of the entry.
    pub of: &'static str,
}

static BY_NAME: LazyLock<HashMap<&str, &Entry>> = LazyLock::new(|| index(ALIASES));

/// Every entry, group by group.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    ROOMS.iter().flat_map(|room| room.iter())
}

/// Every name that can be called, with its entry: the entries' own, and after each its others.
pub fn names() -> impl Iterator<Item = (&'static str, &'static Entry)> {
    entries().flat_map(|entry| named(entry, ALIASES))
}

/// The entry of that name, or of which it is another name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Entry> {
    BY_NAME.get(name).copied()
}

/// All names of an entry, its own first.
fn named(
    entry: &'static Entry,
    aliases: &'static [Alias],
) -> impl Iterator<Item = (&'static str, &'static Entry)> {
    let others = aliases.iter().filter(|alias| alias.of == entry.name);
    let names = std::iter::once(entry.name).chain(others.map(|alias| alias.name));
    names.map(move |name| (name, entry))
}

fn index(aliases: &'static [Alias]) -> HashMap<&'static str, &'static Entry> {
    entries().flat_map(|entry| named(entry, aliases)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unanchored_functions_are_in_the_catalog() {
        assert!(UNANCHORED.iter().all(|name| find(name).is_some()));
    }

    const BANDS: &[Alias] = &[Alias {
        name: "bollinger_bands",
        of: "bbands",
    }];

    #[test]
    fn alias_finds_the_entry_of_the_real_name() {
        let found = index(BANDS)["bollinger_bands"];
        assert_eq!(found.name, "bbands");
        let names = entries().flat_map(|entry| named(entry, BANDS));
        let names: Vec<&str> = names.map(|(name, _)| name).collect();
        let at = names.iter().position(|name| *name == "bbands").unwrap();
        assert_eq!(names[at + 1], "bollinger_bands");
    }

    #[test]
    fn aliases_name_an_entry_and_take_no_other_name() {
        for alias in ALIASES {
            assert!(entries().any(|entry| entry.name == alias.of), "{alias:?}");
        }
        assert_eq!(BY_NAME.len(), entries().count() + ALIASES.len());
    }
}
