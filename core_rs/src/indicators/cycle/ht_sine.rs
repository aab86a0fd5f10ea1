//! Sine of the dominant cycle's phase, by the Hilbert transform.
//!
//! sin(phase), and leading by 45 degrees: sin(phase + 45). The lines cross where the cycle turns.
//! See `phase.rs`. First values at bar 64; -1 to 1.
//!
//! # Source
//! J. Ehlers, "Rocket Science for Traders" (2001); TA-Lib `HT_SINE`, unstable period 0.

use crate::{
    entry::{CLOSE, Entry, Group, Kind},
    indicators::cycle::{hilbert::DEGREES, phase::Phase},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "ht_sine",
    group: Group::Cycle,
    inputs: CLOSE,
    params: &[],
    outputs: &["sine", "leadsine"],
    kind: Kind::Number,
    doc: "Sine of the dominant cycle's phase, and the same 45 degrees ahead: they cross where the \
          cycle turns. First values at bar 64. -1 to 1. Source: Ehlers 2001, TA-Lib HT_SINE, \
          unstable period 0.",
    warmup: |_| Phase::LOOKBACK,
    build: |_| lane(Sines(Phase::new())),
};

/// Sine of an angle in degrees, and the one 45 degrees ahead.
#[inline(always)]
pub fn sines(degrees: f64) -> [f64; 2] {
    let radian = 1.0 / DEGREES;
    [(degrees * radian).sin(), ((degrees + 45.0) * radian).sin()]
}

#[derive(Debug, Clone)]
struct Sines(Phase);

impl Step<1, 2> for Sines {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 2] {
        match self.0.next(value) {
            Some(bar) if bar.warm => sines(bar.degrees),
            _ => [f64::NAN; 2],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sines_of_45_degrees_lead_to_the_top() {
        let [sine, leading] = sines(45.0);
        assert!((sine - 0.5_f64.sqrt()).abs() < 1e-15 && (leading - 1.0).abs() < 1e-15);
    }
}
