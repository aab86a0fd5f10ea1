//! Phase of the dominant cycle, by the Hilbert transform.
//!
//! See `phase.rs`. Starts from 0 at bar 38; first value at bar 64; -45 to 315 degrees.
//!
//! # Source
//! J. Ehlers, "Rocket Science for Traders" (2001); TA-Lib `HT_DCPHASE`, unstable period 0.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, VALUE},
    indicators::cycle::phase::Phase,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "ht_dcphase",
    group: Group::Cycle,
    inputs: CLOSE,
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Phase of the dominant cycle: the angle between the smoothed prices of its last whole \
          turn and a sine of its period. First value at bar 64. In degrees, -45 to 315. Source: \
          Ehlers 2001, TA-Lib HT_DCPHASE, unstable period 0.",
    warmup: |_| Phase::LOOKBACK,
    build: |_| lane(Degrees(Phase::new())),
};

#[derive(Debug, Clone)]
struct Degrees(Phase);

impl Step<1, 1> for Degrees {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        match self.0.next(value) {
            Some(bar) if bar.warm => [bar.degrees],
            _ => [f64::NAN],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ht_dcphase_starts_at_bar_64() {
        let mut phase = Degrees(Phase::new());
        let values: Vec<f64> = (0..64).map(|x| phase.push([f64::from(x % 9)])[0]).collect();
        assert!(values[62].is_nan());
        assert!((-45.0..=315.0).contains(&values[63]));
    }
}
