//! Parabolic stop and reverse with parameters of its own for each side.
//!
//! See `parabolic.rs`. First value at bar 2; in the unit of the price, negative while the position
//! is short.
//!
//! # Source
//! J. Welles Wilder, "New Concepts in Technical Trading Systems" (1978); TA-Lib SAREXT.

use crate::{
    entry::{Entry, Group, HIGH_LOW, Kind, Param, VALUE},
    indicators::overlap::parabolic::{Parabolic, Share},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "sarext",
    group: Group::Overlap,
    inputs: HIGH_LOW,
    params: &[
        Param::real("start", 0.0, -3e37, 3e37),
        Param::real("offset", 0.0, 0.0, 3e37),
        Param::real("long_first", 0.02, 0.0, 3e37),
        Param::real("long_step", 0.02, 0.0, 3e37),
        Param::real("long_maximum", 0.2, 0.0, 3e37),
        Param::real("short_first", 0.02, 0.0, 3e37),
        Param::real("short_step", 0.02, 0.0, 3e37),
        Param::real("short_maximum", 0.2, 0.0, 3e37),
    ],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Parabolic stop and reverse as sar, negative while the position is short, with first \
          share, step and maximum for each side. `start` is the first stop (negative: of a short \
          position; 0: by the first bars), `offset` moves the stop further at a reversal. First \
          value at bar 2. In the unit of the price. Source: Wilder 1978, TA-Lib SAREXT.",
    warmup: |_| 1,
    build: |p| {
        let (long, short) = (Share::new(p[2], p[3], p[4]), Share::new(p[5], p[6], p[7]));
        lane(Sarext(Parabolic::new(long, short, p[0], p[1])))
    },
};

#[derive(Debug, Clone)]
struct Sarext(Parabolic);

impl Step<2, 1> for Sarext {
    #[inline(always)]
    fn push(&mut self, [high, low]: [f64; 2]) -> [f64; 1] {
        [self.0.next(high, low)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sarext_with_a_negative_start_is_short_at_that_price() {
        let share = Share::new(0.02, 0.02, 0.2);
        let mut sar = Sarext(Parabolic::new(share, share, -9.0, 0.0));
        let values = [[7.0, 6.0], [8.0, 7.0]].map(|bar| sar.push(bar)[0]);
        assert!(values[0].is_nan());
        assert_eq!(values[1], -9.0);
    }
}
