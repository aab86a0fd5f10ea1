//! Stars: a large body, a small one, a large one of the other color.

use super::{
    shape::{ATR_PERIOD, Candle, RangedPattern, RangedWatch},
    strict,
};
use crate::{entry::Entry, lane::lane};

pub(crate) const MORNING: Entry = strict(
    "candle.morning_star",
    "Red with a body above atr(14) at that bar; then a body below 0.3 of its range that opens at \
     or below that close; then green, closing above the middle of the red body. First value at \
     bar 17.",
    |_| ATR_PERIOD + 2,
    |_| lane(RangedWatch::<MorningStar, 3>::new()),
);

/// red with body > ATR14; then body < 0.3 range and o1 <= c2; then green with c > (o2 + c2) / 2.
#[derive(Debug, Clone)]
struct MorningStar;

impl RangedPattern<3> for MorningStar {
    const AGE: usize = 2;

    #[inline(always)]
    fn found([now, star, red]: &[Candle; 3], atr: f64) -> bool {
        red.red()
            && red.body() > atr
            && star.body() < 0.3 * star.range()
            && star.open <= red.close
            && now.solid()
            && now.green()
            && now.close > red.middle()
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape::watched;
    use super::*;

    /// Fifteen bars with a true range of 4 each, then the three given ones.
    fn last(red: [f64; 4], star: [f64; 4], green: [f64; 4]) -> Option<bool> {
        let mut bars = vec![[20.0, 22.0, 18.0, 20.0]; 15];
        bars.extend([red, star, green]);
        watched(RangedWatch::<MorningStar, 3>::new(), &bars)[17]
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
        let seen = watched(RangedWatch::<MorningStar, 3>::new(), &[RED; 18]);
        assert_eq!(seen.iter().take_while(|value| value.is_none()).count(), 16);
    }
}
