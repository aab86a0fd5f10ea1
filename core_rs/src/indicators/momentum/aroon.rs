//! Aroon.
//!
//! Of the last n + 1 bars: up = 100 * (n - bars since the highest high) / n, down the same of the
//! lowest low; the latest of equal extremes counts. First values at bar n + 1; 0 to 100.
//!
//! # Source
//! T. Chande, "Time Price Oscillator", Technical Analysis of Stocks & Commodities (September 1995);
//! TA-Lib AROON.

use crate::{
    entry::{Entry, Group, HIGH_LOW, Kind, Param},
    indicators::{
        momentum::running::Warmup,
        rule::blocks::{Blocks, Joins},
    },
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "aroon",
    group: Group::Momentum,
    inputs: HIGH_LOW,
    params: &[Param::bars("period", 14, 2)],
    outputs: &["down", "up"],
    kind: Kind::Number,
    doc: "Aroon: how recent the extremes of the last `period` + 1 bars are, up = 100 * (period - \
          bars since the highest high) / period, down the same of the lowest low; the latest of \
          equal ones counts. First values at bar `period` + 1. 0 to 100. Source: Chande 1995, \
          TA-Lib AROON.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Aroon::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Aroon {
    high: Blocks<Dated>,
    low: Blocks<Dated>,
    bar: f64,
    period: f64,
    /// Percent of one bar.
    share: f64,
    warmup: Warmup,
}

/// A value and the number of its bar; joined, the larger value remains, the later one of equals.
#[derive(Debug, Clone, Copy)]
struct Dated {
    value: f64,
    bar: f64,
}

impl Joins for Dated {
    const NOTHING: Self = Self {
        value: f64::NEG_INFINITY,
        bar: 0.0,
    };

    #[inline(always)]
    fn join(self, later: Self) -> Self {
        let stays = self.value > later.value;
        Self {
            value: if stays { self.value } else { later.value },
            bar: if stays { self.bar } else { later.bar },
        }
    }
}

impl Aroon {
    fn new(period: usize) -> Self {
        Self {
            high: Blocks::new(period + 1),
            low: Blocks::new(period + 1),
            bar: 0.0,
            period: period as f64,
            share: 100.0 / period as f64,
            warmup: Warmup::new(period),
        }
    }
}

impl Step<2, 2> for Aroon {
    #[inline(always)]
    fn push(&mut self, [high, low]: [f64; 2]) -> [f64; 2] {
        let bar = self.bar;
        self.bar += 1.0;
        let highest = self.high.push(Dated { value: high, bar });
        let lowest = self.low.push(Dated { value: -low, bar });
        if self.warmup.next() {
            return [f64::NAN; 2];
        }
        [lowest, highest].map(|extreme| self.share * (self.period - (bar - extreme.bar)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn aroon_of_equal_bars_has_both_extremes_on_the_last() {
        let mut aroon = Aroon::new(4);
        let values = [[2.0, 1.0]; 12].map(|bar| aroon.push(bar));
        assert!(values[3].iter().all(|value| value.is_nan()));
        assert!(values[4..].iter().all(|&value| value == [100.0; 2]));
    }

    proptest! {
        #[test]
        fn aroon_of_any_stream_counts_back_to_the_latest_extremes(
            prices in prop::collection::vec((-3_i32..3, -3_i32..3), 1..60), period in 2_usize..9,
        ) {
            let mut aroon = Aroon::new(period);
            for (now, &(high, low)) in prices.iter().enumerate() {
                let [down, up] = aroon.push([f64::from(high), f64::from(low)]);
                if now < period {
                    prop_assert!(down.is_nan() && up.is_nan());
                    continue;
                }
                let window = &prices[now - period..=now];
                let newest = window.iter().enumerate();
                let highest = newest.clone().max_by_key(|(_, bar)| bar.0).map(|(at, _)| at);
                let lowest = newest.max_by_key(|(_, bar)| -bar.1).map(|(at, _)| at);
                let share = |at: Option<usize>| at.map(|at| 100.0 / period as f64 * at as f64);
                prop_assert_eq!((Some(down), Some(up)), (share(lowest), share(highest)));
            }
        }
    }
}
