//! Double bottom: two valleys of nearly one price, and a close above the peak between them.
//!
//! The newest two confirmed valleys, at least 10 bars apart and the second within 1.5 % of the
//! first, with the confirmed peak between at least 3 % above the higher of them. True at the
//! first bar whose close is above that peak, at most 20 bars after the second valley; once per
//! second valley.
//!
//! # Source
//! R. Edwards and J. Magee, "Technical Analysis of Stock Trends" (1948); the
//! bounds are our own.

use super::zigzag::{PCT, Pivot, Turn, Zigzag, reaches};
use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "structure.double_bottom",
    group: Group::Structure,
    inputs: HIGH_LOW_CLOSE,
    params: &[PCT],
    outputs: &[
        "value", "neckline", "height", "duration", "p1_price", "p1_age", "p2_price", "p2_age",
        "p3_price", "p3_age",
    ],
    kind: Kind::Boolean,
    doc: "Double bottom: two confirmed valleys of a zigzag(pct), at least 10 bars apart and \
          within 1.5 %, with a peak between at least 3 % above both; true at the first close \
          above that peak within 20 bars of the second valley. Fields, null elsewhere: neckline \
          (the peak), height (down to the lower valley), duration (bars since the first valley), \
          price and age in bars of the three pivots. Source: Edwards and Magee 1948.",
    warmup: |_| 0,
    build: |p| lane(DoubleBottom::new(p[0])),
};

/// Fewest bars from valley to valley.
const APART: u64 = 10;
/// Most percent of the first valley's price that the second may differ.
const TOLERANCE_PCT: f64 = 1.5;
/// Least percent of the higher valley's price that the peak stands above it.
const RISE_PCT: f64 = 3.0;
/// Most bars from the second valley to the close above the peak.
const PATIENCE: u64 = 20;

#[derive(Debug, Clone)]
struct DoubleBottom {
    zigzag: Zigzag,
    valley: Option<Pivot>,
    peak: Option<Pivot>,
    candidate: Option<[Pivot; 3]>,
}

impl DoubleBottom {
    fn new(pct: f64) -> Self {
        Self {
            zigzag: Zigzag::new(pct),
            valley: None,
            peak: None,
            candidate: None,
        }
    }

    fn learn(&mut self, pivot: Pivot) {
        match pivot.turn {
            Turn::Peak => self.peak = Some(pivot),
            Turn::Valley => {
                let before = self.valley.replace(pivot).zip(self.peak);
                self.candidate = before
                    .map(|(first, peak)| [first, peak, pivot])
                    .filter(is_double_bottom);
            }
        }
    }
}

/// The conditions that are known when the second valley is.
fn is_double_bottom([first, peak, second]: &[Pivot; 3]) -> bool {
    let higher = first.price.max(second.price);
    let difference = (second.price - first.price).abs();
    first.at < peak.at
        && second.at - first.at >= APART
        && 100.0 * difference <= TOLERANCE_PCT * first.price
        && reaches(peak.price - higher, RISE_PCT, higher)
}

impl Step<3, 10> for DoubleBottom {
    #[inline]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 10] {
        if let Some(pivot) = self.zigzag.next(high, low) {
            self.learn(pivot);
        }
        let mut out = [f64::NAN; 10];
        out[0] = 0.0;
        let now = self.zigzag.bar();
        let broken =
            |[_, peak, second]: &mut [Pivot; 3]| now - second.at <= PATIENCE && close > peak.price;
        if let Some([first, peak, second]) = self.candidate.take_if(broken) {
            let age = |pivot: Pivot| (now - pivot.at) as f64;
            out = [
                1.0,
                peak.price,
                peak.price - first.price.min(second.price),
                age(first),
                first.price,
                age(first),
                peak.price,
                age(peak),
                second.price,
                age(second),
            ];
        }
        out
    }
}

#[cfg(test)]
#[path = "double_bottom_tests.rs"]
mod tests;
