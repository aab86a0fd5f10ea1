//! Strict candles of the strategies, true or false.
//!
//! A strict candle's own bar has high > low and, unless it is a doji, a body; a ratio over a zero
//! range is false. A bar is null while there are too few before it, or while an indicator that it
//! is held against has no value.

pub(crate) mod engulfing;
pub(crate) mod marches;
pub(crate) mod reversals;
pub(crate) mod single;
pub(crate) mod stars;

use super::{cdl, shape::Pattern};
use crate::entry::{Entry, Group, Kind};
use crate::lane::Lane;

pub(crate) const ENTRIES: &[Entry] = &[
    stars::ABANDONED_BABY,
    engulfing::BEARISH_ENGULFING,
    single::BULLISH_BELT_HOLD,
    engulfing::BULLISH_ENGULFING,
    single::BULLISH_HAMMER,
    engulfing::BULLISH_HARAMI,
    reversals::BULLISH_KICKER,
    single::BULLISH_MARUBOZU,
    single::DRAGONFLY_DOJI,
    reversals::INVERTED_HAMMER,
    stars::MORNING_STAR,
    reversals::PIERCING_LINE,
    marches::RISING_THREE_METHODS,
    engulfing::THREE_INSIDE_UP,
    marches::THREE_WHITE_SOLDIERS,
    reversals::TWEEZER_BOTTOMS,
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

/// What a candle says of the last of these bars: open, high, low, close.
#[cfg(test)]
fn told(name: &str, bars: &[[f64; 4]]) -> Option<bool> {
    let bars = bars.iter().map(|&[o, h, l, c]| [o, h, l, c, 1.0]);
    told_with_volume(name, &bars.collect::<Vec<_>>())
}

/// The same with the volume after the close.
#[cfg(test)]
fn told_with_volume(name: &str, bars: &[[f64; 5]]) -> Option<bool> {
    let value = super::last_value(name, bars);
    (!value.is_nan()).then_some(value == 1.0)
}
