//! True range.
//!
//! The largest of high - low, |high - previous close| and |low - previous close|. First value at
//! bar 2; in the unit of the price.
//!
//! # Source
//! J. Welles Wilder, "New Concepts in Technical Trading Systems" (1978); TA-Lib TRANGE.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "trange",
    group: Group::Volatility,
    inputs: HIGH_LOW_CLOSE,
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "True range: the largest of high - low, |high - previous close| and |low - previous \
          close|. First value at bar 2. In the unit of the price. Source: Wilder 1978, TA-Lib \
          TRANGE.",
    warmup: |_| 1,
    build: |_| lane(TrueRange::default()),
};

/// True range of each bar after the first.
#[derive(Debug, Clone)]
pub struct TrueRange {
    previous_close: f64,
}

impl Default for TrueRange {
    fn default() -> Self {
        Self {
            previous_close: f64::NAN,
        }
    }
}

impl Step<3, 1> for TrueRange {
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 1] {
        let previous = std::mem::replace(&mut self.previous_close, close);
        if previous.is_nan() {
            return [f64::NAN];
        }
        [true_range(high, low, previous)]
    }
}

/// The largest of the range and of the distances of both ends from the previous close.
#[inline(always)]
#[must_use]
pub fn true_range(high: f64, low: f64, previous_close: f64) -> f64 {
    let mut range = high - low;
    for distance in [(previous_close - high).abs(), (previous_close - low).abs()] {
        range = if distance > range { distance } else { range };
    }
    range
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trange_after_a_gap_reaches_back_to_the_previous_close() {
        let mut range = TrueRange::default();
        assert!(range.push([10.0, 9.0, 9.5])[0].is_nan());
        assert_eq!(range.push([12.0, 11.0, 11.5]), [2.5]);
        assert_eq!(range.push([10.0, 9.0, 9.5]), [2.5]);
        assert_eq!(range.push([11.0, 9.0, 9.5]), [2.0]);
    }
}
