//! Candle patterns: TA-Lib's under `cdl.`, -200 to 200, and the strict ones of the strategies
//! under `candle.`, true or false.
//!
//! A strict candle's own bar has high > low and a body; a ratio over a zero range is false. A bar
//! before there are enough is null. To add one: a [`shape::Pattern`] and an entry in the file of
//! its family, a line in [`ENTRIES`].

pub(crate) mod engulfing;
pub(crate) mod hammer;
pub(crate) mod piercing;
pub(crate) mod shape;
pub(crate) mod soldiers;
pub(crate) mod star;

use crate::entry::{Entry, Group, Input, Kind, VALUE};
use crate::lane::Lane;

pub(crate) const ENTRIES: &[Entry] = &[
    engulfing::CDL,
    engulfing::BEARISH,
    engulfing::BULLISH,
    hammer::BULLISH,
    piercing::PIERCING,
    soldiers::WHITE,
    star::MORNING,
];

/// `inputs` of a candle.
const PRICES: &[Input] = &[
    Input::column("open"),
    Input::column("high"),
    Input::column("low"),
    Input::column("close"),
];

/// The catalog entry of a strict candle.
const fn strict(
    name: &'static str,
    doc: &'static str,
    warmup: fn(&[f64]) -> usize,
    build: fn(&[f64]) -> Box<dyn Lane>,
) -> Entry {
    Entry {
        name,
        group: Group::Candle,
        inputs: PRICES,
        params: &[],
        outputs: VALUE,
        kind: Kind::Boolean,
        doc,
        warmup,
        build,
    }
}
