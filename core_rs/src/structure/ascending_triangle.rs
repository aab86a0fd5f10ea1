//! Ascending triangle: peaks under one price, rising valleys, and a close near the peaks.
//! Descending triangle: the same upside down.
//!
//! The newest three confirmed peaks, the highest at most 2 % of their mean above the lowest, the
//! third at least 10 bars after the first; the second valley between them more than 1 % above the
//! first. Detected at the first bar whose close is at most 2 % below the mean of the peaks, from
//! the bar on that confirms the third peak, while every low since stays more than 1 % above the
//! second valley (what follows the third peak is the third valley, and rises too); once per third
//! peak, which a newer one replaces. `neckline` is the mean of the peaks, `height` its distance
//! from the first valley; p1 p3 p5 peaks, p2 p4 valleys.
//!
//! # Source
//! R. Edwards and J. Magee, "Technical Analysis of Stock Trends" (1948); the
//! bounds are our own.

use super::formation::{Formation, Found, Verdict, Watch};
use super::pattern;
use super::pivots::{Now, View};
use super::zigzag::{Point, Turn, within};
use crate::{
    entry::Entry,
    lane::{Lane, lane},
};

pub(crate) const ASCENDING: Entry = pattern(
    "structure.ascending_triangle",
    5,
    "Ascending triangle: three confirmed peaks of a zigzag(pct) within 2 % over at least 10 bars, \
     each valley more than 1 % above the one before, the lows since the third peak included; true \
     at the first close at most 2 % below the mean peak. Fields, null elsewhere: neckline (mean \
     peak), height (down to the first valley), duration (bars since the first peak), price and age \
     in bars of the five pivots. Source: Edwards and Magee 1948.",
    |p| watch(p, View::Upright),
);

pub(crate) const DESCENDING: Entry = pattern(
    "structure.descending_triangle",
    5,
    "Descending triangle: structure.ascending_triangle upside down, true at the first close at \
     most 2 % above the mean of three confirmed valleys. Same bounds and fields.",
    |p| watch(p, View::UpsideDown),
);

fn watch(p: &[f64], view: View) -> Box<dyn Lane> {
    lane::<_, 3, 14>(Watch::<Triangle, 5, 5>::new(p[0], view))
}

/// Most percent of the mean peak that the highest may be above the lowest.
const PEAKS_PCT: f64 = 2.0;
/// Percent of a valley's price that the next must be above it, and more.
const RISE_PCT: f64 = 1.0;
/// Fewest bars from the first peak to the third.
const WIDTH: u64 = 10;
/// Most percent of the mean peak that the detecting close may be below it.
const NEAR_PCT: f64 = 2.0;

#[derive(Debug, Clone)]
struct Triangle {
    points: [Point; 5],
    mean: f64,
}

/// Whether a valley lies far enough above the one before it.
fn rises(valley: f64, before: f64) -> bool {
    100.0 * (valley - before) > RISE_PCT * before.abs()
}

impl Formation<5> for Triangle {
    const LAST: Turn = Turn::Peak;

    #[inline]
    fn of(points: &[Point]) -> Option<Self> {
        let &[one, dip, two, shallow, three] = points.last_chunk()?;
        let [first, second, third] = [one.price, two.price, three.price];
        let mean = (first + second + third) / 3.0;
        let spread = first.max(second).max(third) - first.min(second).min(third);
        let is_one = within(spread, PEAKS_PCT, mean)
            && three.at - one.at >= WIDTH
            && rises(shallow.price, dip.price);
        is_one.then_some(Self {
            points: [one, dip, two, shallow, three],
            mean,
        })
    }

    #[inline(always)]
    fn judge(&mut self, now: &Now) -> Verdict {
        if !rises(now.low, self.points[3].price) {
            return Verdict::Fails;
        }
        let below = self.mean - now.close;
        Verdict::complete_if(below <= 0.0 || within(below, NEAR_PCT, self.mean))
    }

    #[inline]
    fn found(&self, _: &Now) -> Found<5> {
        Found {
            neckline: self.mean,
            height: self.mean - self.points[1].price,
            points: self.points,
        }
    }
}

#[cfg(test)]
#[path = "ascending_triangle_tests.rs"]
mod tests;
