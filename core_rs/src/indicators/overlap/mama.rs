//! MESA adaptive moving average.
//!
//! mama += a (x - mama), fama += a / 2 (mama - fama), a = fast / (degrees that the phase of the
//! dominant cycle fell since the bar before, at least 1), not below slow. The phase is that of
//! `ht_phasor`. Starts from 0 at bar 13; first values at bar 33; in the unit of its input.
//!
//! # Source
//! J. Ehlers, "MESA adaptive moving averages", Stocks & Commodities 19:10 (2001); TA-Lib MAMA,
//! unstable period 0.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param},
    indicators::cycle::hilbert::{Cycle, SHORT},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "mama",
    group: Group::Overlap,
    inputs: CLOSE,
    params: &[
        Param::real("fast", FAST_LIMIT, 0.01, 0.99),
        Param::real("slow", SLOW_LIMIT, 0.01, 0.99),
    ],
    outputs: &["mama", "fama"],
    kind: Kind::Number,
    doc: "MESA adaptive moving average: an exponential average whose weight lies between `slow` \
          and `fast`, by how far the phase of the dominant cycle moved; fama follows mama with \
          half the weight. First values at bar 33. In the unit of its input. Source: Ehlers 2001, \
          TA-Lib MAMA, unstable period 0.",
    warmup: |_| Mama::LOOKBACK,
    build: |p| lane(Mama::new(p[0], p[1])),
};

/// Ehlers' limits, which the averages of a type have.
pub const FAST_LIMIT: f64 = 0.5;
/// See [`FAST_LIMIT`].
pub const SLOW_LIMIT: f64 = 0.05;

/// The two lines and the cycle they follow.
#[derive(Debug, Clone)]
pub struct Mama {
    cycle: Cycle,
    phase: f64,
    line: f64,
    following: f64,
    fast: f64,
    slow: f64,
}

impl Mama {
    /// Bars before the first value.
    pub const LOOKBACK: usize = SHORT.lookback;

    /// Lines with weights from `slow` to `fast`.
    #[must_use]
    pub fn new(fast: f64, slow: f64) -> Self {
        Self {
            cycle: Cycle::new(SHORT),
            phase: 0.0,
            line: 0.0,
            following: 0.0,
            fast,
            slow,
        }
    }

    /// Take a value, give both lines; NaN for the first values.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> [f64; 2] {
        let Some(phasor) = self.cycle.next(value) else {
            return [f64::NAN; 2];
        };
        let phase = phasor.phase();
        let fell = std::mem::replace(&mut self.phase, phase) - phase;
        let weight = if fell > 1.0 {
            (self.fast / fell).max(self.slow)
        } else {
            self.fast
        };
        self.line = (1.0 - weight).mul_add(self.line, weight * value);
        let half = weight * 0.5;
        self.following = (1.0 - half).mul_add(self.following, half * self.line);
        if self.cycle.is_warm() {
            [self.line, self.following]
        } else {
            [f64::NAN; 2]
        }
    }
}

impl Step<1, 2> for Mama {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 2] {
        self.next(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mama_of_equal_values_comes_from_zero_with_the_weights_of_no_cycle() {
        let mut mama = Mama::new(0.5, 0.05);
        // Powers of two leave no residue in the weighted price, so the phase never moves after
        // the transform has seen its first values.
        let values: Vec<[f64; 2]> = (0..80).map(|_| mama.next(64.0)).collect();
        assert!(values[31].iter().all(|value| value.is_nan()));
        assert!(values[32].iter().all(|value| !value.is_nan()));
        let [mama, fama] = values[79];
        assert!((mama - 64.0).abs() < 1e-3 && fama < mama);
    }
}
