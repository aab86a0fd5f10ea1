//! Instantaneous trendline, by the Hilbert transform.
//!
//! The mean of the prices of the last whole cycle, as many as the period of the dominant cycle
//! rounds to, weighted 4 3 2 1 over the last four bars. Starts from 0 at bar 38; first value at bar
//! 64; in the unit of its input.
//!
//! # Source
//! J. Ehlers, "Rocket Science for Traders" (2001); TA-Lib `HT_TRENDLINE`, unstable period 0.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, VALUE},
    indicators::cycle::{
        hilbert::{Cycle, LONG},
        phase::whole,
    },
    lane::lane,
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "ht_trendline",
    group: Group::Overlap,
    inputs: CLOSE,
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Instantaneous trendline: mean price of the dominant cycle's last whole turn, weighted 4 \
          3 2 1 over the last four bars. First value at bar 64. In the unit of its input. Source: \
          Ehlers 2001, TA-Lib HT_TRENDLINE, unstable period 0.",
    warmup: |_| LONG.lookback,
    build: |_| {
        lane(Line {
            cycle: Cycle::new(LONG),
            trendline: Trendline::new(),
        })
    },
};

/// The prices of the longest cycle, and the last three means.
#[derive(Debug, Clone)]
pub struct Trendline {
    prices: Ring,
    means: [f64; 3],
}

impl Trendline {
    /// A trendline that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self {
            prices: Ring::new(50),
            means: [0.0; 3],
        }
    }

    /// Take a price, which every bar has.
    #[inline(always)]
    pub fn take(&mut self, value: f64) {
        self.prices.push(value);
    }

    /// The trendline, for a dominant cycle of `period` bars.
    #[inline(always)]
    pub fn next(&mut self, period: f64) -> f64 {
        let bars = whole(period);
        let (older, newer) = self.prices.halves();
        let recent = bars.min(newer.len());
        let (recent, before) = (&newer[newer.len() - recent..], bars - recent);
        let before = &older[older.len() - before.min(older.len())..];
        let mut mean = recent.iter().rev().fold(0.0, |sum, price| sum + price);
        mean = before.iter().rev().fold(mean, |sum, price| sum + price);
        if bars > 0 {
            mean /= bars as f64;
        }
        let [first, second, third] = self.means;
        self.means = [mean, first, second];
        (2.0_f64.mul_add(second, 4.0_f64.mul_add(mean, 3.0 * first)) + third) / 10.0
    }
}

#[derive(Debug, Clone)]
struct Line {
    cycle: Cycle,
    trendline: Trendline,
}

impl Step<1, 1> for Line {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        self.trendline.take(value);
        if self.cycle.next(value).is_none() {
            return [f64::NAN];
        }
        let trendline = self.trendline.next(self.cycle.smooth_period());
        [if self.cycle.is_warm() {
            trendline
        } else {
            f64::NAN
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trendline_is_the_mean_of_one_cycle_weighted_over_four_bars() {
        let mut trendline = Trendline::new();
        let mut values = [0.0; 4];
        for (value, price) in values.iter_mut().zip([1.0, 2.0, 3.0, 4.0]) {
            trendline.take(price);
            // Two bars, as the period is rounded: means 0.5, 1.5, 2.5 and 3.5
            *value = trendline.next(1.6);
        }
        assert!((values[3] - (14.0 + 7.5 + 3.0 + 0.5) / 10.0).abs() < 1e-15);
    }
}
