//! Rate of change as a ratio.
//!
//! x / x[n bars ago]; 0 where the older value is 0. First value at bar n + 1; a ratio, 1 is no
//! change.
//!
//! # Source
//! TA-Lib ROCR.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    lane::lane,
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "rocr",
    group: Group::Momentum,
    inputs: CLOSE,
    params: &[Param::bars("period", 10, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Rate of change as a ratio: x / x of `period` bars ago; 0 where that is 0. First value \
          at bar `period` + 1. A ratio: 1 is no change. Source: TA-Lib ROCR.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Ratio::new(p[0] as usize, 1.0)),
};

/// Value over an older value, times a scale.
#[derive(Debug, Clone)]
pub struct Ratio {
    window: Ring,
    scale: f64,
}

impl Ratio {
    /// The ratio to the value `period` bars ago (at least one).
    #[must_use]
    pub fn new(period: usize, scale: f64) -> Self {
        Self {
            window: Ring::filled(period, f64::NAN),
            scale,
        }
    }
}

impl Step<1, 1> for Ratio {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        let older = self.window.push(value);
        [if older == 0.0 {
            0.0
        } else {
            value / older * self.scale
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rocr_of_two_is_the_ratio_to_two_bars_ago_and_zero_to_zero() {
        let mut ratio = Ratio::new(2, 100.0);
        let values = [4.0, 0.0, 5.0, 7.0].map(|x| ratio.push([x])[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [125.0, 0.0]);
    }
}
