//! Parabolic stop and reverse.
//!
//! See `parabolic.rs`. First value at bar 2; in the unit of the price, below it in a rise, above it
//! in a fall.
//!
//! # Source
//! J. Welles Wilder, "New Concepts in Technical Trading Systems" (1978); TA-Lib SAR.

use crate::{
    entry::{Entry, Group, HIGH_LOW, Kind, Param, VALUE},
    indicators::overlap::parabolic::{Parabolic, Share},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "sar",
    group: Group::Overlap,
    inputs: HIGH_LOW,
    params: &[
        Param::real("acceleration", 0.02, 0.0, 3e37),
        Param::real("maximum", 0.2, 0.0, 3e37),
    ],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Parabolic stop and reverse: a stop that moves each bar by a share of its distance from \
          the position's extreme, `acceleration` more at each new one up to `maximum`, and changes \
          sides when it is touched. First value at bar 2. In the unit of the price. Source: Wilder \
          1978, TA-Lib SAR.",
    warmup: |_| 1,
    build: |p| {
        let share = Share::new(p[0], p[0], p[1]);
        lane(Sar(Parabolic::new(share, share, 0.0, 0.0)))
    },
};

#[derive(Debug, Clone)]
struct Sar(Parabolic);

impl Step<2, 1> for Sar {
    #[inline(always)]
    fn push(&mut self, [high, low]: [f64; 2]) -> [f64; 1] {
        let stop = self.0.next(high, low);
        [if self.0.is_long() { stop } else { -stop }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sar_of_a_fall_stands_above_the_price() {
        let share = Share::new(0.02, 0.02, 0.2);
        let mut sar = Sar(Parabolic::new(share, share, 0.0, 0.0));
        let values = [[8.0, 7.0], [7.0, 5.0]].map(|bar| sar.push(bar)[0]);
        assert!(values[0].is_nan());
        assert_eq!(values[1], 8.0);
    }
}
