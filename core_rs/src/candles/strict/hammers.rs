//! Strict hammers and the dragonfly: a small body with one long wick.

use super::strict;
use crate::candles::{
    PRICES, VOLUME,
    candle::{Candle, all},
    settings::{Limit, MFI},
    shape::{Pattern, shape},
};
use crate::entry::{Entry, Input};

pub(crate) const BULLISH: Entry = strict::<BullishHammer, 1, 0>(
    "candle.bullish_hammer",
    "Lower wick at least twice the body, upper wick at most half of it; of either color. First \
     value at bar 1.",
    |_| shape(BullishHammer),
);

pub(crate) const INVERTED: Entry = strict::<InvertedHammer, 2, 1>(
    "candle.inverted_hammer",
    "A body below 0.3 of its range with a lower wick below 0.1 of the range and an upper wick of at \
     least twice the body, at an mfi(14) below 20 of that bar; then a bar that closes above that \
     body, where it is true. Uses volume. First value at bar 16.",
    |_| shape(InvertedHammer),
);

pub(crate) const DRAGONFLY_DOJI: Entry = strict::<DragonflyDoji, 1, 0>(
    "candle.dragonfly_doji",
    "Body and upper wick each below 0.1 of the range, lower wick above twice the body. First value \
     at bar 1.",
    |_| shape(DragonflyDoji),
);

/// lower wick >= 2 body, upper wick <= 0.5 body.
#[derive(Debug, Clone)]
struct BullishHammer;

impl Pattern<1, 0> for BullishHammer {
    const LIMITS: [Limit; 0] = [];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], _: &[f64; 0]) -> f64 {
        let body = now.body();
        f64::from(all([
            now.solid(),
            now.lower() >= 2.0 * body,
            now.upper() <= 0.5 * body,
        ]))
    }
}

/// bar 1: body < 0.3 range, lower wick < 0.1 range, upper wick >= 2 body, MFI14 < 20; then
/// c > max(o1, c1). The hammer must be solid as the bullish one must.
#[derive(Debug, Clone)]
struct InvertedHammer;

impl Pattern<2, 1> for InvertedHammer {
    const LIMITS: [Limit; 1] = [MFI.at(1)];
    const GIVEN: &'static [Input] = &[PRICES[0], PRICES[1], PRICES[2], PRICES[3], VOLUME];

    #[inline(always)]
    fn value(&self, [now, hammer]: &[Candle; 2], [flow]: &[f64; 1]) -> f64 {
        f64::from(all([
            hammer.solid(),
            hammer.body() < 0.3 * hammer.range(),
            hammer.lower() < 0.1 * hammer.range(),
            hammer.upper() >= 2.0 * hammer.body(),
            *flow < 20.0,
            now.solid(),
            now.close > hammer.top(),
        ]))
    }
}

/// upper wick < 0.1 range, body < 0.1 range, lower wick > 2 body.
#[derive(Debug, Clone)]
struct DragonflyDoji;

impl Pattern<1, 0> for DragonflyDoji {
    const LIMITS: [Limit; 0] = [];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], _: &[f64; 0]) -> f64 {
        f64::from(all([
            now.high > now.low,
            now.upper() < 0.1 * now.range(),
            now.body() < 0.1 * now.range(),
            now.lower() > 2.0 * now.body(),
        ]))
    }
}

#[cfg(test)]
mod tests {
    use super::super::truths::{last, truths};

    fn hammer(bar: [f64; 4]) -> bool {
        truths("candle.bullish_hammer", &[bar]) == [Some(true)]
    }

    #[test]
    fn hammer_on_its_bounds_is_seen_and_beyond_them_not() {
        // Body 1, lower wick 2, upper wick 0.5; green and red.
        assert!(hammer([102.0, 103.5, 100.0, 103.0]));
        assert!(hammer([103.0, 103.5, 100.0, 102.0]));
        assert!(!hammer([102.0, 103.5, 100.01, 103.0]), "lower wick short");
        assert!(!hammer([102.0, 103.51, 100.0, 103.0]), "upper wick long");
    }

