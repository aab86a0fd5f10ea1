//! Inverse head and shoulders: a low between two higher lows of nearly one price, and a close above
//! the higher of the two peaks between them. Head and shoulders: the same upside down.
//!
//! The newest three confirmed valleys: the middle one (head) at least 3 % below the lower of the
//! others (shoulders), the right shoulder within 3 % of the left, and the bars from head to right
//! shoulder 0.6 to 1.4 times those from left shoulder to head. Detected at the first bar whose close
//! is above the higher of the two peaks between, from the bar on that confirms the right shoulder
//! and until a newer valley is confirmed; once per right shoulder. `neckline` is that higher peak
//! (level, not sloped), `height` its distance from the head; p1 left shoulder, p2 peak, p3 head,
//! p4 peak, p5 right shoulder.
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

pub(crate) const INVERSE: Entry = pattern(
    "structure.inverse_head_shoulders",
    5,
    "Inverse head and shoulders: three confirmed valleys of a zigzag(pct), the middle one at \
     least 3 % below the lower of the others, these within 3 %, the second half 0.6 to 1.4 times \
     as long as the first; true at the first close above the higher peak between. Fields, null \
     elsewhere: neckline (that peak), height (down to the head), duration (bars since the left \
     shoulder), price and age in bars of the five pivots. Source: Edwards and Magee 1948.",
    |p| watch(p, View::Upright),
);

pub(crate) const UPRIGHT: Entry = pattern(
    "structure.head_shoulders",
    5,
    "Head and shoulders: structure.inverse_head_shoulders upside down, true at the first close \
     below the lower valley between three confirmed peaks. Same bounds and fields.",
    |p| watch(p, View::UpsideDown),
);

fn watch(p: &[f64], view: View) -> Box<dyn Lane> {
    lane::<_, 3, 14>(Watch::<HeadShoulders, 5, 5>::new(p[0], view))
}

/// Least percent of the lower shoulder's price that the head lies below it.
const HEAD_PCT: f64 = 3.0;
/// Most percent of the left shoulder's price that the right one may differ.
const SHOULDERS_PCT: f64 = 3.0;
/// Fewest and most tenths of the first half's bars that the second half may have.
const HALVES_TENTHS: [u64; 2] = [6, 14];

#[derive(Debug, Clone)]
struct HeadShoulders {
    points: [Point; 5],
    neckline: f64,
}

impl Formation<5> for HeadShoulders {
    const LAST: Turn = Turn::Valley;

    #[inline]
    fn of(points: &[Point]) -> Option<Self> {
        let &[left, rise, head, fall, right] = points.last_chunk()?;
        let lower = left.price.min(right.price);
        let (before, after) = (head.at - left.at, right.at - head.at);
        let [least, most] = HALVES_TENTHS.map(|tenths| tenths * before);
        let is_one = reaches(lower - head.price, HEAD_PCT, lower)
            && within(right.price - left.price, SHOULDERS_PCT, left.price)
            && (least..=most).contains(&(10 * after));
        is_one.then_some(Self {
            points: [left, rise, head, fall, right],
            neckline: rise.price.max(fall.price),
        })
    }

    #[inline(always)]
    fn judge(&mut self, now: &Now) -> Verdict {
        Verdict::complete_if(now.close > self.neckline)
    }

    #[inline]
    fn found(&self, _: &Now) -> Found<5> {
        Found {
            neckline: self.neckline,
            height: self.neckline - self.points[2].price,
            points: self.points,
        }
    }
}

#[cfg(test)]
#[path = "inverse_head_shoulders_tests.rs"]
mod tests;
