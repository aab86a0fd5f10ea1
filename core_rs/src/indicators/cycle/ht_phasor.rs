//! Parts of the dominant cycle, by the Hilbert transform.
//!
//! In phase: the detrended price 3 bars ago; quadrature: its transform, a quarter of a cycle away.
//! See `hilbert.rs`. Starts from 0 at bar 13; first values at bar 33; in the unit of the input.
//!
//! # Source
//! J. Ehlers, "Rocket Science for Traders" (2001); TA-Lib `HT_PHASOR`, unstable period 0.

use crate::{
    entry::{CLOSE, Entry, Group, Kind},
    indicators::cycle::hilbert::{Cycle, SHORT},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "ht_phasor",
    group: Group::Cycle,
    inputs: CLOSE,
    params: &[],
    outputs: &["inphase", "quadrature"],
    kind: Kind::Number,
    doc: "Parts of the dominant cycle: the detrended price, and its Hilbert transform a quarter of \
          a cycle away. First values at bar 33. In the unit of its input. Source: Ehlers 2001, \
          TA-Lib HT_PHASOR, unstable period 0.",
    warmup: |_| SHORT.lookback,
    build: |_| lane(Parts(Cycle::new(SHORT))),
};

#[derive(Debug, Clone)]
struct Parts(Cycle);

impl Step<1, 2> for Parts {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 2] {
        match self.0.next(value) {
            Some(phasor) if self.0.is_warm() => [phasor.in_phase, phasor.quadrature],
            _ => [f64::NAN; 2],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ht_phasor_of_a_series_without_movement_is_nothing() {
        let mut parts = Parts(Cycle::new(SHORT));
        let values: Vec<[f64; 2]> = (0..60).map(|_| parts.push([64.0])).collect();
        assert!(values[31].iter().all(|value| value.is_nan()));
        assert!(values[59].iter().all(|value| value.abs() < 1e-12));
    }
}
