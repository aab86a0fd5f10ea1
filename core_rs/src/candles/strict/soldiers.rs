//! Strict continuations: three white soldiers and the rising three methods.

use super::strict;
use crate::candles::{
    candle::{Candle, all},
    settings::{ATR, Limit},
    shape::{Pattern, shape},
};
use crate::entry::Entry;

pub(crate) const THREE_WHITE_SOLDIERS: Entry = strict::<ThreeWhiteSoldiers, 3, 1>(
    "candle.three_white_soldiers",
    "Three green bars, the second and third opening strictly inside the body before, upper wicks \
     below 0.2 of the bodies, and the bodies together above 2 atr(14) of the present bar. First \
     value at bar 15.",
    |_| shape(ThreeWhiteSoldiers),
);

pub(crate) const RISING_THREE_METHODS: Entry = strict::<RisingThreeMethods, 5, 0>(
    "candle.rising_three_methods",
    "Green; then three bars that stay inside its range; then green, closing above its high. The \
     first and the last body above 1.5 times the mean of the three between. First value at bar 5.",
    |_| shape(RisingThreeMethods),
);

/// Green with an upper wick < 0.2 body.
#[inline(always)]
fn soldier(bar: &Candle) -> bool {
    all([bar.green(), bar.upper() < 0.2 * bar.body()])
}

/// three greens, each open strictly inside the previous body, uw < 0.2 body on all, sum of bodies
/// > 2 ATR14.
#[derive(Debug, Clone)]
struct ThreeWhiteSoldiers;

impl Pattern<3, 1> for ThreeWhiteSoldiers {
    const LIMITS: [Limit; 1] = [ATR.at(0)];

    #[inline(always)]
    fn value(&self, [third, second, first]: &[Candle; 3], [atr]: &[f64; 1]) -> f64 {
        f64::from(all([
            third.solid(),
            soldier(first),
            soldier(second),
            soldier(third),
            first.holds(second.open),
            second.holds(third.open),
            third.body() + second.body() + first.body() > 2.0 * atr,
        ]))
    }
}

/// green; three bars inside its range; green with c > h4; bodies 4 and 0 > 1.5 mean of the middle
/// bodies.
#[derive(Debug, Clone)]
struct RisingThreeMethods;

impl Pattern<5, 0> for RisingThreeMethods {
    const LIMITS: [Limit; 0] = [];

    #[inline(always)]
    fn value(&self, [now, a, b, c, first]: &[Candle; 5], _: &[f64; 0]) -> f64 {
        let inside = |bar: &Candle| all([bar.high <= first.high, bar.low >= first.low]);
        let size = 1.5 * ((a.body() + b.body() + c.body()) / 3.0);
        f64::from(all([
            first.green(),
            inside(a),
            inside(b),
            inside(c),
            now.solid(),
            now.green(),
            now.close > first.high,
            first.body() > size,
            now.body() > size,
        ]))
    }
}

#[cfg(test)]
mod tests {
    use super::super::truths::{after, truths};

    fn last(first: [f64; 4], second: [f64; 4], third: [f64; 4]) -> Option<bool> {
        // A true range of 2 each, then the three given ones.
        let bars = after([20.0, 21.0, 19.0, 20.0], &[first, second, third]);
        truths("candle.three_white_soldiers", &bars)[17]
    }

    const FIRST: [f64; 4] = [20.0, 22.2, 19.9, 22.0];
    const SECOND: [f64; 4] = [21.0, 23.2, 20.9, 23.0];
    const THIRD: [f64; 4] = [22.0, 24.2, 21.9, 24.0];

    #[test]
    fn three_white_soldiers_within_their_bounds_are_seen_and_beyond_them_not() {
        assert_eq!(last(FIRST, SECOND, THIRD), Some(true));
        assert_eq!(
            last(FIRST, [22.0, 23.2, 20.9, 23.0], THIRD),
            Some(false),
            "opens at a close"
        );
        assert_eq!(
            last(FIRST, [20.0, 23.2, 19.9, 23.0], THIRD),
            Some(false),
            "opens at an open"
        );
        assert_eq!(
            last(FIRST, SECOND, [22.0, 24.5, 21.9, 24.0]),
            Some(false),
            "upper wick"
        );
        assert_eq!(
            last(FIRST, SECOND, [22.5, 22.6, 21.9, 22.1]),
            Some(false),
            "a red one"
        );
    }

    #[test]
    fn three_white_soldiers_that_are_small_for_the_range_are_not_seen() {
        let small = |bar: [f64; 4]| bar.map(|price| 20.0 + (price - 20.0) / 2.0);
        assert_eq!(last(small(FIRST), small(SECOND), small(THIRD)), Some(false));
    }

    #[test]
    fn three_white_soldiers_are_null_until_the_last_has_an_average_range() {
        let seen = truths("candle.three_white_soldiers", &[FIRST; 16]);
        assert_eq!(seen.iter().take_while(|value| value.is_none()).count(), 14);
    }

    /// Five bars: bodies of 4, three times 1, and 4.
    const METHODS: [[f64; 4]; 5] = [
        [10.0, 15.0, 9.5, 14.0],
        [14.0, 15.0, 12.5, 13.0],
        [13.0, 13.5, 11.5, 12.0],
        [11.0, 12.5, 9.5, 12.0],
        [11.5, 16.0, 11.4, 15.5],
    ];

    /// Whether it is seen with bar `at` in place of the one of [`METHODS`].
    fn with(at: usize, bar: [f64; 4]) -> bool {
        let mut bars = METHODS;
        bars[at] = bar;
        truths("candle.rising_three_methods", &bars)[4] == Some(true)
    }

    #[test]
    fn rising_three_methods_inside_the_first_range_are_seen_and_outside_not() {
        assert!(with(0, METHODS[0]));
        assert!(!with(1, [14.0, 15.01, 12.5, 13.0]), "above it");
        assert!(!with(3, [11.0, 12.5, 9.49, 12.0]), "below it");
        assert!(with(4, [11.5, 16.0, 11.4, 15.01]));
        assert!(!with(4, [11.5, 16.0, 11.4, 15.0]), "closes at its high");
        assert!(!with(4, [19.0, 19.0, 11.4, 15.5]), "ends red");
        assert!(!with(0, [14.0, 15.0, 9.5, 10.0]), "begins red");
    }

    #[test]
    fn rising_three_methods_of_large_bodies_are_seen_and_of_small_ones_not() {
        assert!(with(0, [12.49, 15.0, 9.5, 14.0]));
        assert!(!with(0, [12.5, 15.0, 9.5, 14.0]), "first of 1.5");
        assert!(with(4, [13.99, 16.0, 11.4, 15.5]));
        assert!(!with(4, [14.0, 16.0, 11.4, 15.5]), "last of 1.5");
    }

    #[test]
    fn rising_three_methods_are_null_for_four_bars() {
        let seen = truths("candle.rising_three_methods", &METHODS);
        assert_eq!(seen, [None, None, None, None, Some(true)]);
    }
}
