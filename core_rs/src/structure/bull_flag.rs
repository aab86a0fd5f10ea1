//! Bull flag: a steep rise (the pole), a pause on less volume that keeps half of it (the flag), and
//! a close near the flag's high. Bear flag: the same upside down.
//!
//! The pole is the newest confirmed valley and peak: at least 15 % over at least 5 bars. The flag is
//! the bars after the pole's top and before the present one, at least 5. The present bar and all of
//! the flag hold the middle of the pole; the flag's mean volume is below that of the bars after the
//! pole's foot up to its top. Detected at the first bar whose close is at most 5 % below the flag's
//! highest high, from the bar on that confirms the top; the detecting bar counts neither into the
//! flag's high nor into its volume, because a break-out has volume. Once per top, which a newer peak
//! replaces; over when a low is below the middle of the pole. `neckline` is the flag's high,
//! `height` the pole's; p1 its foot, p2 its top.
//!
//! # Source
//! R. Edwards and J. Magee, "Technical Analysis of Stock Trends" (1948): the measured move and the
//! falling volume; the bounds are our own.

use super::formation::{Found, detected, nothing};
use super::outputs;
use super::pivots::{Now, Pivots, View};
use super::zigzag::{PCT, Point, Turn, reaches, within};
use crate::{
    entry::{Entry, Group, Input, Kind},
    lane::{Lane, lane},
    step::Step,
};

pub(crate) const BULL: Entry = entry(
    "structure.bull_flag",
    "Bull flag: a pole of at least 15 % over at least 5 bars from a confirmed valley to a confirmed \
     peak of a zigzag(pct), then at least 5 bars that hold half of it on lower mean volume; true at \
     the first close at most 5 % below the high of these bars. Fields, null elsewhere: neckline \
     (that high), height (the pole), duration (bars since its foot), price and age in bars of its \
     foot and top. Source: Edwards and Magee 1948.",
    |p| lane(Flag::new(p[0], View::Upright)),
);

pub(crate) const BEAR: Entry = entry(
    "structure.bear_flag",
    "Bear flag: structure.bull_flag upside down, true at the first close at most 5 % above the low \
     of the bars after a fall. Same bounds and fields; volume falls here too.",
    |p| lane(Flag::new(p[0], View::UpsideDown)),
);

const INPUTS: &[Input] = &[
    Input::column("high"),
    Input::column("low"),
    Input::column("close"),
    Input::column("volume"),
];

const fn entry(name: &'static str, doc: &'static str, build: fn(&[f64]) -> Box<dyn Lane>) -> Entry {
    Entry {
        name,
        group: Group::Structure,
        inputs: INPUTS,
        params: &[PCT],
        outputs: outputs(2),
        kind: Kind::Boolean,
        doc,
        warmup: |_| 0,
        build,
    }
}

/// Least percent of the foot's price that the pole rises.
const POLE_PCT: f64 = 15.0;
/// Fewest bars from the pole's foot to its top.
const POLE_BARS: u64 = 5;
/// Fewest bars of the flag.
const FLAG_BARS: u64 = 5;
/// Most percent of the flag's high that the detecting close may be below it.
const NEAR_PCT: f64 = 5.0;
/// Mean volumes that differ by less than this share are equal: sums of fractions are rounded.
const ROUNDING: f64 = 1e-9;

/// What happened after a bar: its highest high, and the sum of its volumes.
#[derive(Debug, Clone, Copy)]
struct Since {
    high: f64,
    volume: f64,
}

impl Since {
    const NOTHING: Self = Self {
        high: f64::NEG_INFINITY,
        volume: 0.0,
    };

    #[inline(always)]
    fn take(&mut self, high: f64, volume: f64) {
        self.high = self.high.max(high);
        self.volume += volume;
    }
}

/// A pole, and what came after its top.
#[derive(Debug, Clone, Copy)]
struct Pole {
    foot: Point,
    top: Point,
    volume: f64,
    flag: Since,
}

impl Pole {
    fn holds(&self, now: &Now) -> bool {
        now.low >= f64::midpoint(self.foot.price, self.top.price)
    }

    fn completed_by(&self, now: &Now) -> bool {
        let bars = now.bar - self.top.at - 1;
        let below = self.flag.high - now.close;
        bars >= FLAG_BARS
            && self.is_quieter(bars)
            && (below <= 0.0 || within(below, NEAR_PCT, self.flag.high))
    }

    /// Whether the flag's bars have less volume than the pole's, on average.
    fn is_quieter(&self, bars: u64) -> bool {
        let pole_bars = self.top.at - self.foot.at;
        // Means compared by cross-multiplication.
        let (flag, pole) = (
            self.flag.volume * pole_bars as f64,
            self.volume * bars as f64,
        );
        flag < pole * (1.0 - ROUNDING)
    }
}

#[derive(Debug, Clone)]
struct Flag {
    pivots: Pivots<2>,
    /// Since the newest extreme that is a peak or may become one.
    after_top: Since,
    /// Since the newest extreme that is a valley or may become one.
    after_foot: Since,
    waiting: Option<Pole>,
}

impl Flag {
    fn new(pct: f64, view: View) -> Self {
        Self {
            pivots: Pivots::new(pct, view),
            after_top: Since::NOTHING,
            after_foot: Since::NOTHING,
            waiting: None,
        }
    }

    /// The pole whose top has been confirmed; the sums do not hold the present bar yet.
    fn pole(&self) -> Option<Pole> {
        let &[foot, top] = self.pivots.points().last_chunk()?;
        let is_one =
            reaches(top.price - foot.price, POLE_PCT, foot.price) && top.at - foot.at >= POLE_BARS;
        is_one.then_some(Pole {
            foot,
            top,
            volume: self.after_foot.volume - self.after_top.volume,
            flag: self.after_top,
        })
    }

    /// The pole whose flag the present bar completes; it waits no longer then.
    #[inline(always)]
    fn completed(&mut self, now: &Now, volume: f64) -> Option<Pole> {
        self.waiting = self.waiting.filter(|pole| pole.holds(now));
        let completed = self.waiting.take_if(|pole| pole.completed_by(now));
        if let Some(pole) = &mut self.waiting {
            pole.flag.take(now.high, volume);
        }
        completed
    }

    #[inline(always)]
    fn remember(&mut self, now: &Now, volume: f64) {
        for (since, turn) in [
            (&mut self.after_top, Turn::Peak),
            (&mut self.after_foot, Turn::Valley),
        ] {
            if self.pivots.moved(turn) {
                *since = Since::NOTHING;
            } else {
                since.take(now.high, volume);
            }
        }
    }
}

impl Step<4, 8> for Flag {
    #[inline(always)]
    fn push(&mut self, [high, low, close, volume]: [f64; 4]) -> [f64; 8] {
        if self.pivots.next(high, low) == Some(Turn::Peak) {
            self.waiting = self.pole();
        }
        let now = self.pivots.now(high, low, close);
        let completed = self.completed(&now, volume);
        self.remember(&now, volume);
        let Some(Pole {
            foot, top, flag, ..
        }) = completed
        else {
            return nothing();
        };
        let found = Found {
            neckline: flag.high,
            height: top.price - foot.price,
            points: [foot, top],
        };
        detected(&found, now.bar, self.pivots.view())
    }
}

#[cfg(test)]
#[path = "bull_flag_tests.rs"]
mod tests;
