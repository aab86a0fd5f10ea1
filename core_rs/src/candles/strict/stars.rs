//! Strict stars: a large red body, a small one below it, a green one back into the first.

use super::strict;
use crate::{
    candles::{
        candle::{Candle, all, signal},
        settings::{ATR, Limit},
        shape::{Pattern, shape},
    },
    entry::Entry,
};

pub(crate) const MORNING_STAR: Entry = strict::<MorningStar, 3, 1>(
    "candle.morning_star",
    "Red with a body above atr(14) at that bar; then a body below 0.3 of its range that opens at \
     or below that close; then green, closing above the middle of the red body. First value at \
     bar 17.",
    |_| shape(MorningStar),
);

pub(crate) const ABANDONED_BABY: Entry = strict::<AbandonedBaby, 3, 1>(
    "candle.abandoned_baby",
    "A morning star whose middle bar has a gap on both sides: its high is below the lows of its \
     neighbors. First value at bar 17.",
    |_| shape(AbandonedBaby),
);

/// red with body > ATR14; then body < 0.3 range and o1 <= c2; then green with c > (o2 + c2) / 2.
#[inline(always)]
fn is_star([now, star, red]: &[Candle; 3], atr: f64) -> bool {
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
        signal(1.0, is_star(candles, *atr))
    }
}

/// A morning star with a gap on both sides of the star.
#[derive(Debug, Clone)]
struct AbandonedBaby;

impl Pattern<3, 1> for AbandonedBaby {
    const LIMITS: [Limit; 1] = [ATR.at(2)];

    #[inline(always)]
    fn value(&self, candles: &[Candle; 3], [atr]: &[f64; 1]) -> f64 {
        let [now, star, red] = candles;
        signal(
            1.0,
            all([
                is_star(candles, *atr),
                star.clear_below(red),
                star.clear_below(now),
            ]),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::told;

    /// Fifteen bars with a true range of 4 each, then the three given ones.
    fn last(name: &str, three: [[f64; 4]; 3]) -> Option<bool> {
        let mut bars = vec![[20.0, 22.0, 18.0, 20.0]; 15];
        bars.extend(three);
        told(name, &bars)
    }

    // Its range of 5 makes the average 57 / 14 = 4.071.
    const RED: [f64; 4] = [20.0, 20.0, 15.0, 15.5];
    const STAR: [f64; 4] = [15.5, 15.8, 14.8, 15.3];
    const GREEN: [f64; 4] = [15.4, 18.0, 15.4, 17.8];

    #[test]
    fn morning_star_within_its_bounds_is_seen_and_beyond_them_not() {
        let last = |red, star, green| last("candle.morning_star", [red, star, green]);
        assert_eq!(last(RED, STAR, GREEN), Some(true));
        for (red, star, green, why) in [
            ([19.5, 20.0, 15.0, 15.5], STAR, GREEN, "body of 4.0"),
            (RED, [15.51, 15.8, 14.8, 15.3], GREEN, "opens higher"),
            (RED, [15.5, 15.8, 14.8, 15.19], GREEN, "body too large"),
            (RED, [15.0; 4], GREEN, "a star without range"),
            (RED, STAR, [15.4, 18.0, 15.4, 17.75], "in the middle"),
            (RED, STAR, [17.9, 18.0, 15.4, 17.8], "red at the end"),
        ] {
            assert_eq!(last(red, star, green), Some(false), "{why}");
        }
    }

    #[test]
    fn morning_star_is_null_until_its_first_bar_has_an_average_range() {
        assert_eq!(told("candle.morning_star", &[RED; 16]), None);
        assert_eq!(told("candle.morning_star", &[RED; 17]), Some(false));
    }

    #[test]
    fn abandoned_baby_between_its_gaps_is_seen_and_where_they_close_not() {
        let last = |star, green| last("candle.abandoned_baby", [RED, star, green]);
        let baby = [14.8, 14.9, 14.0, 14.7];
        assert_eq!(last(baby, GREEN), Some(true));
        assert_eq!(last([14.8, 15.0, 14.0, 14.7], GREEN), Some(false), "left");
        let touching = [15.4, 18.0, 14.9, 17.8];
        assert_eq!(last(baby, touching), Some(false), "right");
        assert_eq!(last(STAR, GREEN), Some(false), "a star without gaps");
        assert_eq!(
            last(baby, [15.4, 18.0, 15.4, 17.75]),
            Some(false),
            "no star"
        );
    }
}
