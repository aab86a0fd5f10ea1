//! Heikin-Ashi candles.
//!
//! Close: (open + high + low + close) / 4. Open: the mean of the previous candle's open and close,
//! at bar 1 of the bar's own. High and low: the furthest of the bar's and of the candle's open and
//! close. First value at bar 1; in the unit of the price. The open forgets half of the past with
//! each bar.
//!
//! # Source
//! D. Valcu, "Using the Heikin-Ashi Technique", Technical Analysis of Stocks & Commodities
//! (February 2004); TA-Lib HA, unstable period 0.

use crate::{
    entry::{Entry, Group, Kind, OPEN_HIGH_LOW_CLOSE},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "ha",
    group: Group::Price,
    inputs: OPEN_HIGH_LOW_CLOSE,
    params: &[],
    outputs: &["open", "high", "low", "close"],
    kind: Kind::Number,
    doc: "Heikin-Ashi candles. Close: mean of the bar's four prices. Open: mean of the previous \
          candle's open and close, at bar 1 of the bar's. High and low: the furthest of the \
          bar's and of these two. First value at bar 1. In the unit of the price. Source: Valcu \
          2004, TA-Lib HA, unstable period 0.",
    warmup: |_| 0,
    build: |_| lane(HeikinAshi::default()),
};

#[derive(Debug, Clone)]
struct HeikinAshi {
    /// Mean of the last candle's open and close; NaN before there is one.
    middle: f64,
}

impl Default for HeikinAshi {
    fn default() -> Self {
        Self { middle: f64::NAN }
    }
}

impl Step<4, 4> for HeikinAshi {
    #[inline(always)]
    fn push(&mut self, [open, high, low, close]: [f64; 4]) -> [f64; 4] {
        let candle_open = if self.middle.is_nan() {
            f64::midpoint(open, close)
        } else {
            self.middle
        };
        let candle_close = (open + high + low + close) / 4.0;
        self.middle = f64::midpoint(candle_open, candle_close);
        [
            candle_open,
            high.max(candle_open).max(candle_close),
            low.min(candle_open).min(candle_close),
            candle_close,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ha_opens_in_the_middle_of_the_candle_before() {
        let mut candles = HeikinAshi::default();
        let bars = [[10.0, 14.0, 8.0, 12.0], [20.0, 24.0, 18.0, 22.0]];
        let expected = [[11.0, 14.0, 8.0, 11.0], [11.0, 24.0, 11.0, 21.0]];
        assert_eq!(bars.map(|bar| candles.push(bar)), expected);
    }
}
