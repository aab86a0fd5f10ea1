//! Relative strength index.
//!
//! 100 * gain / (gain + loss), where gain and loss are Wilder averages of the rises and of the
//! falls of the input; 0 where there was neither. Seed: their means over the first n changes.
//! First value at bar n + 1; 0 to 100. A bar with a null input is skipped.
//!
//! # Source
//! J. Welles Wilder, "New Concepts in Technical Trading Systems" (1978); TA-Lib RSI, unstable
//! period 0.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::overlap::ema::Ema,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "rsi",
    group: Group::Momentum,
    inputs: CLOSE,
    params: &[Param::bars("period", 14, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Relative strength index: 100 * gain / (gain + loss), both Wilder averages of the \
          changes, seeded with the mean of the first `period` changes; 0 where nothing has \
          moved. First value at bar `period` + 1. 0 to 100. Source: Wilder 1978, TA-Lib RSI.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Rsi::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Rsi {
    previous: f64,
    gain: Ema,
    loss: Ema,
}

impl Rsi {
    fn new(period: usize) -> Self {
        Self {
            previous: f64::NAN,
            gain: Ema::wilder(period, 1),
            loss: Ema::wilder(period, 1),
        }
    }
}

impl Step<1, 1> for Rsi {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        let change = value - std::mem::replace(&mut self.previous, value);
        // The first bar has no change; it is skipped by the averages as the 0 it is here.
        let rise = if change > 0.0 { change } else { 0.0 };
        let fall = if change < 0.0 { -change } else { 0.0 };
        let gain = self.gain.next(rise);
        let moved = gain + self.loss.next(fall);
        [if moved == 0.0 {
            0.0
        } else {
            100.0 * (gain / moved)
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rsi_of_two_rises_and_a_fall_is_their_share() {
        let mut rsi = Rsi::new(2);
        let values = [10.0, 11.0, 12.0, 11.0].map(|x| rsi.push([x])[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [100.0, 50.0]);
    }

    #[test]
    fn rsi_of_prices_that_never_move_is_zero() {
        let mut rsi = Rsi::new(2);
        assert_eq!([5.0; 4].map(|x| rsi.push([x])[0])[3], 0.0);
    }
}
