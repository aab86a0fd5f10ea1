//! What patterns stand on: the newest confirmed pivots, and which way up prices are looked at.

use super::zigzag::{Point, Turn, Zigzag};

/// Which way up a pattern looks at prices.
///
/// The mirror image of a pattern is the same pattern on negated prices: a top is a bottom seen
/// upside down. There is one definition of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// As they are.
    Upright,
    /// Negated: highs are lows, peaks are valleys.
    UpsideDown,
}

impl View {
    /// A price as it is seen, and a seen price as it is.
    #[inline(always)]
    pub(super) fn price(self, price: f64) -> f64 {
        match self {
            Self::Upright => price,
            Self::UpsideDown => -price,
        }
    }

    #[inline(always)]
    fn turn(self, turn: Turn) -> Turn {
        match (self, turn) {
            (Self::Upright, Turn::Peak) | (Self::UpsideDown, Turn::Valley) => Turn::Peak,
            (Self::Upright, Turn::Valley) | (Self::UpsideDown, Turn::Peak) => Turn::Valley,
        }
    }
}

/// The present bar as it is seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Now {
    /// Its number, from 0.
    pub bar: u64,
    pub high: f64,
    pub low: f64,
    pub close: f64,
}

/// The newest `K` confirmed pivots of a series, as they are seen.
///
/// The zigzag takes prices as they are, so both views have the pivots that `zigzag(pct)` shows.
#[derive(Debug, Clone)]
pub(super) struct Pivots<const K: usize> {
    zigzag: Zigzag,
    view: View,
    points: [Point; K],
    known: usize,
}

impl<const K: usize> Pivots<K> {
    /// No pivot yet.
    pub(super) fn new(pct: f64, view: View) -> Self {
        Self {
            zigzag: Zigzag::new(pct),
            view,
            points: [Point { price: 0.0, at: 0 }; K],
            known: 0,
        }
    }

    /// Take a bar; which way the pivot points that it confirmed, the last of [`Self::points`] then.
    #[inline(always)]
    pub(super) fn next(&mut self, high: f64, low: f64) -> Option<Turn> {
        let pivot = self.zigzag.next(high, low)?;
        self.points.rotate_left(1);
        self.points[K - 1] = Point {
            price: self.view.price(pivot.price),
            at: pivot.at,
        };
        self.known = K.min(self.known + 1);
        Some(self.view.turn(pivot.turn))
    }

    /// The newest pivots, oldest first, at most `K`; peaks and valleys alternate.
    #[inline(always)]
    pub(super) fn points(&self) -> &[Point] {
        &self.points[K - self.known..]
    }

    /// The bar taken last, from its prices.
    #[inline(always)]
    pub(super) fn now(&self, high: f64, low: f64, close: f64) -> Now {
        let [first, second] = [self.view.price(high), self.view.price(low)];
        Now {
            bar: self.bar(),
            high: first.max(second),
            low: first.min(second),
            close: self.view.price(close),
        }
    }

    /// The number of the bar taken last.
    #[inline(always)]
    pub(super) fn bar(&self) -> u64 {
        self.zigzag.bar()
    }

    /// Whether the extreme that may become a pivot of that turn is on the bar taken last.
    #[inline(always)]
    pub(super) fn moved(&self, turn: Turn) -> bool {
        self.zigzag.moved(self.view.turn(turn))
    }

    /// Which way up this looks at prices.
    #[inline(always)]
    pub(super) fn view(&self) -> View {
        self.view
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fed(view: View) -> Pivots<2> {
        let mut pivots = Pivots::new(10.0, view);
        // Valley 100 at bar 0, peak 120 at bar 1, valley 100 at bar 2: the first is forgotten.
        for price in [100.0, 120.0, 100.0, 110.0] {
            pivots.next(price, price);
        }
        pivots
    }

    #[test]
    fn pivots_are_the_newest_oldest_first() {
        let points = [(120.0, 1), (100.0, 2)].map(|(price, at)| Point { price, at });
        assert_eq!(fed(View::Upright).points(), points);
    }

    #[test]
    fn pivots_known_so_far_are_fewer_at_the_start() {
        let mut pivots = Pivots::<5>::new(10.0, View::Upright);
        assert_eq!(pivots.next(100.0, 100.0), None);
        assert!(pivots.points().is_empty());
        assert_eq!(pivots.next(110.0, 110.0), Some(Turn::Valley));
        assert_eq!(pivots.points().len(), 1);
    }

    #[test]
    fn pivots_upside_down_are_the_same_ones_negated() {
        let points = [(-120.0, 1), (-100.0, 2)].map(|(price, at)| Point { price, at });
        let mut pivots = fed(View::UpsideDown);
        assert_eq!(pivots.points(), points);
        assert_eq!(pivots.next(99.0, 98.0), Some(Turn::Valley));
        let now = pivots.now(99.0, 98.0, 98.5);
        assert_eq!((now.high, now.low, now.close), (-98.0, -99.0, -98.5));
        assert!(pivots.moved(Turn::Peak));
        assert!(!pivots.moved(Turn::Valley));
    }
}
