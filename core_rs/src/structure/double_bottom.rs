//! Double bottom: two valleys of nearly one price, and a close above the peak between them. Double
//! top: the same upside down.
//!
//! The newest two confirmed valleys, at least 10 bars apart and the second within 1.5 % of the
//! first, with the confirmed peak between at least 3 % above the higher of them. Detected at the
//! first bar whose close is above that peak, from the bar on that confirms the second valley and at
//! most 20 bars after that valley; once per second valley. `neckline` is the peak, `height` its
//! distance from the lower valley; p1 first valley, p2 peak, p3 second valley.
//!
//! # Source
//! R. Edwards and J. Magee, "Technical Analysis of Stock Trends" (1948); the
//! bounds are our own.

use super::formation::{Formation, Found, Verdict, Watch};
use super::pattern;
use super::pivots::{Now, View};
use super::zigzag::{Point, Turn, reaches, within};
use crate::{
    entry::Entry,
    lane::{Lane, lane},
};

pub(crate) const BOTTOM: Entry = pattern(
    "structure.double_bottom",
    3,
    "Double bottom: two confirmed valleys of a zigzag(pct), at least 10 bars apart and \
     within 1.5 %, with a peak between at least 3 % above both; true at the first close \
     above that peak within 20 bars of the second valley. Fields, null elsewhere: neckline \
     (the peak), height (down to the lower valley), duration (bars since the first valley), \
     price and age in bars of the three pivots. Source: Edwards and Magee 1948.",
    |p| watch(p, View::Upright),
);

pub(crate) const TOP: Entry = pattern(
    "structure.double_top",
    3,
    "Double top: structure.double_bottom upside down, true at the first close below the valley \
     between two confirmed peaks. Same bounds and fields.",
    |p| watch(p, View::UpsideDown),
);

fn watch(p: &[f64], view: View) -> Box<dyn Lane> {
    lane::<_, 3, 10>(Watch::<DoubleBottom, 3, 3>::new(p[0], view))
}

/// Fewest bars from valley to valley.
const APART: u64 = 10;
/// Most percent of the first valley's price that the second may differ.
const TOLERANCE_PCT: f64 = 1.5;
/// Least percent of the higher valley's price that the peak stands above it.
const RISE_PCT: f64 = 3.0;
/// Most bars from the second valley to the close above the peak.
const PATIENCE: u64 = 20;

#[derive(Debug, Clone)]
struct DoubleBottom {
    first: Point,
    peak: Point,
    second: Point,
}

impl Formation<3> for DoubleBottom {
    const LAST: Turn = Turn::Valley;

    #[inline]
    fn of(points: &[Point]) -> Option<Self> {
        let &[first, peak, second] = points.last_chunk()?;
        let higher = first.price.max(second.price);
        let is_one = second.at - first.at >= APART
            && within(second.price - first.price, TOLERANCE_PCT, first.price)
            && reaches(peak.price - higher, RISE_PCT, higher);
        is_one.then_some(Self {
            first,
            peak,
            second,
        })
    }

    #[inline(always)]
    fn judge(&mut self, now: &Now) -> Verdict {
        if now.bar - self.second.at > PATIENCE {
            return Verdict::Fails;
        }
        Verdict::complete_if(now.close > self.peak.price)
    }

    #[inline]
    fn found(&self, _: &Now) -> Found<3> {
        Found {
            neckline: self.peak.price,
            height: self.peak.price - self.first.price.min(self.second.price),
            points: [self.first, self.peak, self.second],
        }
    }
}

#[cfg(test)]
#[path = "double_bottom_tests.rs"]
mod tests;
