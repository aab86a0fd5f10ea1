//! Qstick.
//!
//! Simple average of close - open over n bars. First value at bar n; in the unit of the price.
//!
//! # Source
//! T. Chande and S. Kroll, "The New Technical Trader" (1994); TA-Lib QSTICK, order of operations
//! included (rises and falls cancel each other).

use crate::{
    entry::{Entry, Group, Kind, OPEN_CLOSE, Param, VALUE},
    indicators::overlap::smoothing::Mean,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "qstick",
    group: Group::Momentum,
    inputs: OPEN_CLOSE,
    params: &[Param::bars("period", 10, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Qstick: simple average of close - open over `period` bars. First value at bar \
          `period`. In the unit of the price. Source: Chande 1994, TA-Lib QSTICK.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Qstick(Mean::new(p[0] as usize))),
};

#[derive(Debug, Clone)]
struct Qstick(Mean);

impl Step<2, 1> for Qstick {
    #[inline(always)]
    fn push(&mut self, [open, close]: [f64; 2]) -> [f64; 1] {
        [self.0.next(close - open)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn qstick_of_two_is_the_mean_of_two_bodies() {
        let mut qstick = Qstick(Mean::new(2));
        let values = [[1.0, 2.0], [2.0, 5.0], [5.0, 3.0]].map(|bar| qstick.push(bar)[0]);
        assert!(values[0].is_nan());
        assert_eq!(values[1..], [2.0, 0.5]);
    }
}
