//! Percentage volume oscillator.
//!
//! 100 (fast - slow) / slow, moving averages of the volume; everything else as in `ppo`.
//!
//! # Source
//! TA-Lib PVO.

use crate::{
    entry::{Entry, Group, Input, Kind, VALUE},
    indicators::momentum::{pair, ppo},
};

pub(crate) const ENTRY: Entry = Entry {
    name: "pvo",
    group: Group::Volume,
    inputs: &[Input::column("volume")],
    params: pair::PARAMS,
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Percentage volume oscillator: how far the volume's average over `fast` is above the one \
          over `slow`, both of type `ma` as in ma; 0 where the slow one is 0. First value with the \
          slow average. In percent of the slow average. Source: TA-Lib PVO.",
    warmup: pair::lookback,
    build: ppo::step,
};
