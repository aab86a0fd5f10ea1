//! Minus directional movement.
//!
//! Wilder sum of how far bars reached below the ones before, where they reached further down than the
//! other way; of the bare movement for a period of 1. Seed: the sum of the first n - 1 movements.
//! First value at bar n, at bar 2 for n = 1; in the unit of the price.
//!
//! # Source
//! J. Welles Wilder, "New Concepts in Technical Trading Systems" (1978); TA-Lib `MINUS_DM`,
//! unstable period 0.

use crate::{
    entry::{Entry, Group, HIGH_LOW, Kind, Param, VALUE},
    indicators::momentum::{
        directional::{Movement, WilderSum},
        running::Warmup,
    },
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "minus_dm",
    group: Group::Momentum,
    inputs: HIGH_LOW,
    params: &[Param::bars("period", 14, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Minus directional movement: Wilder sum of how far bars reached below the ones before, where \
          they reached further down than the other way; each bar's own for a period of 1. First \
          value at bar `period`, but not before bar 2. In the unit of the price. Source: Wilder \
          1978, TA-Lib MINUS_DM.",
    warmup: |p| (p[0] as usize - 1).max(1),
    build: |p| lane(MinusDm::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct MinusDm {
    movement: Movement,
    sum: WilderSum,
    warmup: Warmup,
}

impl MinusDm {
    fn new(period: usize) -> Self {
        Self {
            movement: Movement::default(),
            sum: WilderSum::new(period),
            warmup: Warmup::new((period - 1).max(1)),
        }
    }
}

impl Step<2, 1> for MinusDm {
    #[inline(always)]
    fn push(&mut self, [high, low]: [f64; 2]) -> [f64; 1] {
        let (_, minus) = self.movement.next(high, low);
        let sum = self.sum.next(minus);
        [if self.warmup.next() { f64::NAN } else { sum }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minus_dm_of_two_keeps_half_and_adds_the_reach_downwards() {
        let mut movement = MinusDm::new(2);
        let bars = [[10.0, 9.0], [12.0, 10.0], [13.0, 7.0], [16.0, 6.0]];
        let values = bars.map(|bar| movement.push(bar)[0]);
        assert!(values[0].is_nan());
        // 2 up; 3 down beats 1 up; 3 up beats 1 down.
        assert_eq!(values[1..], [0.0, 3.0, 1.5]);
    }

    #[test]
    fn minus_dm_of_one_is_the_movement_of_each_bar() {
        let mut movement = MinusDm::new(1);
        let values = [[10.0, 9.0], [10.0, 7.0], [10.0, 8.0]].map(|bar| movement.push(bar)[0]);
        assert!(values[0].is_nan());
        assert_eq!(values[1..], [2.0, 0.0]);
    }
}
