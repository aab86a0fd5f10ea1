//! Fractals: swing highs and lows.
//!
//! high is 100 on the bar that makes the bar `right` bars ago a swing high: its high is above every
//! high of the `left` bars before it and of the `right` bars since, an equal one included in none;
//! else 0. low the same of lows. First values at bar left + right + 1.
//!
//! # Source
//! B. Williams, "Trading Chaos" (1995); TA-Lib FRACTAL.

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
    name: "fractal",
    group: Group::Momentum,
    inputs: HIGH_LOW,
    params: &[Param::bars("left", 2, 1), Param::bars("right", 2, 1)],
    outputs: &["high", "low"],
    kind: Kind::Number,
    doc: "Fractals: high is 100 where the bar `right` bars ago turns out to have a higher high \
          than all of the `left` bars before it and the `right` bars since, else 0; low the same \
          of lower lows. First values at bar `left` + `right` + 1. Source: Williams 1995, TA-Lib \
          FRACTAL.",
    warmup: |p| (p[0] + p[1]) as usize,
    build: |p| lane(Fractal::new(p[0] as usize, p[1] as usize)),
};

#[derive(Debug, Clone)]
struct Fractal {
    high: Blocks<Peak>,
    low: Blocks<Peak>,
    /// Number of the bar that is compared with those around it.
    middle: f64,
    right: f64,
    warmup: Warmup,
}

/// A value and the number of its bar; joined, the larger value remains, and the bar only if no
/// other one has the same.
#[derive(Debug, Clone, Copy)]
struct Peak {
    value: f64,
    bar: f64,
}

impl Joins for Peak {
    const NOTHING: Self = Self {
        value: f64::NEG_INFINITY,
        bar: f64::NAN,
    };

    #[inline(always)]
    fn join(self, later: Self) -> Self {
        let stays = self.value > later.value;
        let alone = if self.value == later.value {
            f64::NAN
        } else {
            later.bar
        };
        Self {
            value: if stays { self.value } else { later.value },
            bar: if stays { self.bar } else { alone },
        }
    }
}

impl Fractal {
    fn new(left: usize, right: usize) -> Self {
        Self {
            high: Blocks::new(left + 1 + right),
            low: Blocks::new(left + 1 + right),
            middle: -(right as f64),
            right: right as f64,
            warmup: Warmup::new(left + right),
        }
    }
}

impl Step<2, 2> for Fractal {
    #[inline(always)]
    fn push(&mut self, [high, low]: [f64; 2]) -> [f64; 2] {
        let bar = self.middle + self.right;
        let highest = self.high.push(Peak { value: high, bar });
        let lowest = self.low.push(Peak { value: -low, bar });
        let middle = self.middle;
        self.middle += 1.0;
        if self.warmup.next() {
            return [f64::NAN; 2];
        }
        [highest, lowest].map(|peak| if peak.bar == middle { 100.0 } else { 0.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractal_of_a_peak_shows_when_the_bars_after_it_are_lower_but_not_when_one_is_equal() {
        let mut fractal = Fractal::new(2, 1);
        let highs = [1.0, 2.0, 3.0, 2.0, 3.0, 3.0, 1.0];
        let values = highs.map(|high| fractal.push([high, 0.0]));
        assert!(values[2].iter().all(|value| value.is_nan()));
        assert_eq!(
            values[3..].to_vec(),
            [[100.0, 0.0], [0.0; 2], [0.0; 2], [0.0; 2]]
        );
    }
}
