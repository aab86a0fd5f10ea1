//! Average true range.
//!
//! Wilder average of the true range, seeded with the mean of the first n true ranges (which start
//! at bar 2). First value at bar n + 1; in the unit of the price.
//!
//! # Source
//! J. Welles Wilder, "New Concepts in Technical Trading Systems" (1978); TA-Lib ATR, unstable
//! period 0.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, Param, VALUE},
    indicators::{overlap::ema::Ema, volatility::trange::true_range},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "atr",
    group: Group::Volatility,
    inputs: HIGH_LOW_CLOSE,
    params: &[Param::bars("period", 14, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Average true range: Wilder average of the true range, seeded with the mean of the \
          first `period` true ranges. First value at bar `period` + 1. In the unit of the price. \
          Source: Wilder 1978, TA-Lib ATR.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Atr::new(p[0] as usize)),
};

/// Wilder average of the true range.
#[derive(Debug, Clone)]
pub struct Atr {
    previous_close: f64,
    average: Ema,
}

impl Atr {
    /// An average over `period` true ranges (at least one).
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self {
            previous_close: f64::NAN,
            average: Ema::wilder(period, 1),
        }
    }

    /// Take a bar, give the average; NaN for the first `period` bars.
    #[inline(always)]
    pub fn next(&mut self, high: f64, low: f64, close: f64) -> f64 {
        let previous = std::mem::replace(&mut self.previous_close, close);
        let range = true_range(high, low, previous);
        // The first bar has no true range; the average skips it.
        self.average
            .next(if previous.is_nan() { 0.0 } else { range })
    }
}

impl Step<3, 1> for Atr {
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 1] {
        [self.next(high, low, close)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn atr_of_two_is_the_mean_of_two_ranges_then_wilders_average() {
        let mut atr = Atr::new(2);
        let bars = [
            [2.0, 1.0, 1.5],
            [3.0, 2.0, 2.5],
            [4.0, 2.0, 3.0],
            [4.0, 3.0, 3.5],
        ];
        let values = bars.map(|bar| atr.push(bar)[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [1.75, 1.375]);
    }
}
