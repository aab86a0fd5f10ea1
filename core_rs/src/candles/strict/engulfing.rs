//! Strict engulfing: a body that covers the body before, of the other color.

use super::strict;
use crate::candles::{
    candle::{Candle, all},
    settings::Limit,
    shape::{Pattern, shape},
};
use crate::entry::Entry;

pub(crate) const BULLISH: Entry = strict::<Bullish, 2, 0>(
    "candle.bullish_engulfing",
    "Green after red; opens at or below the close before and closes above the open before. First \
     value at bar 2.",
    |_| shape(Bullish),
);

pub(crate) const BEARISH: Entry = strict::<Bearish, 2, 0>(
    "candle.bearish_engulfing",
    "Red after green; opens at or above the close before and closes below the open before. First \
     value at bar 2.",
    |_| shape(Bearish),
);

/// green after red, o <= c1 and c > o1.
#[derive(Debug, Clone)]
struct Bullish;

impl Pattern<2, 0> for Bullish {
    const LIMITS: [Limit; 0] = [];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], _: &[f64; 0]) -> f64 {
        f64::from(all([
            now.solid(),
            now.green(),
            before.red(),
            now.open <= before.close,
            now.close > before.open,
        ]))
    }
}

/// red after green, o >= c1 and c < o1.
#[derive(Debug, Clone)]
struct Bearish;

impl Pattern<2, 0> for Bearish {
    const LIMITS: [Limit; 0] = [];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], _: &[f64; 0]) -> f64 {
        f64::from(all([
            now.solid(),
            now.red(),
            before.green(),
            now.open >= before.close,
            now.close < before.open,
        ]))
    }
}

#[cfg(test)]
mod tests {
    use super::super::truths::truths;

    const RED: [f64; 4] = [11.0, 11.5, 9.5, 10.0];
    const GREEN: [f64; 4] = [10.0, 11.5, 9.5, 11.0];

    fn bullish(bar: [f64; 4]) -> bool {
        truths("candle.bullish_engulfing", &[RED, bar]) == [None, Some(true)]
    }

    fn bearish(bar: [f64; 4]) -> bool {
        truths("candle.bearish_engulfing", &[GREEN, bar]) == [None, Some(true)]
    }

    #[test]
    fn bullish_engulfing_on_its_bounds_is_seen_and_beyond_them_not() {
        assert!(bullish([10.0, 11.2, 9.9, 11.01]));
        assert!(
            !bullish([10.01, 11.2, 9.9, 11.01]),
            "opens above the close before"
        );
        assert!(
            !bullish([10.0, 11.2, 9.9, 11.0]),
            "closes at the open before"
        );
        assert!(!bullish([11.2, 11.2, 9.0, 9.9]), "is red");
    }

    #[test]
    fn bearish_engulfing_on_its_bounds_is_seen_and_beyond_them_not() {
        assert!(bearish([11.0, 11.2, 9.9, 9.99]));
        assert!(
            !bearish([10.99, 11.2, 9.9, 9.99]),
            "opens below the close before"
        );
        assert!(
            !bearish([11.0, 11.2, 9.9, 10.0]),
            "closes at the open before"
        );
        assert!(!bearish([9.9, 11.2, 9.9, 11.1]), "is green");
    }

    #[test]
    fn engulfing_after_a_bar_of_the_same_color_is_not_seen() {
        let bars = [GREEN, [9.9, 11.6, 9.8, 11.5]];
        assert_eq!(
            truths("candle.bullish_engulfing", &bars),
            [None, Some(false)]
        );
    }
}
