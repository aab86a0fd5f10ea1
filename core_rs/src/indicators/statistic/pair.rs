//! Squares and products of two series in a sliding window, for `beta` and `correl`.

use std::marker::PhantomData;

use crate::ring::Ring;

/// Sums over the last `n` pairs of distances from two anchors near them, renewed before they lose
/// digits.
///
/// # Source
/// TA-Lib BETA and CORREL, whose guard against cancellation is followed step by step: products of
/// two series that have nothing to do with each other cancel too, and what is left of them is
/// only equal to another program's if it is taken in the same order.
#[derive(Debug, Clone)]
pub struct Pair<S> {
    x: Ring,
    y: Ring,
    sums: Sums,
    n: f64,
    share: f64,
    missing: usize,
    fresh_for: usize,
    /// Squares of the distances that left last.
    left: (f64, f64),
    spread: PhantomData<S>,
}

/// What is taken from the sums: how far the series spread, and how far together.
pub trait Spread: Clone + Send + Sync + 'static {
    /// What leaves, over what stays, when the latter has lost too many digits.
    const OUTLIER: f64;

    /// The spread of a window of `n` pairs, each a `share` of it.
    fn of(sums: &Sums, n: f64, share: f64) -> Self;

    /// Whether too much of the sums cancels in it: below [`STALE`] of what it is taken from.
    fn is_stale(&self, sums: &Sums) -> bool;
}

/// A spread that is a smaller part of the squares it is taken from has lost too many digits.
pub const STALE: f64 = 1e-6;
/// A spread that is a smaller part of fresh squares is rounding.
pub const NOISE: f64 = 1e-14;
/// Bars between two renewals of the sums, in windows.
const RENEWAL: usize = 32;

/// Sums of the distances of both series from their anchors, of their squares and products.
#[derive(Debug, Clone, Copy)]
pub struct Sums {
    anchor_x: f64,
    anchor_y: f64,
    /// Of the first series.
    pub x: f64,
    /// Of the second series.
    pub y: f64,
    /// Of the squares of the first.
    pub xx: f64,
    /// Of the products.
    pub xy: f64,
    /// Of the squares of the second.
    pub yy: f64,
}

impl Sums {
    fn zero(anchor_x: f64, anchor_y: f64) -> Self {
        Self {
            anchor_x,
            anchor_y,
            x: 0.0,
            y: 0.0,
            xx: 0.0,
            xy: 0.0,
            yy: 0.0,
        }
    }

    #[inline(always)]
    fn add(&mut self, x: f64, y: f64) {
        let (x, y) = (x - self.anchor_x, y - self.anchor_y);
        self.x += x;
        self.y += y;
        self.xx += x * x;
        self.xy += x * y;
        self.yy += y * y;
    }

    /// Take a pair out, give its squares.
    #[inline(always)]
    fn remove(&mut self, x: f64, y: f64) -> (f64, f64) {
        let (x, y) = (x - self.anchor_x, y - self.anchor_y);
        self.x -= x;
        self.y -= y;
        self.xx -= x * x;
        self.xy -= x * y;
        self.yy -= y * y;
        (x * x, y * y)
    }
}

impl<S: Spread> Pair<S> {
    /// A window of `period` pairs (at least one).
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self {
            x: Ring::new(period),
            y: Ring::new(period),
            sums: Sums::zero(0.0, 0.0),
            n: period as f64,
            share: 1.0 / period as f64,
            missing: period,
            fresh_for: RENEWAL * period,
            left: (0.0, 0.0),
            spread: PhantomData,
        }
    }

    /// Take a pair, give the spread of the window and its sums; `None` until there are enough.
    #[inline(always)]
    pub fn next(&mut self, x: f64, y: f64) -> Option<(S, Sums)> {
        if self.missing == self.x.length() {
            self.sums = Sums::zero(x, y);
        }
        self.x.push(x);
        self.y.push(y);
        self.sums.add(x, y);
        if self.missing > 1 {
            self.missing -= 1;
            return None;
        }
        self.missing = 0;
        let mut spread = S::of(&self.sums, self.n, self.share);
        self.fresh_for -= 1;
        if spread.is_stale(&self.sums)
            || self.left.0 > S::OUTLIER * self.sums.xx
            || self.left.1 > S::OUTLIER * self.sums.yy
            || self.fresh_for == 0
        {
            self.fresh_for = RENEWAL * self.x.length();
            spread = self.renew(x, y);
        }
        let sums = self.sums;
        self.left = self.sums.remove(self.x.oldest(), self.y.oldest());
        Some((spread, sums))
    }

    /// Take the sums afresh, around the means.
    ///
    /// Inlined although it is rare: around a call, the state would be kept in memory every bar.
    #[inline(always)]
    fn renew(&mut self, x: f64, y: f64) -> S {
        let mut totals = (0.0, 0.0);
        for (x, y) in pairs(&self.x, &self.y) {
            totals = (totals.0 + x, totals.1 + y);
        }
        let spread = self.sum_around(totals.0 * self.share, totals.1 * self.share);
        if !spread.is_stale(&self.sums) {
            return spread;
        }
        // Equal values need not be equal to their mean; around one of them they are exactly 0, and
        // the sums stay fresh while the market stands still.
        self.sum_around(x, y)
    }

    #[inline(always)]
    fn sum_around(&mut self, anchor_x: f64, anchor_y: f64) -> S {
        self.sums = Sums::zero(anchor_x, anchor_y);
        for (x, y) in pairs(&self.x, &self.y) {
            self.sums.add(x, y);
        }
        S::of(&self.sums, self.n, self.share)
    }
}

/// The pairs of two windows, the oldest first.
#[inline(always)]
fn pairs(x: &Ring, y: &Ring) -> impl Iterator<Item = (f64, f64)> {
    let ((older_x, newer_x), (older_y, newer_y)) = (x.halves(), y.halves());
    let older = older_x.iter().zip(older_y);
    older
        .chain(newer_x.iter().zip(newer_y))
        .map(|(&x, &y)| (x, y))
}
