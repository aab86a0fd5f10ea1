//! Three white soldiers: three rising green bars, each from within the body before.

use super::{
    shape::{ATR_PERIOD, Candle, RangedPattern, RangedWatch},
    strict,
};
use crate::{entry::Entry, lane::lane};

pub(crate) const WHITE: Entry = strict(
    "candle.three_white_soldiers",
    "Three green bars, the second and third opening strictly inside the body before, upper wicks \
     below 0.2 of the bodies, and the bodies together above 2 atr(14) of the present bar. First \
     value at bar 15.",
    |_| ATR_PERIOD,
    |_| lane(RangedWatch::<ThreeWhiteSoldiers, 3>::new()),
);

/// three greens, each open strictly inside the previous body, uw < 0.2 body on all, sum of bodies
/// > 2 ATR14.
#[derive(Debug, Clone)]
struct ThreeWhiteSoldiers;

impl RangedPattern<3> for ThreeWhiteSoldiers {
    const AGE: usize = 0;

    #[inline(always)]
    fn found(candles: &[Candle; 3], atr: f64) -> bool {
        let [third, second, first] = candles;
        let marching =
            |now: &Candle, before: &Candle| now.open > before.open && now.open < before.close;
        let bodies: f64 = candles.iter().map(Candle::body).sum();
        third.solid()
            && candles
                .iter()
                .all(|bar| bar.green() && bar.upper_wick() < 0.2 * bar.body())
            && marching(second, first)
            && marching(third, second)
            && bodies > 2.0 * atr
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape::watched;
    use super::*;

    /// Fifteen bars with a true range of 2 each, then the three given ones.
    fn last(first: [f64; 4], second: [f64; 4], third: [f64; 4]) -> Option<bool> {
        let mut bars = vec![[20.0, 21.0, 19.0, 20.0]; 15];
        bars.extend([first, second, third]);
        watched(RangedWatch::<ThreeWhiteSoldiers, 3>::new(), &bars)[17]
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
}
