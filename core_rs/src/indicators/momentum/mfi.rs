//! Money flow index.
//!
//! 100 * positive / (positive + negative), the sums over n bars of price * volume where the typical
//! price p = (high + low + close) / 3 rose and where it fell; 0 where there was neither. A change
//! below 1e-14 of the prices is rounding and counts as none. First value at bar n + 1; 0 to 100.
//!
//! # Source
//! G. Quong and A. Soudack, "Volume-weighted RSI: money flow", Technical Analysis of Stocks &
//! Commodities (March 1989); TA-Lib MFI, order of operations included.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE_VOLUME, Kind, Param, VALUE},
    indicators::momentum::running::{Running, Stillness, Warmup},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "mfi",
    group: Group::Momentum,
    inputs: HIGH_LOW_CLOSE_VOLUME,
    params: &[Param::bars("period", 14, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Money flow index: 100 * positive / (positive + negative), the sums over `period` bars \
          of typical price * volume where the typical price (high + low + close) / 3 rose and \
          where it fell; 0 where there was neither. First value at bar `period` + 1. 0 to 100. \
          Source: Quong and Soudack 1989, TA-Lib MFI.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Mfi::new(p[0] as usize)),
};

/// Against the two prices, a change that is smaller is rounding.
const NOISE: f64 = 1e-14;

#[derive(Debug, Clone)]
struct Mfi {
    previous: f64,
    positive: Running,
    negative: Running,
    stillness: Stillness,
    warmup: Warmup,
}

impl Mfi {
    fn new(period: usize) -> Self {
        Self {
            previous: f64::NAN,
            positive: Running::new(period),
            negative: Running::new(period),
            stillness: Stillness::new(period),
            warmup: Warmup::new(period),
        }
    }
}

impl Step<4, 1> for Mfi {
    #[inline(always)]
    fn push(&mut self, [high, low, close, volume]: [f64; 4]) -> [f64; 1] {
        let price = (high + low + close) / 3.0;
        let previous = std::mem::replace(&mut self.previous, price);
        let change = price - previous;
        // The first bar's change is NaN, which is not above anything.
        let moved = change.abs() > NOISE * (price.abs() + previous.abs());
        let flow = if moved { price * volume } else { 0.0 };
        let (gain, loss) = if change < 0.0 {
            (0.0, flow)
        } else {
            (flow, 0.0)
        };
        let mut positive = self.positive.next(gain);
        let mut negative = self.negative.next(loss);
        if self.stillness.next(flow == 0.0) {
            self.positive.clear();
            self.negative.clear();
            (positive, negative) = (0.0, 0.0);
        }
        if self.warmup.next() {
            return [f64::NAN];
        }
        let total = positive + negative;
        // What rounding has left in one of the sums must not lead out of the scale.
        let positive = positive.min(total).max(0.0);
        [if total > 0.0 {
            100.0 * (positive / total)
        } else {
            0.0
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mfi_of_two_is_the_share_of_the_flow_on_rising_bars() {
        let mut mfi = Mfi::new(2);
        let bars = [[3.0, 5.0], [4.0, 10.0], [2.0, 60.0], [2.0, 9.0], [2.0, 9.0]];
        let values = bars.map(|[price, volume]| mfi.push([price, price, price, volume])[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        // 40 up and 120 down; then the rise has left; then nothing is left.
        assert_eq!(values[2..], [25.0, 0.0, 0.0]);
    }
}
