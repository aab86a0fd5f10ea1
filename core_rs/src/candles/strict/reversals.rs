//! Strict candles of two bars that turn a fall.

use super::strict;
use crate::{
    candles::{
        PRICES, VOLUME,
        candle::{Candle, all, signal},
        settings::{ATR, EMA, Limit, MFI, RSI},
        shape::{Pattern, shape},
    },
    entry::{Entry, Input},
};

pub(crate) const PIERCING_LINE: Entry = strict::<PiercingLine, 2, 0>(
    "candle.piercing_line",
    "Red with a body above 0.6 of its range; then green, opens below that close and closes above \
     the middle of that body, below its open. First value at bar 2.",
    |_| shape(PiercingLine),
);

pub(crate) const INVERTED_HAMMER: Entry = strict::<InvertedHammer, 2, 1>(
    "candle.inverted_hammer",
    "True on the bar that confirms it. The bar before: a body below 0.3 of its range, a lower wick \
     below 0.1 of it, an upper wick of at least twice the body, mfi(14) below 20; this bar closes \
     above that body. First value at bar 16.",
    |_| shape(InvertedHammer),
);

pub(crate) const TWEEZER_BOTTOMS: Entry = strict::<TweezerBottoms, 2, 2>(
    "candle.tweezer_bottoms",
    "Green; the low at most 0.1 % of the low before away from it, rsi(14) below 35, the close below \
     ema(20). First value at bar 20.",
    |_| shape(TweezerBottoms),
);

pub(crate) const BULLISH_KICKER: Entry = strict::<BullishKicker, 2, 1>(
    "candle.bullish_kicker",
    "Green after red, opens above the open before and closes more than atr(14) above the close \
     before. First value at bar 15.",
    |_| shape(BullishKicker),
);

/// red with bp1 > 0.6; o < c1; (o1 + c1) / 2 < c < o1; green.
#[derive(Debug, Clone)]
struct PiercingLine;

impl Pattern<2, 0> for PiercingLine {
    const LIMITS: [Limit; 0] = [];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], _: &[f64; 0]) -> f64 {
        signal(
            1.0,
            all([
                before.red(),
                before.body() > 0.6 * before.range(),
                now.solid(),
                now.green(),
                now.open < before.close,
                now.close > before.middle(),
                now.close < before.open,
            ]),
        )
    }
}

/// bar 1: bp < 0.3, lw < 0.1 range, uw >= 2 body, MFI14 < 20; c > max(o1, c1).
#[derive(Debug, Clone)]
struct InvertedHammer;

impl Pattern<2, 1> for InvertedHammer {
    const LIMITS: [Limit; 1] = [MFI.at(1)];
    const GIVEN: &'static [Input] = &[PRICES[0], PRICES[1], PRICES[2], PRICES[3], VOLUME];

    #[inline(always)]
    fn value(&self, [now, hammer]: &[Candle; 2], [mfi]: &[f64; 1]) -> f64 {
        signal(
            1.0,
            all([
                hammer.solid(),
                hammer.body() < 0.3 * hammer.range(),
                hammer.lower() < 0.1 * hammer.range(),
                hammer.upper() >= 2.0 * hammer.body(),
                *mfi < 20.0,
                now.solid(),
                now.close > hammer.top(),
            ]),
        )
    }
}

/// lows within 0.1 %, RSI14 < 35, c < EMA20, green.
#[derive(Debug, Clone)]
struct TweezerBottoms;

impl Pattern<2, 2> for TweezerBottoms {
    const LIMITS: [Limit; 2] = [RSI.at(0), EMA.at(0)];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], [rsi, ema]: &[f64; 2]) -> f64 {
        signal(
            1.0,
            all([
                now.solid(),
                now.green(),
                (now.low - before.low).abs() <= 0.001 * before.low,
                *rsi < 35.0,
                now.close < *ema,
            ]),
        )
    }
}

/// green after red, o > o1, c - c1 > ATR14.
#[derive(Debug, Clone)]
struct BullishKicker;

