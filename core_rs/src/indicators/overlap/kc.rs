//! Keltner channels.
//!
//! Middle: the exponential average over n of (high + low + close) / 3; upper and lower: k average
//! true ranges over m from it. Seeds as in `ema` and `atr`, but the one that needs fewer bars begins
//! later, so that both have their first value at the same bar, n or m + 1. In the unit of the price.
//!
//! # Source
//! C. Keltner, "How to Make Money in Commodities" (1960), in L. Raschke's form with the average true
//! range; TA-Lib KC.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, Param},
    indicators::{overlap::ema::Ema, volatility::atr::Atr},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "kc",
    group: Group::Overlap,
    inputs: HIGH_LOW_CLOSE,
    params: &[
        Param::bars("period", 20, 2),
        Param::bars("atr", 10, 1),
        Param::real("multiplier", 2.0, -3e37, 3e37),
    ],
    outputs: &["upper", "middle", "lower"],
    kind: Kind::Number,
    doc: "Keltner channels: the ema of (high + low + close) / 3 over `period`, and `multiplier` \
          average true ranges over `atr` above and below it. First values at bar `period` or \
          `atr` + 1, the later. In the unit of the price. Source: Keltner 1960, TA-Lib KC.",
    warmup: |p| (p[0] as usize - 1).max(p[1] as usize),
    build: |p| lane(Channel::new(p[0] as usize, p[1] as usize, p[2])),
};

#[derive(Debug, Clone)]
struct Channel {
    middle: Ema,
    range: Atr,
    times: f64,
    /// Bars before the average and before the range begin.
    early: [usize; 2],
}

impl Channel {
    fn new(period: usize, atr: usize, times: f64) -> Self {
        Self {
            middle: Ema::new(period),
            range: Atr::new(atr),
            times,
            early: [
                (atr + 1).saturating_sub(period),
                period.saturating_sub(atr + 1),
            ],
        }
    }

    /// One bar before both have begun; null.
    #[inline(always)]
    fn begin(&mut self, [high, low, close]: [f64; 3]) -> [f64; 3] {
        if self.early[0] == 0 {
            self.middle.next(typical(high, low, close));
        }
        if self.early[1] == 0 {
            self.range.next(high, low, close);
        }
        self.early = self.early.map(|bars| bars.saturating_sub(1));
        [f64::NAN; 3]
    }
}

#[inline(always)]
fn typical(high: f64, low: f64, close: f64) -> f64 {
    (high + low + close) / 3.0
}

impl Step<3, 3> for Channel {
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 3] {
        if self.early != [0; 2] {
            return self.begin([high, low, close]);
        }
        let middle = self.middle.next(typical(high, low, close));
        let away = self.range.next(high, low, close) * self.times;
        [middle + away, middle, middle - away]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channel_stands_its_ranges_from_an_average_that_starts_with_them() {
        let mut channel = Channel::new(2, 2, 1.5);
        let values = [3.0, 4.0, 5.0].map(|x| channel.push([x + 1.0, x - 1.0, x]));
        assert!(values[1].iter().all(|value| value.is_nan()));
        // Mean of the last two, ranges of two
        assert_eq!(values[2], [7.5, 4.5, 1.5]);
    }
}
