//! Strict harami: a green body inside the red one before, and the rise out of it.

use super::strict;
use crate::candles::{
    candle::{Candle, all},
    settings::Limit,
    shape::{Pattern, shape},
};
use crate::entry::Entry;

pub(crate) const BULLISH: Entry = strict::<BullishHarami, 2, 0>(
    "candle.bullish_harami",
    "Green strictly inside the red body before, and less than half of it. First value at bar 2.",
    |_| shape(BullishHarami),
);

pub(crate) const THREE_INSIDE_UP: Entry = strict::<ThreeInsideUp, 3, 0>(
    "candle.three_inside_up",
    "Red; then green strictly inside that body; then green, closing above the red one's open. First \
     value at bar 3.",
    |_| shape(ThreeInsideUp),
);

/// A green body strictly inside a red one.
#[inline(always)]
fn inside(green: &Candle, red: &Candle) -> bool {
    all([red.red(), green.green(), red.covers(green)])
}

/// green strictly inside the previous red body, body < 0.5 body1.
#[derive(Debug, Clone)]
struct BullishHarami;

impl Pattern<2, 0> for BullishHarami {
    const LIMITS: [Limit; 0] = [];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], _: &[f64; 0]) -> f64 {
        f64::from(all([
            now.solid(),
            inside(now, before),
            now.body() < 0.5 * before.body(),
        ]))
    }
}

/// red; green strictly inside it; green with c > o2.
#[derive(Debug, Clone)]
struct ThreeInsideUp;

impl Pattern<3, 0> for ThreeInsideUp {
    const LIMITS: [Limit; 0] = [];

    #[inline(always)]
    fn value(&self, [now, harami, red]: &[Candle; 3], _: &[f64; 0]) -> f64 {
        f64::from(all([
            inside(harami, red),
            now.solid(),
            now.green(),
            now.close > red.open,
        ]))
    }
}

#[cfg(test)]
mod tests {
    use super::super::truths::truths;

    const RED: [f64; 4] = [14.0, 14.5, 9.5, 10.0];
    const GREEN: [f64; 4] = [10.0, 14.5, 9.5, 14.0];

    #[test]
    fn bullish_harami_within_its_bounds_is_seen_and_on_them_not() {
        let after =
            |before, bar| truths("candle.bullish_harami", &[before, bar]) == [None, Some(true)];
        let seen = |bar| after(RED, bar);
        assert!(seen([10.01, 11.2, 9.9, 11.0]));
        assert!(!seen([10.0, 11.2, 9.9, 11.0]), "opens at the close before");
        assert!(seen([12.5, 14.2, 12.4, 13.99]));
        assert!(!seen([12.5, 14.2, 12.4, 14.0]), "closes at the open before");
        assert!(seen([11.0, 13.2, 10.9, 12.99]));
        assert!(!seen([11.0, 13.2, 10.9, 13.0]), "half the body");
        assert!(!seen([12.0, 12.2, 10.9, 11.0]), "is red");
        assert!(!after(GREEN, [11.0, 12.2, 10.9, 12.0]), "is not after red");
    }

    #[test]
    fn three_inside_up_within_its_bounds_is_seen_and_on_them_not() {
        let seen = |bars: [[f64; 4]; 3]| {
            truths("candle.three_inside_up", &bars) == [None, None, Some(true)]
        };
        let inside = [10.01, 14.2, 9.9, 13.99];
        let up = [13.0, 14.5, 12.9, 14.01];
        assert!(seen([RED, inside, up]));
        assert!(!seen([GREEN, inside, up]), "is not after red");
        assert!(!seen([RED, [10.0, 14.2, 9.9, 13.99], up]), "opens outside");
        assert!(!seen([RED, [10.01, 14.2, 9.9, 14.0], up]), "closes outside");
        assert!(!seen([RED, [12.0, 14.2, 9.9, 11.0], up]), "red inside");
        assert!(!seen([RED, inside, [13.0, 14.5, 12.9, 14.0]]), "low close");
        assert!(!seen([RED, inside, [14.4, 14.5, 12.9, 14.1]]), "ends red");
    }
}
