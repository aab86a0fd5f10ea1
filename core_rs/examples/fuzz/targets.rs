//! Everything that is fuzzed.

use crate::case::{Play, Target};
use crate::{bars, grammar, mutation, outcomes, revisions, strategies, text, windows};

/// In the order in which they are tried.
pub const TARGETS: &[Target] = &[
    Target {
        name: "grammar",
        unit: "texts",
        share: 30,
        inputs: 340_000,
        play: Play::Text(grammar::any, text::check),
    },
    Target {
        name: "mutation",
        unit: "texts",
        share: 20,
        inputs: 250_000,
        play: Play::Text(mutation::text, text::check),
    },
    Target {
        name: "windows",
        unit: "texts",
        share: 4,
        inputs: 100,
        play: Play::Text(windows::text, text::check_all),
    },
    Target {
        name: "bars",
        unit: "bars",
        share: 25,
        inputs: 290_000,
        play: Play::Case(bars::play),
    },
    Target {
        name: "corrections",
        unit: "bars",
        share: 4,
        inputs: 30_000,
        play: Play::Case(revisions::correct),
    },
    Target {
        name: "longer",
        unit: "bars",
        share: 2,
        inputs: 30_000,
        play: Play::Case(revisions::resample),
    },
    Target {
        name: "strategies",
        unit: "strategies",
        share: 10,
        inputs: 2_000,
        play: Play::Case(strategies::play),
    },
    Target {
        name: "plans",
        unit: "plans",
        share: 3,
        inputs: 30_000,
        play: Play::Case(outcomes::plan),
    },
    Target {
        name: "orders",
        unit: "bars",
        share: 2,
        inputs: 27_900,
        play: Play::Case(outcomes::book),
    },
];
