//! Elliott's impulse, waves 1 to 4: what comes next is wave 5. `elliott_wave_135` rises,
//! `bearish_elliott_wave_135` is the same upside down.
//!
//! The newest five confirmed pivots from a valley: start, end of wave 1, of wave 2, of wave 3, of
//! wave 4. Wave 2 stays above the start (it never retraces all of wave 1), wave 3 is at least 1.618
//! times as high as wave 1, wave 4 retraces at least 23.6 % of wave 3 and stays above the end of
//! wave 1. Detected at the bar that confirms the end of wave 4. `neckline` is the end of wave 3,
//! which wave 5 must pass, `height` that of wave 1, which wave 5 is measured with; p1 the start,
//! p2 to p5 the ends of waves 1 to 4.
//!
//! # Source
//! R. N. Elliott, "The Wave Principle" (1938), and A. Frost and R. Prechter, "Elliott Wave
//! Principle" (1978): waves 2 and 4, wave 5 about as high as wave 1, Fibonacci's ratios.

use super::formation::{Found, detected, nothing};
use super::outputs;
use super::pivots::{Pivots, View};
use super::zigzag::{PCT, Turn, reaches};
use crate::{
    entry::{Entry, Group, HIGH_LOW, Kind},
    lane::{Lane, lane},
    step::Step,
};

pub(crate) const UP: Entry = entry(
    "structure.elliott_wave_135",
    "Elliott's waves 1 to 4 on five confirmed pivots of a zigzag(pct) from a valley: wave 2 stays \
     above the start, wave 3 is at least 1.618 times wave 1, wave 4 retraces at least 23.6 % of \
     it and stays above wave 1; true at the bar that confirms the end of wave 4. Fields, null \
     elsewhere: neckline (end of wave 3), height (wave 1), duration (bars since the start), price \
     and age in bars of the five pivots. Source: Elliott 1938, Frost and Prechter 1978.",
    |p| lane(Impulse::new(p[0], View::Upright)),
);

pub(crate) const DOWN: Entry = entry(
    "structure.bearish_elliott_wave_135",
    "Elliott's waves 1 to 4 of a fall: structure.elliott_wave_135 upside down, on five confirmed \
     pivots from a peak. Same bounds and fields.",
    |p| lane(Impulse::new(p[0], View::UpsideDown)),
);

const fn entry(name: &'static str, doc: &'static str, build: fn(&[f64]) -> Box<dyn Lane>) -> Entry {
    Entry {
        name,
        group: Group::Structure,
        inputs: HIGH_LOW,
        params: &[PCT],
        outputs: outputs(5),
        kind: Kind::Boolean,
        doc,
        warmup: |_| 0,
        build,
    }
}

/// Least percent of wave 1 that wave 3 has.
const WAVE_3_PCT: f64 = 161.8;
/// Least percent of wave 3 that wave 4 retraces.
const WAVE_4_PCT: f64 = 23.6;

#[derive(Debug, Clone)]
struct Impulse(Pivots<5>);

impl Impulse {
    fn new(pct: f64, view: View) -> Self {
        Self(Pivots::new(pct, view))
    }

    /// The waves that end at the pivot confirmed now.
    #[inline]
    fn found(&self) -> Option<Found<5>> {
        let points = *self.0.points().last_chunk()?;
        let [start, one, two, three, four] = points.map(|point| point.price);
        let (first, third) = (one - start, three - two);
        let is_one = two > start
            && reaches(third, WAVE_3_PCT, first)
            && reaches(three - four, WAVE_4_PCT, third)
            && four > one;
        is_one.then_some(Found {
            neckline: three,
            height: first,
            points,
        })
    }
}

impl Step<2, 14> for Impulse {
    #[inline(always)]
    fn push(&mut self, [high, low]: [f64; 2]) -> [f64; 14] {
        if self.0.next(high, low) != Some(Turn::Valley) {
            return nothing();
        }
        match self.found() {
            Some(found) => detected(&found, self.0.bar(), self.0.view()),
            None => nothing(),
        }
    }
}

#[cfg(test)]
#[path = "elliott_wave_135_tests.rs"]
mod tests;
