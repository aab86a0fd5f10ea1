//! AB=CD: a leg, a retracement, and a leg of the same height, on four confirmed pivots A B C D.
//!
//! C retraces 0.382 to 0.886 of AB, and CD is as high as AB (ratio 1); how long the legs take is not
//! checked. The projection CD / BC is then the reciprocal of what C retraces, as in Carney's list
//! (0.618 and 1.618, 0.786 and 1.27). Tolerance, detection and fields as in [`super::harmonic`].
//!
//! # Source
//! S. Carney, "Harmonic Trading, Volume One" (2004, FT Press 2010): equal legs, C from 0.382 to
//! 0.886.

use super::formation::nothing;
use super::harmonic::{C_OF_AB, Limits, Range, XABCD, entry};
use super::pivots::{Pivots, View};
use super::zigzag::Point;
use crate::{entry::Entry, lane::lane, step::Step};

pub(crate) const ENTRY: Entry = entry(
    "structure.abcd",
    OUTPUTS,
    "AB=CD on four confirmed pivots A B C D of a zigzag(pct): BC = 0.382 to 0.886 AB, CD = AB, each \
     within `tolerance` percent of the ratio; true at the bar that confirms D, if D is at most \
     `recency` bars old. Fields, null elsewhere: direction (1 bullish, -1 bearish), neckline (C), \
     height (A to D), duration (bars since A), price and age in bars of A B C D. Source: Carney, \
     Harmonic Trading 1, 2004.",
    |p| lane(Abcd::new(p)),
);

/// Outputs of a pattern of four points: without X.
const OUTPUTS: &[&str] = &[
    XABCD[0], XABCD[1], XABCD[2], XABCD[3], XABCD[4], XABCD[7], XABCD[8], XABCD[9], XABCD[10],
    XABCD[11], XABCD[12], XABCD[13], XABCD[14],
];

/// CD / AB.
const CD_OF_AB: Range = [1.0, 1.0];

#[derive(Debug, Clone)]
struct Abcd {
    pivots: Pivots<4>,
    limits: Limits,
}

impl Abcd {
    fn new(params: &[f64]) -> Self {
        Self {
            pivots: Pivots::new(params[0], View::Upright),
            limits: Limits::new(params),
        }
    }

    #[inline]
    fn fits(&self, points: &[Point; 4]) -> bool {
        let [a, b, c, d] = points.map(|point| point.price);
        let [ab, bc, cd] = [b - a, c - b, d - c].map(f64::abs);
        self.limits.allow(bc, ab, C_OF_AB) && self.limits.allow(cd, ab, CD_OF_AB)
    }
}

impl Step<2, 13> for Abcd {
    #[inline(always)]
    fn push(&mut self, [high, low]: [f64; 2]) -> [f64; 13] {
        let Some(turn) = self.pivots.next(high, low) else {
            return nothing();
        };
        match self.pivots.points().last_chunk() {
            Some(points) if self.fits(points) => {
                self.limits.detected(*points, turn, self.pivots.bar())
            }
            _ => nothing(),
        }
    }
}

#[cfg(test)]
#[path = "abcd_tests.rs"]
mod tests;
