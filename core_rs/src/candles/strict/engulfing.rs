//! Strict candles in which one body covers another.

use super::strict;
use crate::{
    candles::{
        candle::{Candle, all, signal},
        settings::Limit,
        shape::{Pattern, shape},
    },
    entry::Entry,
};

pub(crate) const BULLISH_ENGULFING: Entry = strict::<BullishEngulfing, 2, 0>(
    "candle.bullish_engulfing",
    "Green after red; opens at or below the close before and closes above the open before. First \
     value at bar 2.",
    |_| shape(BullishEngulfing),
);

pub(crate) const BEARISH_ENGULFING: Entry = strict::<BearishEngulfing, 2, 0>(
    "candle.bearish_engulfing",
    "Red after green; opens at or above the close before and closes below the open before. First \
     value at bar 2.",
    |_| shape(BearishEngulfing),
);

pub(crate) const BULLISH_HARAMI: Entry = strict::<BullishHarami, 2, 0>(
    "candle.bullish_harami",
    "Green, strictly inside the red body before and smaller than half of it. First value at bar 2.",
    |_| shape(BullishHarami),
);

pub(crate) const THREE_INSIDE_UP: Entry = strict::<ThreeInsideUp, 3, 0>(
    "candle.three_inside_up",
    "Red; then green strictly inside that body; then green, closing above the red one's open. \
     First value at bar 3.",
    |_| shape(ThreeInsideUp),
);

/// green after red, o <= c1 and c > o1.
#[derive(Debug, Clone)]
struct BullishEngulfing;

impl Pattern<2, 0> for BullishEngulfing {
    const LIMITS: [Limit; 0] = [];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], _: &[f64; 0]) -> f64 {
        signal(
            1.0,
            all([
                now.solid(),
                now.green(),
                before.red(),
                now.open <= before.close,
                now.close > before.open,
            ]),
        )
    }
}

/// red after green, o >= c1 and c < o1.
#[derive(Debug, Clone)]
struct BearishEngulfing;

impl Pattern<2, 0> for BearishEngulfing {
    const LIMITS: [Limit; 0] = [];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], _: &[f64; 0]) -> f64 {
        signal(
            1.0,
            all([
                now.solid(),
                now.red(),
                before.green(),
                now.open >= before.close,
                now.close < before.open,
            ]),
        )
    }
}

/// green strictly inside the previous red body, body < 0.5 body1.
#[derive(Debug, Clone)]
struct BullishHarami;

impl Pattern<2, 0> for BullishHarami {
    const LIMITS: [Limit; 0] = [];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], _: &[f64; 0]) -> f64 {
        signal(
            1.0,
            all([
                now.solid(),
                now.green(),
                before.red(),
                before.covers(now),
                now.body() < 0.5 * before.body(),
            ]),
        )
    }
}

/// red; green strictly inside it; green with c > o2.
#[derive(Debug, Clone)]
struct ThreeInsideUp;

impl Pattern<3, 0> for ThreeInsideUp {
    const LIMITS: [Limit; 0] = [];

    #[inline(always)]
    fn value(&self, [third, second, first]: &[Candle; 3], _: &[f64; 0]) -> f64 {
        signal(
            1.0,
            all([
                first.red(),
                second.green(),
                first.covers(second),
                third.solid(),
                third.green(),
                third.close > first.open,
            ]),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::told;

    const RED: [f64; 4] = [11.0, 11.5, 9.5, 10.0];
    const GREEN: [f64; 4] = [10.0, 11.5, 9.5, 11.0];

    #[test]
    fn bullish_engulfing_on_its_bounds_is_seen_and_beyond_them_not() {
        let seen = |bar| told("candle.bullish_engulfing", &[RED, bar]) == Some(true);
        assert!(seen([10.0, 11.2, 9.9, 11.01]));
        assert!(!seen([10.01, 11.2, 9.9, 11.01]), "opens above the close");
        assert!(!seen([10.0, 11.2, 9.9, 11.0]), "closes at the open");
        assert!(!seen([11.2, 11.2, 9.0, 9.9]), "is red");
    }

    #[test]
    fn bearish_engulfing_on_its_bounds_is_seen_and_beyond_them_not() {
        let seen = |bar| told("candle.bearish_engulfing", &[GREEN, bar]) == Some(true);
        assert!(seen([11.0, 11.2, 9.9, 9.99]));
        assert!(!seen([10.99, 11.2, 9.9, 9.99]), "opens below the close");
        assert!(!seen([11.0, 11.2, 9.9, 10.0]), "closes at the open");
        assert!(!seen([9.9, 11.2, 9.9, 11.1]), "is green");
    }

    #[test]
    fn engulfing_after_a_bar_of_the_same_color_is_not_seen_and_a_first_bar_null() {
        let bars = [GREEN, [9.9, 11.6, 9.8, 11.5]];
        assert_eq!(told("candle.bullish_engulfing", &bars), Some(false));
        assert_eq!(told("candle.bullish_engulfing", &bars[..1]), None);
    }

    #[test]
    fn harami_within_its_bounds_is_seen_and_on_them_not() {
        let red = [14.0, 14.5, 9.5, 10.0];
        let seen = |bar| told("candle.bullish_harami", &[red, bar]) == Some(true);
        assert!(seen([11.0, 14.0, 9.0, 12.9]), "its wicks may stand out");
        assert!(!seen([11.0, 14.0, 10.5, 13.0]), "half the body");
        assert!(!seen([10.0, 12.0, 10.0, 11.0]), "opens at the close");
        assert!(!seen([12.5, 14.0, 12.5, 14.0]), "closes at the open");
        assert!(!seen([12.0, 12.5, 10.5, 11.0]), "is red");
        assert_eq!(
            told("candle.bullish_harami", &[[10.0, 14.5, 9.5, 14.0], GREEN]),
            Some(false),
            "after green"
        );
    }

    #[test]
    fn three_inside_up_within_its_bounds_is_seen_and_on_them_not() {
        let red = [14.0, 14.5, 9.5, 10.0];
        let inside = [10.5, 13.0, 10.2, 12.9];
        let seen = |bars: &[[f64; 4]]| told("candle.three_inside_up", bars) == Some(true);
        assert!(seen(&[red, inside, [12.0, 14.5, 11.9, 14.01]]));
        assert!(
            !seen(&[red, inside, [12.0, 14.5, 11.9, 14.0]]),
            "at the open"
        );
        assert!(!seen(&[red, inside, [15.0, 15.1, 11.9, 14.1]]), "red");
        let touching = [10.0, 13.0, 9.9, 12.9];
        assert!(!seen(&[red, touching, [12.0, 14.5, 11.9, 14.1]]), "touches");
    }
}
