//! Stochastic momentum index.
//!
//! line = 100 * (close - middle) / (half of highest - lowest), both smoothed by ema(slow) and that
//! by ema(fast); highest and lowest of the last n bars, middle half way between; 0 where there was
//! no range. signal = ema of the line. Averages are seeded with means. Both outputs start together,
//! at bar period + slow + fast + signal - 3; -100 to 100.
//!
//! # Source
//! W. Blau, "Momentum, Direction, and Divergence" (1995); TA-Lib SMI, unstable period 0, order of
//! operations included.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, Param},
    indicators::{
        momentum::{running::Warmup, twice::Twice},
        overlap::smoothing::Smoothing,
        rule::extreme::Extreme,
    },
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "smi",
    group: Group::Momentum,
    inputs: HIGH_LOW_CLOSE,
    params: &[
        Param::bars("period", 13, 2),
        Param::bars("fast", 2, 2),
        Param::bars("slow", 25, 2),
        Param::bars("signal", 9, 2),
    ],
    outputs: &["line", "signal"],
    kind: Kind::Number,
    doc: "Stochastic momentum index: line = 100 * distance of the close from the middle of the \
          range of `period` bars / half of the range, both smoothed by ema(slow) and then \
          ema(fast); signal = ema(signal) of the line. First values at bar period + slow + fast \
          + signal - 3. -100 to 100. Source: Blau 1995, TA-Lib SMI.",
    warmup: |p| p.iter().sum::<f64>() as usize - 4,
    build: |p| {
        lane(Smi::new(
            [p[0], p[1], p[2], p[3]].map(|period| period as usize),
        ))
    },
};

#[derive(Debug, Clone)]
struct Smi {
    high: Extreme,
    low: Extreme,
    warmup: Warmup,
    distance: Twice,
    range: Twice,
    signal: Smoothing,
}

impl Smi {
    fn new([period, fast, slow, signal]: [usize; 4]) -> Self {
        Self {
            high: Extreme::new(period),
            low: Extreme::new(period),
            warmup: Warmup::new(period - 1),
            distance: Twice::new(slow, fast),
            range: Twice::new(slow, fast),
            signal: Smoothing::new(signal),
        }
    }
}

impl Step<3, 2> for Smi {
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 2] {
        let highest = self.high.push(high);
        let lowest = -self.low.push(-low);
        if self.warmup.next() {
            return [f64::NAN; 2];
        }
        let distance = self.distance.next(close - (highest + lowest) * 0.5);
        let half = 0.5 * self.range.next(highest - lowest);
        if half.is_nan() {
            return [f64::NAN; 2];
        }
        let line = if half > 0.0 {
            100.0 * distance / half
        } else {
            0.0
        };
        let signal = self.signal.next(line);
        // Null as long as the signal is.
        [line + signal * 0.0, signal]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smi_of_closes_at_the_top_is_a_hundred_and_starts_with_its_signal() {
        let mut smi = Smi::new([2, 2, 3, 2]);
        let values: Vec<[f64; 2]> = (0..8)
            .map(f64::from)
            .map(|x| smi.push([x, x - 1.0, x]))
            .collect();
        assert!(values[..5].iter().flatten().all(|value| value.is_nan()));
        assert!(values[5..].iter().all(|&value| value == [100.0; 2]));
    }

    #[test]
    fn smi_without_any_range_is_zero() {
        let mut smi = Smi::new([2, 2, 2, 2]);
        let values = [[5.0; 3]; 6].map(|bar| smi.push(bar));
        assert_eq!(values[4..], [[0.0; 2]; 2]);
    }
}
