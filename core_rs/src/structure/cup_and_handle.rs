//! Cup and handle: a rounded bowl between two rims, a shallow dip, and a close near the right rim.
//! Inverse cup and handle: the same upside down.
//!
//! The right rim is the newest confirmed peak, the left rim an earlier one within 10 % of it, at
//! least 10 bars before, with every peak between below both. The bowl is rounded: of the valleys
//! between the rims, at least three, one inside is as low as the first and the last or lower. At
//! most seven valleys are looked at; where several left rims fit, the farthest counts, which is the
//! whole cup. The handle is what follows the right rim: its lows stay within 15 % of the depth
//! below the right rim. Detected at the first bar whose close is at most 2 % below the right rim,
//! from the bar on that confirms it; once per right rim, which a newer peak replaces.
//!
//! The right rim is confirmed by a fall of `pct` percent, which the handle must survive: cups less
//! deep than pct / 0.15 (33 % at the default) are found with a smaller `pct` only. `neckline` is the
//! right rim, `height` the depth from there to the lowest valley; p1 left rim, p2 first valley,
//! p3 lowest, p4 last valley, p5 right rim.
//!
//! # Source
//! W. O'Neil, "How to Make Money in Stocks" (1988); the bounds are our own.

use super::formation::{Formation, Found, Verdict, Watch};
use super::pattern;
use super::pivots::{Now, View};
use super::zigzag::{Point, Turn, within};
use crate::{
    entry::Entry,
    lane::{Lane, lane},
};

pub(crate) const CUP: Entry = pattern(
    "structure.cup_and_handle",
    5,
    "Cup and handle: two confirmed peaks of a zigzag(pct) within 10 %, at least 10 bars apart, \
     lower peaks and 3 to 7 valleys between, the lowest neither first nor last; then lows that \
     retrace at most 15 % of the depth; true at the first close at most 2 % below the right rim. \
     Fields, null elsewhere: neckline (right rim), height (depth), duration (bars since the left \
     rim), price and age in bars of left rim, first, lowest and last valley, right rim. Cups less \
     deep than pct / 0.15 percent need a smaller pct. Source: O'Neil 1988.",
    |p| watch(p, View::Upright),
);

pub(crate) const INVERSE: Entry = pattern(
    "structure.inverse_cup_and_handle",
    5,
    "Inverse cup and handle: structure.cup_and_handle upside down, true at the first close at \
     most 2 % above the right one of two confirmed valleys. Same bounds and fields.",
    |p| watch(p, View::UpsideDown),
);

fn watch(p: &[f64], view: View) -> Box<dyn Lane> {
    lane::<_, 3, 14>(Watch::<Cup, PIVOTS, 5>::new(p[0], view))
}

/// Most valleys between the rims.
const MOST_VALLEYS: usize = 7;
/// Pivots of the longest cup: its valleys, the peaks between, and two rims.
const PIVOTS: usize = 2 * MOST_VALLEYS + 1;
/// Most percent of the left rim's price that the right one may differ.
const RIMS_PCT: f64 = 10.0;
/// Fewest bars from rim to rim.
const WIDTH: u64 = 10;
/// Most percent of the depth that the handle may fall below the right rim.
const HANDLE_PCT: f64 = 15.0;
/// Most percent of the right rim's price that the detecting close may be below it.
const NEAR_PCT: f64 = 2.0;

#[derive(Debug, Clone)]
struct Cup {
    points: [Point; 5],
    right: f64,
    depth: f64,
}

impl Formation<5> for Cup {
    const LAST: Turn = Turn::Peak;

    #[inline]
    fn of(points: &[Point]) -> Option<Self> {
        let (&right, before) = points.split_last()?;
        let &last = before.last()?;
        let mut widest = None;
        let mut inside = f64::NEG_INFINITY;
        let mut bottom: Option<Point> = None;
        // Ever wider: a peak that may be the left rim, and the first valley after it.
        for pair in before.rchunks_exact(2) {
            let &[left, first] = pair else { break };
            if inside >= right.price {
                break;
            }
            let lowest = bottom.filter(|low| low.price <= first.price.min(last.price));
            if let Some(lowest) = lowest
                && inside < left.price
                && right.at - left.at >= WIDTH
                && within(right.price - left.price, RIMS_PCT, left.price)
            {
                widest = Some(Self {
                    points: [left, first, lowest, last, right],
                    right: right.price,
                    depth: right.price - lowest.price,
                });
            }
            inside = inside.max(left.price);
            if first.at != last.at && bottom.is_none_or(|low| first.price < low.price) {
                bottom = Some(first);
            }
        }
        widest
    }

    #[inline(always)]
    fn judge(&mut self, now: &Now) -> Verdict {
        if 100.0 * (self.right - now.low) > HANDLE_PCT * self.depth {
            return Verdict::Fails;
        }
        let below = self.right - now.close;
        Verdict::complete_if(below <= 0.0 || within(below, NEAR_PCT, self.right))
    }

    #[inline]
    fn found(&self, _: &Now) -> Found<5> {
        Found {
            neckline: self.right,
            height: self.depth,
            points: self.points,
        }
    }
}

#[cfg(test)]
#[path = "cup_and_handle_tests.rs"]
mod tests;
