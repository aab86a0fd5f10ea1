//! Structure: pivots of price, and the patterns that stand on confirmed ones.
//!
//! A pivot is used from the bar on at which it became known, never earlier, so nothing repaints.
//! To add a pattern: one file with a [`formation::Formation`], and two lines here. Its mirror image
//! is the same formation seen upside down.

mod abcd;
mod ascending_triangle;
mod bat;
mod bull_flag;
mod butterfly;
mod crab;
mod cup_and_handle;
mod double_bottom;
mod elliott_wave_135;
mod falling_wedge;
mod formation;
mod gartley;
mod harmonic;
mod inverse_head_shoulders;
mod pivots;
pub mod zigzag;

#[cfg(test)]
mod paths;
#[cfg(test)]
mod tests;

use crate::entry::{Entry, Group, HIGH_LOW_CLOSE, Kind};
use crate::lane::Lane;

pub(crate) const ENTRIES: &[Entry] = &[
    zigzag::ENTRY,
    double_bottom::BOTTOM,
    double_bottom::TOP,
    inverse_head_shoulders::INVERSE,
    inverse_head_shoulders::UPRIGHT,
    bull_flag::BULL,
    bull_flag::BEAR,
    cup_and_handle::CUP,
    cup_and_handle::INVERSE,
    ascending_triangle::ASCENDING,
    ascending_triangle::DESCENDING,
    falling_wedge::FALLING,
    falling_wedge::RISING,
    elliott_wave_135::UP,
    elliott_wave_135::DOWN,
    abcd::ENTRY,
    gartley::ENTRY,
    bat::ENTRY,
    butterfly::ENTRY,
    crab::ENTRY,
];

const FIELDS: &[&str] = &[
    "value", "neckline", "height", "duration", "p1_price", "p1_age", "p2_price", "p2_age",
    "p3_price", "p3_age", "p4_price", "p4_age", "p5_price", "p5_age",
];

/// Outputs of a pattern whose fields show that many points.
const fn outputs(points: usize) -> &'static [&'static str] {
    FIELDS.split_at(4 + 2 * points).0
}

/// The catalog entry of a pattern that a close completes.
const fn pattern(
    name: &'static str,
    points: usize,
    doc: &'static str,
    build: fn(&[f64]) -> Box<dyn Lane>,
) -> Entry {
    Entry {
        name,
        group: Group::Structure,
        inputs: HIGH_LOW_CLOSE,
        params: &[zigzag::PCT],
        outputs: outputs(points),
        kind: Kind::Boolean,
        doc,
        warmup: |_| 0,
        build,
    }
}
