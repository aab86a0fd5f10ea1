//! On-balance volume.
//!
//! Running sum of the volume, added where the input rose and subtracted where it fell. Starts
//! with the first bar's volume at bar 1; in units of volume. The level depends on where the
//! series starts: compare it with itself only.
//!
//! # Source
//! J. Granville, "New Key to Stock Market Profits" (1963); TA-Lib OBV.

use crate::{
    entry::{Entry, Group, Input, Kind, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "obv",
    group: Group::Volume,
    inputs: &[Input::new("real", "close"), Input::column("volume")],
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "On-balance volume: running sum of the volume, with the sign of the change of the \
          input; starts with the first bar's volume. First value at bar 1. Units of volume; its \
          level depends on the first bar. Source: Granville 1963, TA-Lib OBV.",
    warmup: |_| 0,
    build: |_| lane(Obv::new()),
};

#[derive(Debug, Clone)]
struct Obv {
    previous: f64,
    total: f64,
}

impl Obv {
    fn new() -> Self {
        // Anything rises from here, which books the first bar's volume.
        Self {
            previous: f64::NEG_INFINITY,
            total: 0.0,
        }
    }
}

impl Step<2, 1> for Obv {
    #[inline(always)]
    fn push(&mut self, [value, volume]: [f64; 2]) -> [f64; 1] {
        let rose = if value > self.previous { volume } else { 0.0 };
        let fell = if value < self.previous { volume } else { 0.0 };
        self.previous = value;
        self.total += rose - fell;
        [self.total]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn obv_of_a_rise_a_rest_and_a_fall_adds_keeps_and_subtracts() {
        let mut obv = Obv::new();
        let bars = [[1.0, 10.0], [2.0, 5.0], [2.0, 7.0], [1.0, 3.0]];
        assert_eq!(bars.map(|bar| obv.push(bar)[0]), [10.0, 15.0, 15.0, 12.0]);
    }
}
