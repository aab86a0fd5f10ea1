//! Williams' %R.
//!
//! -100 * (highest - close) / (highest - lowest), highest high and lowest low of the last n bars;
//! 0 where there was no range. First value at bar n; -100 to 0.
//!
//! # Source
//! L. Williams, "How I Made One Million Dollars Last Year Trading Commodities" (1973); TA-Lib WILLR.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, Param, VALUE},
    indicators::{momentum::running::Warmup, rule::extreme::Extreme},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "willr",
    group: Group::Momentum,
    inputs: HIGH_LOW_CLOSE,
    params: &[Param::bars("period", 14, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Williams' %R: -100 * (highest high - close) / (highest high - lowest low) of the last \
          `period` bars; 0 where there was no range. First value at bar `period`. -100 (close at \
          the bottom) to 0 (at the top). Source: Williams 1973, TA-Lib WILLR.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(WilliamsR::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct WilliamsR {
    high: Extreme,
    low: Extreme,
    warmup: Warmup,
}

impl WilliamsR {
    fn new(period: usize) -> Self {
        Self {
            high: Extreme::new(period),
            low: Extreme::new(period),
            warmup: Warmup::new(period - 1),
        }
    }
}

impl Step<3, 1> for WilliamsR {
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 1] {
        let highest = self.high.push(high);
        let lowest = -self.low.push(-low);
        if self.warmup.next() {
            return [f64::NAN];
        }
        let percent = (highest - lowest) / -100.0;
        [if percent == 0.0 {
            0.0
        } else {
            (highest - close) / percent
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn willr_of_two_is_the_place_of_the_close_below_the_top() {
        let mut r = WilliamsR::new(2);
        let bars = [
            [10.0, 8.0, 9.0],
            [12.0, 9.0, 9.0],
            [12.0, 12.0, 12.0],
            [12.0; 3],
        ];
        let values = bars.map(|bar| r.push(bar)[0]);
        assert!(values[0].is_nan());
        assert_eq!(values[1..], [-75.0, 0.0, 0.0]);
    }
}
