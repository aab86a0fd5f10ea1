//! Aroon oscillator.
//!
//! The up line of `aroon` minus its down line. First value at bar n + 1; -100 to 100.
//!
//! # Source
//! T. Chande, "Time Price Oscillator", Technical Analysis of Stocks & Commodities (September 1995);
//! TA-Lib AROONOSC.

use crate::{
    entry::{Entry, Group, Input, Kind, Param, Shared, VALUE},
    indicators::momentum::aroon,
    lane::lane,
    step::Step,
};

static AROON: Shared = Shared {
    entry: &aroon::ENTRY,
    params: |p| p.to_vec(),
};

pub(crate) const ENTRY: Entry = Entry {
    name: "aroonosc",
    group: Group::Momentum,
    inputs: &[
        Input::column("high"),
        Input::column("low"),
        Input::shared(&AROON),
    ],
    params: &[Param::bars("period", 14, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Aroon oscillator: aroon(period).up - aroon(period).down. First value at bar `period` + \
          1. -100 to 100. Source: Chande 1995, TA-Lib AROONOSC.",
    warmup: |p| p[0] as usize,
    build: |_| lane(Difference),
};

#[derive(Debug, Clone)]
struct Difference;

impl Step<4, 1> for Difference {
    #[inline(always)]
    fn push(&mut self, [_, _, down, up]: [f64; 4]) -> [f64; 1] {
        [up - down]
    }
}