impl Pattern<2, 1> for BullishKicker {
    const LIMITS: [Limit; 1] = [ATR.at(0)];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], [atr]: &[f64; 1]) -> f64 {
        signal(
            1.0,
            all([
                now.solid(),
                now.green(),
                before.red(),
                now.open > before.open,
                now.close - before.close > *atr,
            ]),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::{told, told_with_volume};

    #[test]
    fn piercing_line_within_its_bounds_is_seen_and_on_them_not() {
        let red = [14.0, 14.5, 9.5, 10.0];
        let told = |before, now| told("candle.piercing_line", &[before, now]) == Some(true);
        let seen = |now| told(red, now);
        assert!(seen([9.9, 12.5, 9.8, 12.1]));
        assert!(seen([9.99, 14.0, 9.8, 13.99]));
        assert!(!seen([10.0, 12.5, 9.8, 12.1]), "opens at the close");
        assert!(!seen([9.9, 12.5, 9.8, 12.0]), "closes in the middle");
        assert!(!seen([9.9, 14.5, 9.8, 14.0]), "closes at the open");
        let short = [14.0, 15.0, 8.75, 10.25];
        assert!(!told(short, [9.9, 13.0, 9.8, 12.5]), "body of exactly 0.6");
        let green = [10.0, 14.5, 9.5, 14.0];
        assert!(!told(green, [9.9, 12.5, 9.8, 12.1]), "is not after red");
    }

    #[test]
    fn inverted_hammer_within_its_bounds_is_seen_and_beyond_them_not() {
        // Prices that only fall make a money flow of 0; a rise on much volume in between, 50.
        let told = |hammer: [f64; 4], now: [f64; 4], rise: f64| {
            let mut bars: Vec<[f64; 5]> = (0..14)
                .map(|bar| 200.0 - f64::from(bar))
                .map(|price| [price, price + 1.0, price - 1.0, price, 100.0])
                .collect();
            bars[7] = [200.0, 201.0, 199.0, 200.0, rise];
            for [open, high, low, close] in [hammer, now] {
                bars.push([open, high, low, close, 100.0]);
            }
            told_with_volume("candle.inverted_hammer", &bars)
        };
        let hammer = [101.0, 110.0, 100.5, 103.0];
        let after = [103.0, 104.0, 102.0, 103.5];
        assert_eq!(told(hammer, after, 100.0), Some(true));
        assert_eq!(told(hammer, after, 1_000.0), Some(false), "money flowed in");
        assert_eq!(
            told(hammer, [103.0, 104.0, 102.0, 103.0], 100.0),
            Some(false),
            "closes at the body"
        );
        for (hammer, why) in [
            ([100.5, 110.0, 100.0, 103.5], "body of exactly 0.3"),
            ([101.0, 109.0, 100.0, 103.0], "lower wick above 0.1"),
            ([101.0, 106.0, 100.9, 103.0], "upper wick short"),
            ([103.0, 110.0, 102.9, 103.0], "no body"),
        ] {
            assert_eq!(
                told(hammer, [104.0, 105.0, 103.0, 104.5], 100.0),
                Some(false),
                "{why}"
            );
        }
    }

    #[test]
    fn tweezer_bottoms_within_their_bounds_are_seen_and_beyond_them_not() {
        let told = |before: [f64; 4], now: [f64; 4], drift: f64| {
            let mut bars: Vec<[f64; 4]> = (0..20)
                .map(|bar| 1020.0 + drift * f64::from(bar))
                .map(|price| [price, price + 1.0, price - 1.0, price])
                .collect();
            bars.extend([before, now]);
            told("candle.tweezer_bottoms", &bars)
        };
        let before = [1001.0, 1002.0, 1000.0, 1000.5];
        assert_eq!(
            told(before, [1000.5, 1002.0, 999.0, 1001.0], -1.0),
            Some(true)
        );
        assert_eq!(
            told(before, [1001.5, 1003.0, 1001.0, 1002.0], -1.0),
            Some(true)
        );
        assert_eq!(
            told(before, [1000.5, 1002.0, 998.9, 1001.0], -1.0),
            Some(false),
            "low more than 0.1 % lower"
        );
        assert_eq!(
            told(before, [1000.5, 1002.0, 999.0, 1000.0], -1.0),
            Some(false),
            "is red"
        );
        assert_eq!(
            told(before, [1000.5, 1020.0, 999.0, 1019.0], -1.0),
            Some(false),
            "not weak"
        );
        let rising = [1038.0, 1040.0, 1036.0, 1037.0];
        assert_eq!(
            told(rising, [1037.0, 1039.0, 1036.0, 1038.0], 1.0),
            Some(false)
        );
    }

    #[test]
    fn kicker_within_its_bounds_is_seen_and_on_them_not() {
        // Fourteen true ranges of 2, then the two given ones.
        let told = |before: [f64; 4], now: [f64; 4]| {
            let mut bars = vec![[20.0, 21.0, 19.0, 20.0]; 15];
            bars.extend([before, now]);
            told("candle.bullish_kicker", &bars)
        };
        let red = [20.5, 21.0, 19.0, 19.5];
        // True range 3 makes the average 29 / 14 = 2.07.
        assert_eq!(told(red, [20.6, 22.0, 20.5, 21.6]), Some(true));
        assert_eq!(
            told(red, [20.5, 22.0, 20.4, 21.6]),
            Some(false),
            "at the open"
        );
        assert_eq!(
            told(red, [20.6, 22.0, 20.5, 21.5]),
            Some(false),
            "rise of 2"
        );
        assert_eq!(told(red, [21.9, 22.0, 20.5, 21.8]), Some(false), "red");
        let green = [19.5, 21.0, 19.0, 19.6];
        assert_eq!(
            told(green, [20.6, 22.0, 20.5, 21.9]),
            Some(false),
            "after green"
        );
    }
}
