//! Candle patterns: TA-Lib's under `cdl.`, -200 to 200, and the strict ones of the strategies
//! under `candle.`, true or false.
//!
//! A pattern is a function of a few [`candle::Candle`]s and of what [`settings`] calls long, short
//! or near; [`history`] remembers both for all patterns together. To add one: a
//! [`shape::Pattern`] and an entry in the file of its family, a line in [`ENTRIES`].
//!
//! A strict candle's own bar has high > low and, unless it is a doji, a body; a ratio over a zero
//! range is false. A bar before there are enough is null.

pub(crate) mod candle;
pub(crate) mod crows;
pub(crate) mod doji;
pub(crate) mod history;
pub(crate) mod settings;
pub(crate) mod shape;

use crate::entry::{Entry, Group, Input, Kind, Param, VALUE};
use crate::lane::Lane;
use shape::{Catalog, Pattern};

pub(crate) const ENTRIES: &[Entry] = &[crows::TWO_CROWS, doji::DOJI];

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
