//! Minus directional indicator.
//!
//! 100 * (Wilder sum of minus movement) / (Wilder sum of the true range); 0 where the range is 0;
//! the bare ratio for a period of 1, as in TA-Lib. First value at bar n + 1; 0 to 100.
//!
//! # Source
//! J. Welles Wilder, "New Concepts in Technical Trading Systems" (1978); TA-Lib `MINUS_DI`,
//! unstable period 0.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, Param, VALUE},
    indicators::momentum::directional::{Directional, scale, share},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "minus_di",
    group: Group::Momentum,
    inputs: HIGH_LOW_CLOSE,
    params: &[Param::bars("period", 14, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Minus directional indicator: how far bars reached below the ones before, as percent of \
          the true range, both in Wilder's sums; the bare ratio for a period of 1, as in TA-Lib. \
          First value at bar `period` + 1. 0 to 100. Source: Wilder 1978, TA-Lib MINUS_DI.",
    warmup: |p| p[0] as usize,
    build: |p| lane(MinusDi::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct MinusDi {
    movement: Directional,
    scale: f64,
}

impl MinusDi {
    fn new(period: usize) -> Self {
        Self {
            movement: Directional::new(period),
            scale: scale(period),
        }
    }
}

impl Step<3, 1> for MinusDi {
    #[inline(always)]
    fn push(&mut self, bar: [f64; 3]) -> [f64; 1] {
        let (sums, warm) = self.movement.next(bar);
        let value = share(sums.minus, sums.range, self.scale);
        [if warm { value } else { f64::NAN }]
    }
}
