//! Directional movement index.
//!
//! 100 * |plus - minus| / (plus + minus), of `plus_di` and `minus_di`; where nothing has moved the
//! value of the bar before stands, 0 before there is one. First value at bar n + 1; 0 to 100.
//!
//! # Source
//! J. Welles Wilder, "New Concepts in Technical Trading Systems" (1978); TA-Lib DX, unstable period
//! 0, order of operations included (both directions cancel each other).

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, Param, VALUE},
    indicators::momentum::{
        directional::{Movement, range_after},
        running::Warmup,
    },
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "dx",
    group: Group::Momentum,
    inputs: HIGH_LOW_CLOSE,
    params: &[Param::bars("period", 14, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Directional movement index: 100 * |plus_di - minus_di| / (plus_di + minus_di); the \
          value of the bar before where nothing has moved. First value at bar `period` + 1. 0 to \
          100. Source: Wilder 1978, TA-Lib DX.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Index::new(p[0] as usize)),
};

/// TA-Lib takes a sum of `plus_di` and `minus_di` below this for no movement.
const NO_MOVEMENT: f64 = 1e-14;

#[derive(Debug, Clone)]
struct Index {
    movement: Movement,
    close: f64,
    plus: f64,
    minus: f64,
    range: f64,
    value: f64,
    warmup: Warmup,
    /// Infinite while the seed is summed: the n-th part that leaves is nothing.
    divisor: f64,
    period: f64,
}

impl Index {
    fn new(period: usize) -> Self {
        Self {
            movement: Movement::default(),
            close: f64::NAN,
            plus: 0.0,
            minus: 0.0,
            range: 0.0,
            value: 0.0,
            warmup: Warmup::new(period),
            divisor: f64::INFINITY,
            period: period as f64,
        }
    }
}

/// A sum after the n-th part of it has left and a value has come in.
#[inline(always)]
fn after(sum: f64, divisor: f64, value: f64) -> f64 {
    sum - sum / divisor + value
}

impl Step<3, 1> for Index {
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 1] {
        let (plus, minus) = self.movement.next(high, low);
        let range = range_after(self.close, high, low);
        self.close = close;
        let seeding = self.warmup.next();
        if !seeding {
            self.divisor = self.period;
        }
        self.plus = after(self.plus, self.divisor, plus);
        self.minus = after(self.minus, self.divisor, minus);
        self.range = after(self.range, self.divisor, range);
        if seeding {
            return [f64::NAN];
        }
        let plus = 100.0 * (self.plus / self.range);
        let minus = 100.0 * (self.minus / self.range);
        let moved = plus + minus;
        // Without any range both are NaN, which is not above anything.
        if moved >= NO_MOVEMENT {
            self.value = 100.0 * ((minus - plus).abs() / moved);
        }
        [self.value]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dx_of_a_rise_a_fall_and_a_rest_keeps_its_last_value() {
        let mut dx = Index::new(2);
        let bars = [10.0, 11.0, 9.0, 9.0].map(|x| [x, x, x]);
        let values = bars.map(|bar| dx.push(bar)[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        // Plus 1, minus 0; then plus 0.5, minus 2.
        assert!((values[2] - 60.0).abs() < 1e-12);
        assert!((values[3] - 60.0).abs() < 1e-12);
    }

    #[test]
    fn dx_of_prices_that_never_move_is_zero() {
        let mut dx = Index::new(2);
        assert_eq!([[5.0; 3]; 4].map(|bar| dx.push(bar)[0])[2..], [0.0, 0.0]);
    }
}
