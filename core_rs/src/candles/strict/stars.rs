//! Strict stars: a large red body, a small one, a green one that takes half of it back.

use super::strict;
use crate::candles::{
    candle::{Candle, all},
    settings::{ATR, Limit},
    shape::{Pattern, shape},
};
use crate::entry::Entry;

pub(crate) const MORNING: Entry = strict::<MorningStar, 3, 1>(
    "candle.morning_star",
    "Red with a body above atr(14) at that bar; then a body below 0.3 of its range that opens at \
     or below that close; then green, closing above the middle of the red body. First value at \
     bar 17.",
    |_| shape(MorningStar),
);

pub(crate) const ABANDONED_BABY: Entry = strict::<AbandonedBaby, 3, 1>(
    "candle.abandoned_baby",
    "A morning star whose middle bar, wicks and all, lies below both neighbors. First value at bar \
     17.",
    |_| shape(AbandonedBaby),
);

/// red with body > ATR14; then body < 0.3 range and o1 <= c2; then green with c > (o2 + c2) / 2.
#[inline(always)]
fn morning([now, star, red]: &[Candle; 3], atr: f64) -> bool {
    all([
        red.red(),
        red.body() > atr,
        star.body() < 0.3 * star.range(),
        star.open <= red.close,
        now.solid(),
        now.green(),
        now.close > red.middle(),
    ])
}

#[derive(Debug, Clone)]
struct MorningStar;

impl Pattern<3, 1> for MorningStar {
    const LIMITS: [Limit; 1] = [ATR.at(2)];

    #[inline(always)]
    fn value(&self, candles: &[Candle; 3], [atr]: &[f64; 1]) -> f64 {
        f64::from(morning(candles, *atr))
    }
}

/// A morning star with a gap on both sides.
#[derive(Debug, Clone)]
struct AbandonedBaby;

impl Pattern<3, 1> for AbandonedBaby {
    const LIMITS: [Limit; 1] = [ATR.at(2)];

    #[inline(always)]
    fn value(&self, candles: &[Candle; 3], [atr]: &[f64; 1]) -> f64 {
        let [now, star, red] = candles;
        f64::from(all([
            morning(candles, *atr),
            star.clear_below(red),
            now.clear_above(star),
        ]))
    }
}

#[cfg(test)]
mod tests {
    use super::super::truths::{after, truths};

    // A true range of 4 each, then the three given ones.
    const QUIET: [f64; 4] = [20.0, 22.0, 18.0, 20.0];

    fn last(red: [f64; 4], star: [f64; 4], green: [f64; 4]) -> Option<bool> {
        truths("candle.morning_star", &after(QUIET, &[red, star, green]))[17]
    }

    // Its range of 5 makes the average 57 / 14 = 4.071.
    const RED: [f64; 4] = [20.0, 20.0, 15.0, 15.5];
    const STAR: [f64; 4] = [15.5, 15.8, 14.8, 15.3];
    const GREEN: [f64; 4] = [15.4, 18.0, 15.4, 17.8];

    #[test]
    fn morning_star_within_its_bounds_is_seen_and_beyond_them_not() {
        assert_eq!(last(RED, STAR, GREEN), Some(true));
        assert_eq!(
            last([19.5, 20.0, 15.0, 15.5], STAR, GREEN),
            Some(false),
            "body of 4.0"
        );
        assert_eq!(
            last(RED, [15.51, 15.8, 14.8, 15.3], GREEN),
            Some(false),
            "opens higher"
        );
        assert_eq!(
            last(RED, [15.5, 15.8, 14.8, 15.19], GREEN),
            Some(false),
            "body too large"
        );
        assert_eq!(
            last(RED, STAR, [15.4, 18.0, 15.4, 17.75]),
            Some(false),
            "middle"
        );
        assert_eq!(
            last(RED, STAR, [17.9, 18.0, 15.4, 17.8]),
            Some(false),
            "red at the end"
        );
    }

    #[test]
    fn morning_star_with_a_star_without_range_is_not_seen() {
        assert_eq!(last(RED, [15.0, 15.0, 15.0, 15.0], GREEN), Some(false));
    }

    #[test]
    fn morning_star_is_null_until_its_first_bar_has_an_average_range() {
        let seen = truths("candle.morning_star", &[RED; 18]);
        assert_eq!(seen.iter().take_while(|value| value.is_none()).count(), 16);
    }

    #[test]
    fn abandoned_baby_apart_from_both_neighbors_is_seen_and_touching_one_not() {
        let seen = |star, green| {
            truths("candle.abandoned_baby", &after(QUIET, &[RED, star, green]))[17] == Some(true)
        };
        let baby = [14.5, 14.99, 14.0, 14.6];
        assert!(seen(baby, [15.1, 18.0, 15.0, 17.8]));
        assert!(
            !seen([14.5, 15.0, 14.0, 14.6], [15.1, 18.0, 15.01, 17.8]),
            "touches the red one"
        );
        assert!(
            !seen(baby, [15.1, 18.0, 14.99, 17.8]),
            "touches the green one"
        );
        assert!(!seen(baby, [15.1, 18.0, 15.0, 17.75]), "no morning star");
    }
}
