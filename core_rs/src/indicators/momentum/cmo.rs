//! Chande momentum oscillator, smoothed as by Wilder.
//!
//! 100 * (gain - loss) / (gain + loss), where gain and loss are Wilder averages of the rises and of
//! the falls of the input; 0 where there was neither. Seed: their means over the first n changes.
//! First value at bar n + 1; -100 to 100. `cmou` is the same of plain sums, as published.
//!
//! # Source
//! T. Chande and S. Kroll, "The New Technical Trader" (1994); TA-Lib CMO, unstable period 0, order
//! of operations included (gain and loss cancel each other).

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::momentum::running::Warmup,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "cmo",
    group: Group::Momentum,
    inputs: CLOSE,
    params: &[Param::bars("period", 14, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Chande momentum oscillator: 100 * (gain - loss) / (gain + loss), both Wilder averages \
          of the changes, seeded with the mean of the first `period` changes; 0 where nothing \
          has moved. First value at bar `period` + 1. -100 to 100. Source: Chande 1994, TA-Lib \
          CMO.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Cmo::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Cmo {
    previous: f64,
    gain: f64,
    loss: f64,
    /// How often an average counts beside one change: once while it is the sum of the seed.
    kept: f64,
    warmup: Warmup,
    period: f64,
}

impl Cmo {
    fn new(period: usize) -> Self {
        Self {
            previous: f64::NAN,
            gain: 0.0,
            loss: 0.0,
            kept: 1.0,
            warmup: Warmup::new(period),
            period: period as f64,
        }
    }
}

impl Step<1, 1> for Cmo {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        let change = value - std::mem::replace(&mut self.previous, value);
        // The first bar has no change: nothing is less or greater than its NaN.
        let rise = if change > 0.0 { change } else { 0.0 };
        let fall = if change < 0.0 { -change } else { 0.0 };
        if self.warmup.next() {
            self.gain += rise;
            self.loss += fall;
            return [f64::NAN];
        }
        self.gain = (self.gain * self.kept + rise) / self.period;
        self.loss = (self.loss * self.kept + fall) / self.period;
        self.kept = self.period - 1.0;
        let moved = self.gain + self.loss;
        [if moved == 0.0 {
            0.0
        } else {
            100.0 * ((self.gain - self.loss) / moved)
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cmo_of_two_rises_and_a_fall_is_what_of_them_remains() {
        let mut cmo = Cmo::new(2);
        let values = [10.0, 11.0, 12.0, 9.0].map(|x| cmo.push([x])[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        // Gain 1, loss 0; then gain 0.5, loss 1.5.
        assert_eq!(values[2..], [100.0, -50.0]);
    }

    #[test]
    fn cmo_of_prices_that_never_move_is_zero() {
        let mut cmo = Cmo::new(2);
        assert_eq!([5.0; 4].map(|x| cmo.push([x])[0])[3], 0.0);
    }
}
