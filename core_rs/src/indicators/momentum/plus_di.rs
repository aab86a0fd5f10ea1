//! Plus directional indicator.
//!
//! 100 * (Wilder sum of plus movement) / (Wilder sum of the true range); 0 where the range is 0;
//! the bare ratio for a period of 1, as in TA-Lib. First value at bar n + 1; 0 to 100.
//!
//! # Source
//! J. Welles Wilder, "New Concepts in Technical Trading Systems" (1978); TA-Lib `PLUS_DI`,
//! unstable period 0.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, Param, VALUE},
    indicators::momentum::directional::{Directional, scale, share},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "plus_di",
    group: Group::Momentum,
    inputs: HIGH_LOW_CLOSE,
    params: &[Param::bars("period", 14, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Plus directional indicator: how far bars reached above the ones before, as percent of \
          the true range, both in Wilder's sums; the bare ratio for a period of 1, as in TA-Lib. \
          First value at bar `period` + 1. 0 to 100. Source: Wilder 1978, TA-Lib PLUS_DI.",
    warmup: |p| p[0] as usize,
    build: |p| lane(PlusDi::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct PlusDi {
    movement: Directional,
    scale: f64,
}

impl PlusDi {
    fn new(period: usize) -> Self {
        Self {
            movement: Directional::new(period),
            scale: scale(period),
        }
    }
}

impl Step<3, 1> for PlusDi {
    #[inline(always)]
    fn push(&mut self, bar: [f64; 3]) -> [f64; 1] {
        let (sums, warm) = self.movement.next(bar);
        let value = share(sums.plus, sums.range, self.scale);
        [if warm { value } else { f64::NAN }]
    }
}
