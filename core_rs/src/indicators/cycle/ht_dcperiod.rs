//! Period of the dominant cycle, by the Hilbert transform.
//!
//! See `hilbert.rs`. Starts from 0 at bar 13; first value at bar 33; in bars, 6 to 50 once the start
//! is forgotten.
//!
//! # Source
//! J. Ehlers, "Rocket Science for Traders" (2001); TA-Lib `HT_DCPERIOD`, unstable period 0.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, VALUE},
    indicators::cycle::hilbert::{Cycle, SHORT},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "ht_dcperiod",
    group: Group::Cycle,
    inputs: CLOSE,
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Period of the dominant cycle, from the angle by which its Hilbert transform turns each \
          bar, smoothed. First value at bar 33. In bars, 6 to 50. Source: Ehlers 2001, TA-Lib \
          HT_DCPERIOD, unstable period 0.",
    warmup: |_| SHORT.lookback,
    build: |_| lane(Period(Cycle::new(SHORT))),
};

#[derive(Debug, Clone)]
struct Period(Cycle);

impl Step<1, 1> for Period {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        self.0.next(value);
        [if self.0.is_warm() {
            self.0.smooth_period()
        } else {
            f64::NAN
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ht_dcperiod_starts_at_bar_33() {
        let mut period = Period(Cycle::new(SHORT));
        let values: Vec<f64> = (0..33)
            .map(|x| period.push([f64::from(x % 7)])[0])
            .collect();
        assert!(values[31].is_nan());
        assert!((6.0..=50.0).contains(&values[32]));
    }
}
