//! Falling wedge: falling peaks and valleys between lines that converge, and a close above the
//! upper line. Rising wedge: the same upside down.
//!
//! The newest four confirmed pivots, peak valley peak valley: the second peak below the first, the
//! second valley below the first, the line through the peaks falling more per bar than the line
//! through the valleys, at least 10 bars from first to last. Detected at the first bar whose close
//! is above the line through the peaks at that bar, from the bar on that confirms the second valley
//! and while that line is above the one through the valleys (before they meet); once per second
//! valley, which a newer one replaces. `neckline` is the line through the peaks at the detecting
//! bar, `height` the distance of the lines at the first peak, where the wedge is widest; p1 p3
//! peaks, p2 p4 valleys.
//!
//! # Source
//! R. Edwards and J. Magee, "Technical Analysis of Stock Trends" (1948); the
//! bounds are our own.

use super::formation::{Formation, Found, Verdict, Watch};
use super::pattern;
use super::pivots::{Now, View};
use super::zigzag::{Point, Turn};
use crate::{
    entry::Entry,
    lane::{Lane, lane},
};

pub(crate) const FALLING: Entry = pattern(
    "structure.falling_wedge",
    4,
    "Falling wedge: confirmed peak, valley, lower peak, lower valley of a zigzag(pct), at least 10 \
     bars from first to last, the line through the peaks falling faster; true at the first close \
     above that line before the two lines meet. Fields, null elsewhere: neckline (that line now), \
     height (distance of the lines at the first peak), duration (bars since the first peak), price \
     and age in bars of the four pivots. Source: Edwards and Magee 1948.",
    |p| watch(p, View::Upright),
);

pub(crate) const RISING: Entry = pattern(
    "structure.rising_wedge",
    4,
    "Rising wedge: structure.falling_wedge upside down, true at the first close below the line \
     through two confirmed valleys that rises faster than the one through the peaks. Same bounds \
     and fields.",
    |p| watch(p, View::UpsideDown),
);

fn watch(p: &[f64], view: View) -> Box<dyn Lane> {
    lane::<_, 3, 12>(Watch::<Wedge, 4, 4>::new(p[0], view))
}

/// Fewest bars from the first pivot to the last.
const WIDTH: u64 = 10;

/// A straight line of price over bars.
#[derive(Debug, Clone, Copy)]
struct Line {
    from: Point,
    /// Price per bar.
    slope: f64,
}

impl Line {
    fn through(from: Point, to: Point) -> Self {
        let slope = (to.price - from.price) / (to.at - from.at) as f64;
        Self { from, slope }
    }

    #[inline(always)]
    fn at(&self, bar: u64) -> f64 {
        self.from.price + self.slope * (bar as f64 - self.from.at as f64)
    }
}

#[derive(Debug, Clone)]
struct Wedge {
    points: [Point; 4],
    peaks: Line,
    valleys: Line,
}

impl Formation<4> for Wedge {
    const LAST: Turn = Turn::Valley;

    #[inline]
    fn of(points: &[Point]) -> Option<Self> {
        let &[high, low, lower_high, lower_low] = points.last_chunk()?;
        let peaks = Line::through(high, lower_high);
        let valleys = Line::through(low, lower_low);
        let is_one =
            valleys.slope < 0.0 && peaks.slope < valleys.slope && lower_low.at - high.at >= WIDTH;
        is_one.then_some(Self {
            points: [high, low, lower_high, lower_low],
            peaks,
            valleys,
        })
    }

    #[inline(always)]
    fn judge(&mut self, now: &Now) -> Verdict {
        let line = self.peaks.at(now.bar);
        if line <= self.valleys.at(now.bar) {
            return Verdict::Fails;
        }
        Verdict::complete_if(now.close > line)
    }

    #[inline]
    fn found(&self, now: &Now) -> Found<4> {
        let [widest, ..] = self.points;
        Found {
            neckline: self.peaks.at(now.bar),
            height: widest.price - self.valleys.at(widest.at),
            points: self.points,
        }
    }
}

#[cfg(test)]
#[path = "falling_wedge_tests.rs"]
mod tests;