    #[test]
    fn hammer_without_body_or_range_is_not_seen() {
        assert!(!hammer([103.0, 103.0, 100.0, 103.0]), "a doji");
        assert!(!hammer([103.0, 103.0, 103.0, 103.0]), "no range");
    }

    /// Fourteen bars near 100 of which the first few rise and the others fall, then the two.
    fn bars(rising: i32, hammer: [f64; 4], now: [f64; 4]) -> Vec<[f64; 4]> {
        let price = |bar: i32| 100.0 + f64::from(bar.min(2 * rising - bar));
        let mut bars: Vec<[f64; 4]> = (0..14).map(|bar| [price(bar); 4]).collect();
        bars.extend([hammer, now]);
        bars
    }

    fn inverted(hammer: [f64; 4], now: [f64; 4]) -> bool {
        last("candle.inverted_hammer", &bars(2, hammer, now)) == Some(true)
    }

    // Its range of 2.5 makes the bounds of lower wick and body 0.25 and 0.75.
    const HAMMER: [f64; 4] = [70.0, 72.3, 69.8, 70.5];
    const CLOSES_ABOVE: [f64; 4] = [70.4, 71.0, 70.3, 70.8];

    #[test]
    fn inverted_hammer_within_its_bounds_is_seen_and_on_them_not() {
        assert!(inverted(HAMMER, CLOSES_ABOVE));
        assert!(inverted([70.5, 72.3, 69.8, 70.0], CLOSES_ABOVE), "red");
        assert!(
            !inverted([70.0, 72.25, 69.75, 70.5], CLOSES_ABOVE),
            "lower wick of 0.25"
        );
        assert!(inverted([70.0, 72.5, 70.0, 70.74], CLOSES_ABOVE));
        assert!(
            !inverted([70.0, 72.5, 70.0, 70.75], CLOSES_ABOVE),
            "body of 0.75"
        );
        assert!(inverted(HAMMER, [70.4, 71.0, 70.3, 70.51]));
        assert!(
            !inverted(HAMMER, [70.4, 71.0, 70.3, 70.5]),
            "closes at the body's top"
        );
        assert!(!inverted([70.0, 72.3, 69.8, 70.0], CLOSES_ABOVE), "no body");
        assert!(!inverted(HAMMER, [70.8; 4]), "confirmed without a range");
    }

    #[test]
    fn inverted_hammer_is_seen_by_the_money_flow_of_its_own_bar() {
        let seen = |rising| {
            last(
                "candle.inverted_hammer",
                &bars(rising, HAMMER, CLOSES_ABOVE),
            )
        };
        // Of fourteen flows two rise, 203 of 1330; then three, 306 of 1352.
        assert_eq!(seen(2), Some(true));
        assert_eq!(seen(3), Some(false));
    }

    #[test]
    fn inverted_hammer_is_null_until_its_first_bar_has_a_money_flow() {
        let seen = truths("candle.inverted_hammer", &[HAMMER; 17]);
        assert_eq!(seen.iter().take_while(|value| value.is_none()).count(), 15);
    }

    #[test]
    fn dragonfly_doji_within_its_bounds_is_seen_and_on_them_not() {
        let seen = |bar| truths("candle.dragonfly_doji", &[bar]) == [Some(true)];
        // The range of 2.5 makes both bounds 0.25.
        assert!(seen([102.2, 102.5, 100.0, 102.26]));
        assert!(!seen([102.2, 102.5, 100.0, 102.25]), "upper wick");
        assert!(seen([102.25, 102.5, 100.0, 102.49]));
        assert!(!seen([102.25, 102.5, 100.0, 102.5]), "body");
        assert!(seen([102.5, 102.5, 100.0, 102.5]), "needs no body");
        assert!(!seen([102.5, 102.5, 102.5, 102.5]), "no range");
    }
}
