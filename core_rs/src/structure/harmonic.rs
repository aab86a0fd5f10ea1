//! Harmonic patterns: five confirmed pivots X A B C D whose legs have the ratios of a table.
//!
//! Bullish where D is a valley (X valley, A peak, B valley, C peak), bearish where it is a peak;
//! ratios are of distances, so both have one definition. Checked are
//! - B: AB / XA, what B retraces of XA;
//! - C: BC / AB, what C retraces of AB;
//! - D: AD / XA, what D retraces or extends of XA.
//!
//! `tolerance` is in percent of the ratio: at 3, a ratio of 0.786 means 0.762 to 0.810, a range of
//! 0.382 to 0.886 means 0.371 to 0.913. Carney's fourth number, the projection CD / BC, follows from
//! these three and is not checked again: its published ranges contradict the others at their ends (a
//! crab with B at 0.382 cannot have CD / BC under 4.6, the range ends at 3.618). Who wants it writes
//! it, for example `(c_price - d_price) / (c_price - b_price)` of the fields.
//!
//! Detected at the bar that confirms D, if D is at most `recency` bars old then; once per D.
//! `direction` is 1 bullish, -1 bearish; `neckline` is C, the last turn that a reversal at D must
//! pass; `height` is the leg from A to D, of which Carney's targets are 0.382 and 0.618.
//!
//! # Source
//! S. Carney, "Harmonic Trading, Volume One" (2004, FT Press 2010); the fields are our own.

use super::formation::{Found, nothing};
use super::pivots::{Pivots, View};
use super::zigzag::{PCT, Point, Turn};
use crate::{
    entry::{Entry, Group, HIGH_LOW, Kind, Param},
    lane::Lane,
    step::Step,
};

/// Smallest and largest allowed ratio.
pub(super) type Range = [f64; 2];

/// What C retraces of AB in every pattern of Carney's.
pub(super) const C_OF_AB: Range = [0.382, 0.886];

const PARAMS: &[Param] = &[
    PCT,
    Param::real("tolerance", 3.0, 0.0, 25.0),
    Param::bars("recency", 10, 1),
];

/// The catalog entry of a harmonic pattern.
pub(super) const fn entry(
    name: &'static str,
    outputs: &'static [&'static str],
    doc: &'static str,
    build: fn(&[f64]) -> Box<dyn Lane>,
) -> Entry {
    Entry {
        name,
        group: Group::Structure,
        inputs: HIGH_LOW,
        params: PARAMS,
        outputs,
        kind: Kind::Boolean,
        doc,
        warmup: |_| 0,
        build,
    }
}

/// Outputs of a pattern of five points.
pub(super) const XABCD: &[&str] = &[
    "value",
    "direction",
    "neckline",
    "height",
    "duration",
    "x_price",
    "x_age",
    "a_price",
    "a_age",
    "b_price",
    "b_age",
    "c_price",
    "c_age",
    "d_price",
    "d_age",
];

/// How ratios and the age of D are judged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    tolerance_pct: f64,
    recency: u64,
}

impl Limits {
    /// From the parameters of an [`entry`].
    pub(super) fn new(params: &[f64]) -> Self {
        Self {
            tolerance_pct: params[1],
            recency: params[2] as u64,
        }
    }

    /// Whether `part` is, as a ratio of `whole`, in the range widened by the tolerance.
    #[inline]
    pub(super) fn allow(self, part: f64, whole: f64, [least, most]: Range) -> bool {
        let part = 100.0 * part;
        part >= (100.0 - self.tolerance_pct) * least * whole
            && part <= (100.0 + self.tolerance_pct) * most * whole
    }

    /// Outputs of the bar that confirmed the last of these points, which begin with any X and
    /// end with A B C D.
    #[inline]
    pub(super) fn detected<const N: usize, const O: usize>(
        self,
        points: [Point; N],
        turn: Turn,
        now: u64,
    ) -> [f64; O] {
        const { assert!(O == 5 + 2 * N && N >= 4, "four numbers more than points") };
        let [a, c, d] = [N - 4, N - 2, N - 1].map(|index| points[index]);
        if now - d.at > self.recency {
            return nothing();
        }
        let found = Found {
            neckline: c.price,
            height: (a.price - d.price).abs(),
            points,
        };
        let mut outputs = [1.0; O];
        outputs[1] = if turn == Turn::Valley { 1.0 } else { -1.0 };
        found.write(now, View::Upright, &mut outputs[2..]);
        outputs
    }
}

/// The ratios that make a pattern.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ratios {
    /// AB / XA.
    pub b: Range,
    /// BC / AB.
    pub c: Range,
    /// AD / XA.
    pub d: Range,
}

/// Looks for five pivots with given ratios.
#[derive(Debug, Clone)]
pub(super) struct Harmonic {
    pivots: Pivots<5>,
    ratios: Ratios,
    limits: Limits,
}

impl Harmonic {
    /// From the parameters of an [`entry`].
    pub(super) fn new(ratios: Ratios, params: &[f64]) -> Self {
        Self {
            pivots: Pivots::new(params[0], View::Upright),
            ratios,
            limits: Limits::new(params),
        }
    }

    #[inline]
    fn fits(&self, points: &[Point; 5]) -> bool {
        let [x, a, b, c, d] = points.map(|point| point.price);
        let [xa, ab, bc, ad] = [a - x, b - a, c - b, d - a].map(f64::abs);
        self.limits.allow(ab, xa, self.ratios.b)
            && self.limits.allow(bc, ab, self.ratios.c)
            && self.limits.allow(ad, xa, self.ratios.d)
    }
}

impl Step<2, 15> for Harmonic {
    #[inline(always)]
    fn push(&mut self, [high, low]: [f64; 2]) -> [f64; 15] {
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
#[path = "harmonic_tests.rs"]
mod tests;
