//! Accumulation/distribution line.
//!
//! Running sum of the money flow: the volume times where the close stands in the bar's range, 1 at
//! the high, -1 at the low; 0 for a bar without range. First value at bar 1; in units of volume.
//! The level depends on where the series starts: compare it with itself only.
//!
//! # Source
//! M. Chaikin; S. Achelis, "Technical Analysis from A to Z" (2001); TA-Lib AD.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE_VOLUME, Kind, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "ad",
    group: Group::Volume,
    inputs: HIGH_LOW_CLOSE_VOLUME,
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Accumulation/distribution line: running sum of volume * ((close - low) - (high - \
          close)) / (high - low), 0 for a bar without range. First value at bar 1. Units of \
          volume; its level depends on the first bar. Source: Chaikin, TA-Lib AD.",
    warmup: |_| 0,
    build: |_| lane(Ad::default()),
};

/// Sum of the money flow since the first bar.
#[derive(Debug, Clone, Default)]
pub struct Ad {
    total: f64,
}

impl Ad {
    /// Take a bar, give the sum.
    #[inline(always)]
    pub fn next(&mut self, bar: [f64; 4]) -> f64 {
        self.total += money_flow(bar);
        self.total
    }
}

impl Step<4, 1> for Ad {
    #[inline(always)]
    fn push(&mut self, bar: [f64; 4]) -> [f64; 1] {
        [self.next(bar)]
    }
}

/// The volume times the close's place in the range, from -1 at the low to 1 at the high.
#[inline(always)]
#[must_use]
pub fn money_flow([high, low, close, volume]: [f64; 4]) -> f64 {
    let range = high - low;
    if range > 0.0 {
        ((close - low) - (high - close)) / range * volume
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ad_adds_the_volume_by_the_place_of_the_close() {
        let mut ad = Ad::default();
        let at_high = [12.0, 8.0, 12.0, 100.0];
        let in_the_middle = [12.0, 8.0, 10.0, 50.0];
        let near_the_low = [12.0, 8.0, 9.0, 40.0];
        let without_range = [8.0, 8.0, 8.0, 70.0];
        let bars = [at_high, in_the_middle, near_the_low, without_range];
        assert_eq!(bars.map(|bar| ad.next(bar)), [100.0, 100.0, 80.0, 80.0]);
    }
}
