//! Average directional movement rating.
//!
//! Mean of the adx and the adx n - 1 bars ago. First value at bar 3 n - 1; 0 to 100.
//!
//! # Source
//! J. Welles Wilder, "New Concepts in Technical Trading Systems" (1978); TA-Lib ADXR, unstable
//! period 0.

use crate::{
    entry::{Entry, Group, Input, Kind, Param, Shared, VALUE},
    indicators::momentum::adx,
    lane::lane,
    ring::Ring,
    step::Step,
};

static ADX: Shared = Shared {
    entry: &adx::ENTRY,
    params: |p| p.to_vec(),
};

pub(crate) const ENTRY: Entry = Entry {
    name: "adxr",
    group: Group::Momentum,
    inputs: &[
        Input::column("high"),
        Input::column("low"),
        Input::column("close"),
        Input::shared(&ADX),
    ],
    params: &[Param::bars("period", 14, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Average directional movement rating: mean of the adx and the adx `period` - 1 bars \
          ago. First value at bar 3 * `period` - 1. 0 to 100. Source: Wilder 1978, TA-Lib ADXR.",
    warmup: |p| 3 * p[0] as usize - 2,
    build: |p| lane(Rating::new(p[0] as usize)),
};

/// The first bars, on which `adx` is null, are not seen.
#[derive(Debug, Clone)]
struct Rating(Ring);

impl Rating {
    fn new(period: usize) -> Self {
        Self(Ring::filled(period - 1, f64::NAN))
    }
}

impl Step<4, 1> for Rating {
    #[inline(always)]
    fn push(&mut self, [_, _, _, adx]: [f64; 4]) -> [f64; 1] {
        [f64::midpoint(adx, self.0.push(adx))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adxr_of_three_is_the_mean_of_an_adx_and_the_one_before_the_last() {
        let mut rating = Rating::new(3);
        let values = [10.0, 20.0, 30.0, 60.0].map(|adx| rating.push([0.0, 0.0, 0.0, adx])[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [20.0, 40.0]);
    }
}
