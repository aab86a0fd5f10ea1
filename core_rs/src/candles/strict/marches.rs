//! Strict candles of an advance: three soldiers, and a rest inside one large bar.

use super::strict;
use crate::{
    candles::{
        candle::{Candle, all, signal},
        settings::{ATR, Limit},
        shape::{Pattern, shape},
    },
    entry::Entry,
};

pub(crate) const THREE_WHITE_SOLDIERS: Entry = strict::<ThreeWhiteSoldiers, 3, 1>(
    "candle.three_white_soldiers",
    "Three green bars, the second and third opening strictly inside the body before, upper wicks \
     below 0.2 of the bodies, and the bodies together above 2 atr(14) of the present bar. First \
     value at bar 15.",
    |_| shape(ThreeWhiteSoldiers),
);

pub(crate) const RISING_THREE_METHODS: Entry = strict::<RisingThreeMethods, 5, 0>(
    "candle.rising_three_methods",
    "Green; three bars that stay inside its range; green, closing above its high. The bodies of \
     both green bars are above 1.5 times the mean body of the three. First value at bar 5.",
    |_| shape(RisingThreeMethods),
);

/// three greens, each open strictly inside the previous body, uw < 0.2 body on all, sum of bodies
/// > 2 ATR14.
#[derive(Debug, Clone)]
struct ThreeWhiteSoldiers;

impl Pattern<3, 1> for ThreeWhiteSoldiers {
    const LIMITS: [Limit; 1] = [ATR.at(0)];

    #[inline(always)]
    fn value(&self, candles: &[Candle; 3], [atr]: &[f64; 1]) -> f64 {
        let [third, second, first] = candles;
        let marches = |bar: &Candle| all([bar.green(), bar.upper() < 0.2 * bar.body()]);
        signal(
            1.0,
            all([
                third.solid(),
                marches(first),
                marches(second),
                marches(third),
                first.holds(second.open),
                second.holds(third.open),
                first.body() + second.body() + third.body() > 2.0 * atr,
            ]),
        )
    }
}

/// green; three bars inside its range; green with c > h4; bodies 4 and 0 > 1.5 mean of the middle
/// bodies.
#[derive(Debug, Clone)]
struct RisingThreeMethods;

impl Pattern<5, 0> for RisingThreeMethods {
    const LIMITS: [Limit; 0] = [];

    #[inline(always)]
    fn value(&self, [last, third, second, first, large]: &[Candle; 5], _: &[f64; 0]) -> f64 {
        let rests = |bar: &Candle| all([bar.high <= large.high, bar.low >= large.low]);
        let mean = (first.body() + second.body() + third.body()) / 3.0;
        let limit = 1.5 * mean;
        signal(
            1.0,
            all([
                large.green(),
                rests(first),
                rests(second),
                rests(third),
                last.solid(),
                last.green(),
                last.close > large.high,
                large.body() > limit,
                last.body() > limit,
            ]),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::told;

    /// Fifteen bars with a true range of 2 each, then the three given ones.
    fn soldiers(three: [[f64; 4]; 3]) -> Option<bool> {
        let mut bars = vec![[20.0, 21.0, 19.0, 20.0]; 15];
        bars.extend(three);
        told("candle.three_white_soldiers", &bars)
    }

    const FIRST: [f64; 4] = [20.0, 22.2, 19.9, 22.0];
    const SECOND: [f64; 4] = [21.0, 23.2, 20.9, 23.0];
    const THIRD: [f64; 4] = [22.0, 24.2, 21.9, 24.0];

    #[test]
    fn three_white_soldiers_within_their_bounds_are_seen_and_beyond_them_not() {
        assert_eq!(soldiers([FIRST, SECOND, THIRD]), Some(true));
        for (second, third, why) in [
            ([22.0, 23.2, 20.9, 23.0], THIRD, "opens at a close"),
            ([20.0, 23.2, 19.9, 23.0], THIRD, "opens at an open"),
            (SECOND, [22.0, 24.5, 21.9, 24.0], "upper wick"),
            (SECOND, [22.5, 22.6, 21.9, 22.1], "a red one"),
        ] {
            assert_eq!(soldiers([FIRST, second, third]), Some(false), "{why}");
        }
    }

    #[test]
    fn three_white_soldiers_that_are_small_for_the_range_are_not_seen() {
        let small = |bar: [f64; 4]| bar.map(|price| 20.0 + (price - 20.0) / 2.0);
        assert_eq!(soldiers([FIRST, SECOND, THIRD].map(small)), Some(false));
    }

    // Middle bodies of 1 each: the large ones must be above 1.5.
    const LARGE: [f64; 4] = [10.0, 16.0, 9.0, 15.0];
    const REST: [f64; 4] = [14.0, 16.0, 9.0, 13.0];
    const LAST: [f64; 4] = [14.0, 17.0, 13.5, 16.1];

    fn methods(large: [f64; 4], rest: [f64; 4], last: [f64; 4]) -> Option<bool> {
        told(
            "candle.rising_three_methods",
            &[large, REST, rest, REST, last],
        )
    }

    #[test]
    fn rising_three_methods_within_their_bounds_are_seen_and_beyond_them_not() {
        assert_eq!(methods(LARGE, REST, LAST), Some(true));
        for (large, rest, last, why) in [
            ([15.0, 16.0, 9.0, 10.0], REST, LAST, "begins red"),
            ([10.0, 16.0, 9.0, 11.5], REST, LAST, "a first body of 1.5"),
            (LARGE, [14.0, 16.1, 9.0, 13.0], LAST, "higher high"),
            (LARGE, [14.0, 16.0, 8.9, 13.0], LAST, "lower low"),
            (LARGE, REST, [14.0, 17.0, 13.5, 16.0], "closes at the high"),
            (LARGE, REST, [17.0, 17.0, 13.5, 16.1], "ends red"),
            (
                LARGE,
                REST,
                [14.75, 17.0, 13.5, 16.25],
                "a last body of 1.5",
            ),
        ] {
            assert_eq!(methods(large, rest, last), Some(false), "{why}");
        }
    }

    #[test]
    fn rising_three_methods_are_null_for_four_bars() {
        assert_eq!(told("candle.rising_three_methods", &[LARGE; 4]), None);
        assert_eq!(
            told("candle.rising_three_methods", &[LARGE; 5]),
            Some(false)
        );
    }
}
