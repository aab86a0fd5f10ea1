//! Candle patterns: TA-Lib's under `cdl.`, -200 to 200, and the strict ones of the strategies
//! under `candle.`, true or false.
//!
//! A pattern is a function of a few [`candle::Candle`]s and of what [`settings`] calls long, short
//! or near; [`history`] remembers both for all patterns together. To add one: a
//! [`shape::Pattern`] and an entry in the file of its family, a line in [`ENTRIES`].

pub(crate) mod bottoms;
pub(crate) mod candle;
pub(crate) mod crows;
pub(crate) mod doji;
pub(crate) mod engulfing;
pub(crate) mod gaps;
pub(crate) mod hammers;
pub(crate) mod hikkake;
pub(crate) mod history;
pub(crate) mod lines;
pub(crate) mod methods;
pub(crate) mod necks;
pub(crate) mod settings;
pub(crate) mod shape;
pub(crate) mod soldiers;
pub(crate) mod stars;
pub(crate) mod strict;
pub(crate) mod turns;

#[cfg(test)]
mod tests;

use crate::entry::{Entry, Group, Input, Kind, Param, VALUE};
use crate::lane::Lane;
use shape::{Catalog, Pattern};

pub(crate) const ENTRIES: &[Entry] = &[
    crows::TWO_CROWS,
    crows::THREE_BLACK_CROWS,
    engulfing::THREE_INSIDE,
    soldiers::THREE_LINE_STRIKE,
    engulfing::THREE_OUTSIDE,
    bottoms::THREE_STARS_IN_SOUTH,
    soldiers::THREE_WHITE_SOLDIERS,
    stars::ABANDONED_BABY,
    soldiers::ADVANCE_BLOCK,
    lines::BELT_HOLD,
    methods::BREAKAWAY,
    lines::CLOSING_MARUBOZU,
    bottoms::CONCEALING_BABY_SWALLOW,
    turns::COUNTERATTACK,
    necks::DARK_CLOUD_COVER,
    doji::DOJI,
    doji::DOJI_STAR,
    doji::DRAGONFLY_DOJI,
    engulfing::ENGULFING,
    stars::EVENING_DOJI_STAR,
    stars::EVENING_STAR,
    gaps::GAP_SIDE_SIDE_WHITE,
    doji::GRAVESTONE_DOJI,
    hammers::HAMMER,
    hammers::HANGING_MAN,
    engulfing::HARAMI,
    engulfing::HARAMI_CROSS,
    lines::HIGH_WAVE,
    hikkake::HIKKAKE,
    hikkake::HIKKAKE_MOD,
    turns::HOMING_PIGEON,
    crows::IDENTICAL_THREE_CROWS,
    necks::IN_NECK,
    hammers::INVERTED_HAMMER,
    turns::KICKING,
    turns::KICKING_BY_LENGTH,
    bottoms::LADDER_BOTTOM,
    lines::LONG_LEGGED_DOJI,
    lines::LONG_LINE,
    lines::MARUBOZU,
    turns::MATCHING_LOW,
    methods::MAT_HOLD,
    stars::MORNING_DOJI_STAR,
    stars::MORNING_STAR,
    necks::ON_NECK,
    necks::PIERCING,
    lines::RICKSHAW_MAN,
    methods::RISE_FALL_THREE_METHODS,
    turns::SEPARATING_LINES,
    hammers::SHOOTING_STAR,
    lines::SHORT_LINE,
    lines::SPINNING_TOP,
    soldiers::STALLED_PATTERN,
    bottoms::STICK_SANDWICH,
    hammers::TAKURI,
    gaps::TASUKI_GAP,
    necks::THRUSTING,
    gaps::TRISTAR,
    bottoms::UNIQUE_THREE_RIVER,
    gaps::UPSIDE_GAP_TWO_CROWS,
    gaps::X_SIDE_GAP_THREE_METHODS,
];

/// `inputs` of a candle.
const PRICES: &[Input] = &[
    Input::column("open"),
    Input::column("high"),
    Input::column("low"),
    Input::column("close"),
];

const VOLUME: Input = Input::column("volume");

/// The catalog entry of one of TA-Lib's candles.
const fn cdl<P: Pattern<N, A>, const N: usize, const A: usize>(
    name: &'static str,
    doc: &'static str,
    params: &'static [Param],
    build: fn(&[f64]) -> Box<dyn Lane>,
) -> Entry {
    Entry {
        name,
        group: Group::Cdl,
        inputs: Catalog::<P, N, A>::INPUTS,
        params,
        outputs: VALUE,
        kind: Kind::Number,
        doc,
        warmup: |_| Catalog::<P, N, A>::WARMUP,
        build,
    }
}

/// What a candle says of the last of these bars: open, high, low, close, volume.
#[cfg(test)]
fn last_value(name: &str, bars: &[[f64; 5]]) -> f64 {
    use crate::{
        engine::Engine,
        rule::{Graph, parse},
    };

    let mut graph = Graph::new();
    let column = graph.add(&parse(name).unwrap()).unwrap();
    let mut engine = Engine::new(&graph);
    let slot = engine.slot("X");
    let mut value = f64::NAN;
    for (bar, at) in bars.iter().zip(0..) {
        value = engine.push(slot, at, bar).unwrap()[column];
    }
    value
}
