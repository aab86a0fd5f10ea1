//! Intraday momentum index.
//!
//! 100 * up / (up + down), where up and down are the sums over n bars of close - open where it is
//! positive and of open - close where that is; 50 where neither is. First value at bar n; 0 to 100.
//!
//! # Source
//! T. Chande and S. Kroll, "The New Technical Trader" (1994); TA-Lib IMI, unstable period 0.

use crate::{
    entry::{Entry, Group, Kind, OPEN_CLOSE, Param, VALUE},
    indicators::momentum::{running::Warmup, total::Total},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "imi",
    group: Group::Momentum,
    inputs: OPEN_CLOSE,
    params: &[Param::bars("period", 14, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Intraday momentum index: 100 * up / (up + down), the sums over `period` bars of close \
          - open where that is positive and of open - close where it is negative; 50 where all \
          bars closed at their open. First value at bar `period`. 0 to 100. Source: Chande 1994, \
          TA-Lib IMI.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Imi::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Imi {
    up: Total,
    down: Total,
    warmup: Warmup,
}

impl Imi {
    fn new(period: usize) -> Self {
        Self {
            up: Total::new(period),
            down: Total::new(period),
            warmup: Warmup::new(period - 1),
        }
    }
}

impl Step<2, 1> for Imi {
    #[inline(always)]
    fn push(&mut self, [open, close]: [f64; 2]) -> [f64; 1] {
        let body = close - open;
        let up = self.up.next(if body > 0.0 { body } else { 0.0 });
        let down = self.down.next(if body > 0.0 { 0.0 } else { -body });
        if self.warmup.next() {
            return [f64::NAN];
        }
        let moved = up + down;
        [if moved > 0.0 {
            100.0 * (up / moved)
        } else {
            50.0
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imi_of_two_is_the_share_of_the_rising_bodies_and_half_without_any() {
        let mut imi = Imi::new(2);
        let bars = [[1.0, 4.0], [4.0, 3.0], [3.0, 3.0], [3.0, 3.0]];
        let values = bars.map(|bar| imi.push(bar)[0]);
        assert!(values[0].is_nan());
        assert_eq!(values[1..], [75.0, 0.0, 50.0]);
    }
}
