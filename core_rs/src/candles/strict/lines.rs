//! Strict single lines: a body without wicks, or without a lower one.

use super::strict;
use crate::candles::{
    candle::{Candle, all},
    settings::{ATR, Limit},
    shape::{Pattern, shape},
};
use crate::entry::Entry;

pub(crate) const BULLISH_MARUBOZU: Entry = strict::<BullishMarubozu, 1, 1>(
    "candle.bullish_marubozu",
    "Green with a body above 0.95 of its range, and the range above 2 atr(14) of the same bar. \
     First value at bar 15.",
    |_| shape(BullishMarubozu),
);

pub(crate) const BULLISH_BELT_HOLD: Entry = strict::<BullishBeltHold, 1, 0>(
    "candle.bullish_belt_hold",
    "Green, opens at most 0.1 % above its low, with a body above 0.6 of its range. First value at \
     bar 1.",
    |_| shape(BullishBeltHold),
);

/// body > 0.95 range, range > 2 ATR14, green.
#[derive(Debug, Clone)]
struct BullishMarubozu;

impl Pattern<1, 1> for BullishMarubozu {
    const LIMITS: [Limit; 1] = [ATR.at(0)];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], [atr]: &[f64; 1]) -> f64 {
        f64::from(all([
            now.solid(),
            now.green(),
            now.body() > 0.95 * now.range(),
            now.range() > 2.0 * atr,
        ]))
    }
}

/// o - l <= 0.1 % of l, body > 0.6 range, green.
#[derive(Debug, Clone)]
struct BullishBeltHold;

impl Pattern<1, 0> for BullishBeltHold {
    const LIMITS: [Limit; 0] = [];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], _: &[f64; 0]) -> f64 {
        f64::from(all([
            now.solid(),
            now.green(),
            now.open - now.low <= 0.001 * now.low,
            now.body() > 0.6 * now.range(),
        ]))
    }
}

#[cfg(test)]
mod tests {
    use super::super::truths::{after, last, truths};

    const QUIET: [f64; 4] = [20.0, 21.0, 19.0, 20.0];

    fn marubozu(bar: [f64; 4]) -> bool {
        last("candle.bullish_marubozu", &after(QUIET, &[bar])) == Some(true)
    }

    #[test]
    fn bullish_marubozu_within_its_bounds_is_seen_and_on_them_not() {
        assert!(marubozu([18.0, 23.0, 18.0, 22.76]));
        assert!(!marubozu([18.0, 23.0, 18.0, 22.75]), "body of 0.95");
        assert!(!marubozu([23.0, 23.0, 18.0, 18.0]), "is red");
    }

    #[test]
    fn bullish_marubozu_with_a_range_under_and_over_two_averages_is_not_and_is_seen() {
        // A range r makes the average (13 * 2 + r) / 14, of which it is twice at 26 / 6 = 4.333.
        assert!(marubozu([19.0, 23.34, 19.0, 23.34]));
        assert!(!marubozu([19.0, 23.33, 19.0, 23.33]));
    }

    #[test]
    fn bullish_marubozu_is_null_until_it_has_an_average_range() {
        let seen = truths("candle.bullish_marubozu", &[QUIET; 16]);
        assert_eq!(seen.iter().take_while(|value| value.is_none()).count(), 14);
    }

    #[test]
    fn bullish_belt_hold_on_its_bounds_is_seen_and_beyond_them_not() {
        let seen = |bar| truths("candle.bullish_belt_hold", &[bar]) == [Some(true)];
        assert!(seen([100.1, 103.0, 100.0, 102.5]));
        assert!(!seen([100.11, 103.0, 100.0, 102.5]), "opens too high");
        assert!(seen([100.0, 102.5, 100.0, 101.51]));
        assert!(!seen([100.0, 102.5, 100.0, 101.5]), "body of 0.6");
        assert!(!seen([100.1, 100.1, 100.0, 100.0]), "is red");
        assert!(!seen([100.0, 100.0, 100.0, 100.0]), "no range");
    }
}
