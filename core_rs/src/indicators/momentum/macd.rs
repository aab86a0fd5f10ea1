//! Moving average convergence/divergence.
//!
//! line = ema(fast) - ema(slow), signal = ema of the line, hist = line - signal. Seeds: the slow
//! average with the mean of its first values, the fast one with the mean of the last of these (so
//! both start at the same bar), the signal with the mean of the first lines. All three outputs
//! start together, at bar slow + signal - 1; in the unit of the input. A fast period longer than
//! the slow one changes places with it.
//!
//! # Source
//! G. Appel, "Technical Analysis: Power Tools for Active Investors" (2005); TA-Lib MACD, unstable
//! period 0. The averages are written as in TA-Lib (x - ema first, product and sum rounded once):
//! their small differences keep their digits only then.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "macd",
    group: Group::Momentum,
    inputs: CLOSE,
    params: &[
        Param::bars("fast", 12, 2),
        Param::bars("slow", 26, 2),
        Param::bars("signal", 9, 1),
    ],
    outputs: &["line", "signal", "hist"],
    kind: Kind::Number,
    doc: "Moving average convergence/divergence: line = ema(fast) - ema(slow), signal = \
          ema(signal) of the line, hist = line - signal. Averages seeded with means, the fast \
          one so that it starts with the slow one. First values at bar slow + signal - 1. In \
          the unit of its input. Source: Appel 2005, TA-Lib MACD.",
    warmup: |p| (p[0].max(p[1]) + p[2]) as usize - 2,
    build: |p| lane(Macd::new(p[0] as usize, p[1] as usize, p[2] as usize)),
};

/// Three averages in one pass.
#[derive(Debug, Clone)]
pub struct Macd {
    fast: f64,
    slow: f64,
    signal: f64,
    fast_weight: f64,
    slow_weight: f64,
    signal_weight: f64,
    missing: usize,
    periods: [usize; 3],
}

impl Macd {
    /// Averages over these periods.
    #[must_use]
    pub fn new(fast: usize, slow: usize, signal: usize) -> Self {
        let (fast, slow) = (fast.min(slow), fast.max(slow));
        Self::with_weights(fast, weight(fast), slow, weight(slow), signal)
    }

    /// Averages seeded over these periods, `fast` not above `slow`, that take these weights of
    /// each value.
    #[must_use]
    pub fn with_weights(
        fast: usize,
        fast_weight: f64,
        slow: usize,
        slow_weight: f64,
        signal: usize,
    ) -> Self {
        Self {
            fast: 0.0,
            slow: 0.0,
            signal: 0.0,
            fast_weight,
            slow_weight,
            signal_weight: weight(signal),
            missing: slow + signal - 1,
            periods: [fast, slow, signal],
        }
    }

    /// Seed the averages; null until the last bar of it, which is the first with all three.
    #[inline(always)]
    fn seed(&mut self, value: f64) -> [f64; 3] {
        let [fast, slow, signal] = self.periods;
        if self.missing >= signal {
            self.slow += value;
            // The fast average sees the last bars of the slow one's window.
            if self.missing < signal + fast {
                self.fast += value;
            }
            if self.missing == signal {
                self.slow /= slow as f64;
                self.fast /= fast as f64;
            }
        } else {
            self.fast = (value - self.fast).mul_add(self.fast_weight, self.fast);
            self.slow = (value - self.slow).mul_add(self.slow_weight, self.slow);
        }
        if self.missing <= signal {
            self.signal += self.fast - self.slow;
        }
        self.missing -= 1;
        if self.missing > 0 {
            return [f64::NAN; 3];
        }
        self.signal /= signal as f64;
        let line = self.fast - self.slow;
        [line, self.signal, line - self.signal]
    }
}

/// What an exponential average over `period` takes of each value.
fn weight(period: usize) -> f64 {
    2.0 / (period as f64 + 1.0)
}

impl Step<1, 3> for Macd {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 3] {
        if self.missing > 0 {
            return self.seed(value);
        }
        self.fast = (value - self.fast).mul_add(self.fast_weight, self.fast);
        self.slow = (value - self.slow).mul_add(self.slow_weight, self.slow);
        let line = self.fast - self.slow;
        self.signal = self.signal_weight.mul_add(line - self.signal, self.signal);
        [line, self.signal, line - self.signal]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macd_with_a_signal_of_one_has_no_histogram_and_starts_with_the_slow_average() {
        let mut macd = Macd::new(2, 3, 1);
        let values = [1.0, 2.0, 6.0, 10.0].map(|x| macd.push([x]));
        assert!(values[1].iter().all(|value| value.is_nan()));
        assert_eq!(values[2], [1.0, 1.0, 0.0]);
        assert_eq!(values[3][2], 0.0);
    }

    #[test]
    fn macd_with_its_periods_exchanged_is_the_same() {
        let (mut one, mut other) = (Macd::new(3, 8, 4), Macd::new(8, 3, 4));
        for i in 0..40 {
            let value = f64::from(i * i % 17);
            let (a, b) = (one.push([value]), other.push([value]));
            assert!(a == b || a[0].is_nan() && b[0].is_nan());
        }
    }
}
