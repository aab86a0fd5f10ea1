//! The strict candles of the strategies, `candle.`: true or false.
//!
//! The bar that a candle ends with has high > low and, unless it is a doji, a body; a ratio over a
//! zero range is false. Ratios are compared as products. A bar before there are enough is null.
//! `tests/core/test_strict_candles.py` says each definition once more as a rule.

pub(crate) mod engulfing;
pub(crate) mod hammers;
pub(crate) mod harami;
pub(crate) mod lines;
pub(crate) mod soldiers;
pub(crate) mod stars;
pub(crate) mod turns;

#[cfg(test)]
mod truths;

use super::{cdl, shape::Pattern};
use crate::entry::{Entry, Group, Kind};
use crate::lane::Lane;

pub(crate) const ENTRIES: &[Entry] = &[
    stars::ABANDONED_BABY,
    engulfing::BEARISH,
    lines::BULLISH_BELT_HOLD,
    engulfing::BULLISH,
    hammers::BULLISH,
    harami::BULLISH,
    turns::BULLISH_KICKER,
    lines::BULLISH_MARUBOZU,
    hammers::DRAGONFLY_DOJI,
    hammers::INVERTED,
    stars::MORNING,
    turns::PIERCING_LINE,
    soldiers::RISING_THREE_METHODS,
    harami::THREE_INSIDE_UP,
    soldiers::THREE_WHITE_SOLDIERS,
    turns::TWEEZER_BOTTOMS,
];

/// The catalog entry of a strict candle.
const fn strict<P: Pattern<N, A>, const N: usize, const A: usize>(
    name: &'static str,
    doc: &'static str,
    build: fn(&[f64]) -> Box<dyn Lane>,
) -> Entry {
    Entry {
        group: Group::Candle,
        kind: Kind::Boolean,
        ..cdl::<P, N, A>(name, doc, &[], build)
    }
}
