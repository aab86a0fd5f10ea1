//! Formations: what the newest pivots are, the bar that completes it, and the fields it fills.

use super::pivots::{Now, Pivots, View};
use super::zigzag::{Point, Turn};
use crate::step::Step;

/// What a bar makes of a formation that waits to be completed.
pub(super) enum Verdict {
    /// Nothing yet.
    Waits,
    /// It is no longer one.
    Fails,
    /// It is detected at this bar.
    Completes,
}

impl Verdict {
    /// Completes on a condition, waits else.
    #[inline(always)]
    pub(super) fn complete_if(condition: bool) -> Self {
        if condition {
            Self::Completes
        } else {
            Self::Waits
        }
    }
}

/// What the fields of a detected formation say, in prices as they are seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<const N: usize> {
    /// The price whose break completes it.
    pub neckline: f64,
    /// What a target is measured with.
    pub height: f64,
    /// Its pivots, oldest first.
    pub points: [Point; N],
}

impl<const N: usize> Found<N> {
    /// Fill `neckline height duration`, then price and age of each point.
    #[inline(always)]
    pub(super) fn write(&self, now: u64, view: View, fields: &mut [f64]) {
        let age = |point: &Point| (now - point.at) as f64;
        fields[0] = view.price(self.neckline);
        fields[1] = self.height;
        fields[2] = age(&self.points[0]);
        for (pair, point) in fields[3..].chunks_exact_mut(2).zip(&self.points) {
            pair[0] = view.price(point.price);
            pair[1] = age(point);
        }
    }
}

/// Outputs of a bar that detects nothing: false, and fields without a value.
#[inline(always)]
pub(super) fn nothing<const O: usize>() -> [f64; O] {
    let mut outputs = [f64::NAN; O];
    outputs[0] = 0.0;
    outputs
}

/// Outputs of a bar that detects a formation: true, and its fields.
#[inline(always)]
pub(super) fn detected<const N: usize, const O: usize>(
    found: &Found<N>,
    now: u64,
    view: View,
) -> [f64; O] {
    const { assert!(O == 4 + 2 * N, "value, three fields, two of each point") };
    let mut outputs = [1.0; O];
    found.write(now, view, &mut outputs[1..]);
    outputs
}

/// A formation of confirmed pivots that a later bar completes; its fields show `N` of them.
pub(super) trait Formation<const N: usize>: Clone + Send + Sync + 'static {
    /// Which way its last pivot points.
    const LAST: Turn;

    /// The formation that the newest pivots are, oldest first, the last confirmed at this bar.
    fn of(points: &[Point]) -> Option<Self>;

    /// What the present bar makes of it, from the bar on that confirmed its last pivot.
    fn judge(&mut self, now: &Now) -> Verdict;

    /// What its fields say at the bar that completes it.
    fn found(&self, now: &Now) -> Found<N>;
}

/// Looks for a [`Formation`] among the newest `K` pivots; each is detected once at most.
///
/// A formation waits until it is completed, fails, or a newer pivot is its last.
#[derive(Debug, Clone)]
pub(super) struct Watch<F, const K: usize, const N: usize> {
    pivots: Pivots<K>,
    waiting: Option<F>,
}

impl<F: Formation<N>, const K: usize, const N: usize> Watch<F, K, N> {
    /// No bar seen yet.
    pub(super) fn new(pct: f64, view: View) -> Self {
        Self {
            pivots: Pivots::new(pct, view),
            waiting: None,
        }
    }
}

impl<F, const K: usize, const N: usize, const O: usize> Step<3, O> for Watch<F, K, N>
where
    F: Formation<N>,
{
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; O] {
        if self.pivots.next(high, low) == Some(F::LAST) {
            self.waiting = F::of(self.pivots.points());
        }
        let Some(formation) = &mut self.waiting else {
            return nothing();
        };
        let now = self.pivots.now(high, low, close);
        match formation.judge(&now) {
            Verdict::Waits => nothing(),
            Verdict::Fails => {
                self.waiting = None;
                nothing()
            }
            Verdict::Completes => {
                let found = formation.found(&now);
                self.waiting = None;
                detected(&found, now.bar, self.pivots.view())
            }
        }
    }
}
