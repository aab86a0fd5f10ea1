//! Strict candles of a single bar.

use super::strict;
use crate::{
    candles::{
        candle::{Candle, all, signal},
        settings::{ATR, Limit},
        shape::{Pattern, shape},
    },
    entry::Entry,
};

pub(crate) const BULLISH_HAMMER: Entry = strict::<BullishHammer, 1, 0>(
    "candle.bullish_hammer",
    "Lower wick at least twice the body, upper wick at most half of it; of either color. First \
     value at bar 1.",
    |_| shape(BullishHammer),
);

pub(crate) const BULLISH_MARUBOZU: Entry = strict::<BullishMarubozu, 1, 1>(
    "candle.bullish_marubozu",
    "Green, with a body above 0.95 of its range and a range above 2 atr(14). First value at bar \
     15.",
    |_| shape(BullishMarubozu),
);

pub(crate) const DRAGONFLY_DOJI: Entry = strict::<DragonflyDoji, 1, 0>(
    "candle.dragonfly_doji",
    "Upper wick and body each below 0.1 of the range, lower wick above twice the body. First value \
     at bar 1.",
    |_| shape(DragonflyDoji),
);

pub(crate) const BULLISH_BELT_HOLD: Entry = strict::<BullishBeltHold, 1, 0>(
    "candle.bullish_belt_hold",
    "Green, opens at most 0.1 % of the low above it, with a body above 0.6 of its range. First \
     value at bar 1.",
    |_| shape(BullishBeltHold),
);

/// lower wick >= 2 body, upper wick <= 0.5 body.
#[derive(Debug, Clone)]
struct BullishHammer;

impl Pattern<1, 0> for BullishHammer {
    const LIMITS: [Limit; 0] = [];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], _: &[f64; 0]) -> f64 {
        let body = now.body();
        signal(
            1.0,
            all([
                now.solid(),
                now.lower() >= 2.0 * body,
                now.upper() <= 0.5 * body,
            ]),
        )
    }
}

/// bp > 0.95, range > 2 ATR14, green.
#[derive(Debug, Clone)]
struct BullishMarubozu;

impl Pattern<1, 1> for BullishMarubozu {
    const LIMITS: [Limit; 1] = [ATR.at(0)];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], [atr]: &[f64; 1]) -> f64 {
        signal(
            1.0,
            all([
                now.solid(),
                now.green(),
                now.body() > 0.95 * now.range(),
                now.range() > 2.0 * atr,
            ]),
        )
    }
}

/// uw < 0.1 range, body < 0.1 range, lw > 2 body.
#[derive(Debug, Clone)]
struct DragonflyDoji;

impl Pattern<1, 0> for DragonflyDoji {
    const LIMITS: [Limit; 0] = [];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], _: &[f64; 0]) -> f64 {
        let tenth = 0.1 * now.range();
        signal(
            1.0,
            all([
                now.upper() < tenth,
                now.body() < tenth,
                now.lower() > 2.0 * now.body(),
            ]),
        )
    }
}

/// o - l <= 0.1 % of l, bp > 0.6, green.
#[derive(Debug, Clone)]
struct BullishBeltHold;

impl Pattern<1, 0> for BullishBeltHold {
    const LIMITS: [Limit; 0] = [];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], _: &[f64; 0]) -> f64 {
        signal(
            1.0,
            all([
                now.solid(),
                now.green(),
                now.open - now.low <= 0.001 * now.low,
                now.body() > 0.6 * now.range(),
            ]),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::told;

    fn seen(name: &str, bar: [f64; 4]) -> bool {
        told(name, &[bar]) == Some(true)
    }

    #[test]
    fn hammer_on_its_bounds_is_seen_and_beyond_them_not() {
        let seen = |bar| seen("candle.bullish_hammer", bar);
        // Body 1, lower wick 2, upper wick 0.5; green and red.
        assert!(seen([102.0, 103.5, 100.0, 103.0]));
        assert!(seen([103.0, 103.5, 100.0, 102.0]));
        assert!(!seen([102.0, 103.5, 100.01, 103.0]), "lower wick short");
        assert!(!seen([102.0, 103.51, 100.0, 103.0]), "upper wick long");
        assert!(!seen([103.0, 103.0, 100.0, 103.0]), "a doji");
        assert!(!seen([103.0, 103.0, 103.0, 103.0]), "no range");
    }

    #[test]
    fn marubozu_within_its_bounds_is_seen_and_beyond_them_not() {
        // Fifteen ranges of 1 make the average (13 + r) / 14 for a last range of r.
        let told = |bar| {
            let mut bars = vec![[20.0, 20.5, 19.5, 20.0]; 15];
            bars.push(bar);
            told("candle.bullish_marubozu", &bars)
        };
        // A range of 2.2 against twice 15.2 / 14 = 2.17.
        assert_eq!(told([20.0, 22.2, 20.0, 22.2]), Some(true));
        assert_eq!(told([20.0, 22.1, 20.0, 22.1]), Some(false), "range of 2.1");
        assert_eq!(told([20.0, 22.2, 20.0, 22.1]), Some(true), "body of 0.955");
        assert_eq!(
            told([20.0, 22.2, 20.0, 22.08]),
            Some(false),
            "body of 0.945"
        );
        assert_eq!(told([22.2, 22.2, 20.0, 20.0]), Some(false), "red");
    }

    #[test]
    fn marubozu_is_null_until_there_is_an_average_range() {
        let bars = [[20.0, 22.2, 20.0, 22.2]; 15];
        assert_eq!(told("candle.bullish_marubozu", &bars[..14]), None);
        assert_eq!(told("candle.bullish_marubozu", &bars), Some(false));
    }

    #[test]
    fn dragonfly_doji_within_its_bounds_is_seen_and_on_them_not() {
        let seen = |bar| seen("candle.dragonfly_doji", bar);
        // A range of 8: wick and body must stay below 0.8.
        assert!(seen([107.5, 108.0, 100.0, 107.5]), "no body at all");
        assert!(seen([107.25, 108.0, 100.0, 108.0]));
        assert!(!seen([107.0, 107.0, 100.0, 106.0]), "body of 1 in 7");
        assert!(!seen([107.0, 108.0, 100.0, 107.0]), "upper wick of 1 in 8");
        assert!(!seen([100.0, 100.0, 100.0, 100.0]), "no range");
    }

    #[test]
    fn belt_hold_on_its_bounds_is_seen_and_beyond_them_not() {
        let seen = |bar| seen("candle.bullish_belt_hold", bar);
        // 0.1 % of 1000 is 1.
        assert!(seen([1001.0, 1008.0, 1000.0, 1007.0]));
        assert!(!seen([1001.01, 1008.0, 1000.0, 1007.0]), "opens higher");
        assert!(
            !seen([1000.0, 1010.0, 1000.0, 1006.0]),
            "body of exactly 0.6"
        );
        assert!(seen([1000.0, 1010.0, 1000.0, 1006.01]));
        assert!(!seen([1000.0, 1000.5, 990.0, 990.0]), "red");
    }
}
