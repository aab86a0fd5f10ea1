//! Williams' accumulation and distribution.
//!
//! Running sum of close - true low where the close rose and of close - true high where it fell; the
//! true low reaches down, the true high up to the previous close. 0 at bar 1; in the unit of the
//! price. No volume is used. The level depends on where the series starts: compare it with itself
//! only.
//!
//! # Source
//! S. Achelis, "Technical Analysis from A to Z" (2000), after L. Williams; TA-Lib WAD.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "wad",
    group: Group::Momentum,
    inputs: HIGH_LOW_CLOSE,
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Williams' accumulation and distribution: running sum of close - min(low, previous \
          close) where the close rose and of close - max(high, previous close) where it fell; \
          without volume. First value, 0, at bar 1. In the unit of the price; its level depends \
          on the first bar. Source: Achelis 2000, TA-Lib WAD.",
    warmup: |_| 0,
    build: |_| lane(Wad::new()),
};

#[derive(Debug, Clone)]
struct Wad {
    previous: f64,
    total: f64,
}

impl Wad {
    fn new() -> Self {
        Self {
            previous: f64::NAN,
            total: 0.0,
        }
    }
}

impl Step<3, 1> for Wad {
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 1] {
        let previous = std::mem::replace(&mut self.previous, close);
        let true_low = if previous < low { previous } else { low };
        let true_high = if previous > high { previous } else { high };
        // The first close is compared with NaN: it neither rose nor fell.
        let rise = if close > previous {
            close - true_low
        } else {
            0.0
        };
        let fall = if close < previous {
            close - true_high
        } else {
            0.0
        };
        self.total += rise + fall;
        [self.total]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wad_of_a_gap_up_a_rest_and_a_fall_reaches_back_to_the_previous_close() {
        let mut wad = Wad::new();
        let bars = [
            [5.0, 3.0, 4.0],
            [8.0, 6.0, 7.0],
            [8.0, 6.0, 7.0],
            [6.5, 5.0, 6.0],
        ];
        assert_eq!(bars.map(|bar| wad.push(bar)[0]), [0.0, 3.0, 3.0, 2.0]);
    }
}
