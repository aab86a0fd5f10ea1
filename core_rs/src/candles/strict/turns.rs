//! Strict turns in two bars: piercing line, kicker, tweezer bottoms.

use super::strict;
use crate::candles::{
    candle::{Candle, all},
    settings::{ATR, EMA, Limit, RSI},
    shape::{Pattern, shape},
};
use crate::entry::Entry;

pub(crate) const PIERCING_LINE: Entry = strict::<PiercingLine, 2, 0>(
    "candle.piercing_line",
    "Red with a body above 0.6 of its range; then green, opens below that close and closes above \
     the middle of that body, below its open. First value at bar 2.",
    |_| shape(PiercingLine),
);

pub(crate) const BULLISH_KICKER: Entry = strict::<BullishKicker, 2, 1>(
    "candle.bullish_kicker",
    "Green after red, opens above the open before and closes more than atr(14) of the present bar \
     above the close before. First value at bar 15.",
    |_| shape(BullishKicker),
);

pub(crate) const TWEEZER_BOTTOMS: Entry = strict::<TweezerBottoms, 2, 2>(
    "candle.tweezer_bottoms",
    "Green, its low within 0.1 % of the low before, with rsi(14) below 35 and the close below \
     ema(20). First value at bar 20.",
    |_| shape(TweezerBottoms),
);

/// red with body > 0.6 range; o < c1; (o1 + c1) / 2 < c < o1; green.
#[derive(Debug, Clone)]
struct PiercingLine;

impl Pattern<2, 0> for PiercingLine {
    const LIMITS: [Limit; 0] = [];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], _: &[f64; 0]) -> f64 {
        f64::from(all([
            before.red(),
            before.body() > 0.6 * before.range(),
            now.solid(),
            now.green(),
            now.open < before.close,
            before.middle() < now.close,
            now.close < before.open,
        ]))
    }
}

/// green after red, o > o1, c - c1 > ATR14.
#[derive(Debug, Clone)]
struct BullishKicker;

impl Pattern<2, 1> for BullishKicker {
    const LIMITS: [Limit; 1] = [ATR.at(0)];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], [atr]: &[f64; 1]) -> f64 {
        f64::from(all([
            before.red(),
            now.solid(),
            now.green(),
            now.open > before.open,
            now.close - before.close > *atr,
        ]))
    }
}

/// lows within 0.1 % (of the one before), RSI14 < 35, c < EMA20, green.
#[derive(Debug, Clone)]
struct TweezerBottoms;

impl Pattern<2, 2> for TweezerBottoms {
    const LIMITS: [Limit; 2] = [RSI.at(0), EMA.at(0)];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], [strength, average]: &[f64; 2]) -> f64 {
        f64::from(all([
            (now.low - before.low).abs() <= 0.001 * before.low,
            *strength < 35.0,
            now.close < *average,
            now.solid(),
            now.green(),
        ]))
    }
}

#[cfg(test)]
mod tests {
    use super::super::truths::{after, last, truths};

    #[test]
    fn piercing_line_within_its_bounds_is_seen_and_on_them_not() {
        let seen =
            |before, now| truths("candle.piercing_line", &[before, now]) == [None, Some(true)];
        let before = [14.0, 14.5, 9.5, 10.0];
        assert!(seen(before, [9.9, 12.5, 9.8, 12.1]));
        assert!(seen(before, [9.99, 14.0, 9.8, 13.99]));
        assert!(
            !seen(before, [10.0, 12.5, 9.8, 12.1]),
            "opens at the close before"
        );
        assert!(
            !seen(before, [9.9, 12.5, 9.8, 12.0]),
            "closes in the middle"
        );
        assert!(
            !seen(before, [9.9, 14.5, 9.8, 14.0]),
            "closes at the open before"
        );
        assert!(
            !seen([14.0, 15.0, 8.75, 10.25], [9.9, 13.0, 9.8, 12.5]),
            "body of exactly 0.6"
        );
        assert!(
            !seen([10.0, 14.5, 9.5, 14.0], [9.9, 12.5, 9.8, 12.1]),
            "is not after red"
        );
    }

    #[test]
    fn bullish_kicker_within_its_bounds_is_seen_and_on_them_not() {
        let quiet = [20.0, 21.0, 19.0, 20.0];
        let seen = |before, now| {
            last("candle.bullish_kicker", &after(quiet, &[before, now])) == Some(true)
        };
        // The last true range of 2.5 makes the average (13 * 2 + 2.5) / 14 = 2.036.
        let red = [20.0, 21.0, 19.0, 19.5];
        assert!(seen(red, [20.01, 22.0, 20.0, 21.54]));
        assert!(!seen(red, [20.01, 22.0, 20.0, 21.53]), "rises by 2.03");
        assert!(!seen(red, [20.0, 22.0, 20.0, 21.6]), "opens at the open");
        assert!(!seen(red, [21.8, 22.0, 20.0, 21.6]), "is red");
        assert!(
            !seen([19.4, 21.0, 19.0, 19.5], [20.01, 22.0, 20.0, 21.6]),
            "is not after red"
        );
    }

    #[test]
    fn bullish_kicker_is_null_until_it_has_an_average_range() {
        let seen = truths("candle.bullish_kicker", &[[20.0, 21.0, 19.0, 20.0]; 16]);
        assert_eq!(seen.iter().take_while(|value| value.is_none()).count(), 14);
    }

    /// Closes of 120, 119 and so on down to 100, whose low is 100 too; then the given bar.
    fn falling(now: [f64; 4]) -> bool {
        let close = |bar: i32| 120.0 - f64::from(bar);
        let bar = |bar| [close(bar) + 1.0, close(bar) + 1.5, close(bar), close(bar)];
        let mut bars: Vec<[f64; 4]> = (0..=20).map(bar).collect();
        bars.push(now);
        last("candle.tweezer_bottoms", &bars) == Some(true)
    }

    #[test]
    fn tweezer_bottoms_of_equal_lows_are_seen_and_of_others_not() {
        assert!(falling([100.3, 101.0, 99.9, 100.6]));
        assert!(falling([100.3, 101.0, 100.1, 100.6]));
        assert!(!falling([100.3, 101.0, 99.89, 100.6]), "lower");
        assert!(!falling([100.3, 101.0, 100.11, 100.6]), "higher");
        assert!(!falling([100.7, 101.0, 100.0, 100.6]), "is red");
    }

    #[test]
    fn tweezer_bottoms_of_a_relative_strength_under_35_are_seen_and_over_not() {
        // Losses of 1 each and then a gain of x: 100 x / (13 + x), which is 35 at 7.
        assert!(falling([100.3, 108.0, 100.0, 106.9]));
        assert!(!falling([100.3, 108.0, 100.0, 107.1]));
    }

    #[test]
    fn tweezer_bottoms_under_the_average_are_seen_and_over_it_not() {
        // The first average is the mean (100 + 18 * 90 + close) / 20: equal to the close at 90.53.
        let seen = |close| {
            let mut bars = vec![[90.0, 90.5, 89.5, 90.0]; 19];
            bars[0] = [100.0, 100.5, 99.5, 100.0];
            bars.push([90.0, 91.0, 89.5, close]);
            last("candle.tweezer_bottoms", &bars)
        };
        assert_eq!(seen(90.52), Some(true));
        assert_eq!(seen(90.54), Some(false));
    }

    #[test]
    fn tweezer_bottoms_are_null_until_the_average_is_known() {
        let seen = truths("candle.tweezer_bottoms", &[[90.0, 91.0, 89.0, 90.5]; 21]);
        assert_eq!(seen.iter().take_while(|value| value.is_none()).count(), 19);
    }
}
