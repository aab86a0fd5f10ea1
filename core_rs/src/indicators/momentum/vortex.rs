//! Vortex indicator.
//!
//! plus = sum of |high - previous low| over the sum of the true range, minus = sum of |low -
//! previous high| over the same, of n bars; 0 where there was no range. First values at bar n + 1;
//! ratios around 1.
//!
//! # Source
//! E. Botes and D. Siepman, "The Vortex Indicator", Technical Analysis of Stocks & Commodities
//! (January 2010); TA-Lib VORTEX, order of operations included.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, Param},
    indicators::{
        momentum::running::{Running, Stillness, Warmup},
        volatility::trange::true_range,
    },
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "vortex",
    group: Group::Momentum,
    inputs: HIGH_LOW_CLOSE,
    params: &[Param::bars("period", 14, 1)],
    outputs: &["plus", "minus"],
    kind: Kind::Number,
    doc: "Vortex indicator: plus = sum over `period` bars of |high - previous low| / sum of the \
          true range, minus the same of |low - previous high|; 0 where there was no range. First \
          values at bar `period` + 1. Ratios around 1. Source: Botes and Siepman 2010, TA-Lib \
          VORTEX.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Vortex::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Vortex {
    high: f64,
    low: f64,
    close: f64,
    plus: Running,
    minus: Running,
    range: Running,
    stillness: Stillness,
    warmup: Warmup,
}

impl Vortex {
    fn new(period: usize) -> Self {
        Self {
            high: f64::NAN,
            low: f64::NAN,
            close: f64::NAN,
            plus: Running::new(period),
            minus: Running::new(period),
            range: Running::new(period),
            stillness: Stillness::new(period),
            warmup: Warmup::new(period - 1),
        }
    }
}

impl Step<3, 2> for Vortex {
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 2] {
        let up = high - std::mem::replace(&mut self.low, low);
        let down = low - std::mem::replace(&mut self.high, high);
        let previous = std::mem::replace(&mut self.close, close);
        if previous.is_nan() {
            return [f64::NAN; 2];
        }
        let range = true_range(high, low, previous);
        let plus = self.plus.next(up.abs());
        let minus = self.minus.next(down.abs());
        let mut ranges = self.range.next(range);
        // Of the range alone: without any, a bar still lies above or below the one before.
        if self.stillness.next(range == 0.0) {
            self.range.clear();
            ranges = 0.0;
        }
        if self.warmup.next() {
            return [f64::NAN; 2];
        }
        if ranges > 0.0 {
            [plus / ranges, minus / ranges]
        } else {
            [0.0; 2]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vortex_of_two_is_the_reach_over_the_range_and_zero_without_one() {
        let mut vortex = Vortex::new(2);
        let bars = [[5.0, 3.0, 4.0], [6.0, 4.0, 6.0], [8.0, 6.0, 8.0]];
        let values = bars.map(|bar| vortex.push(bar));
        assert!(values[1].iter().all(|value| value.is_nan()));
        assert_eq!(values[2], [7.0 / 4.0, 1.0 / 4.0]);
        let rest = [[8.0, 8.0, 8.0]; 3].map(|bar| vortex.push(bar));
        assert_eq!(rest[2], [0.0; 2]);
    }
}
