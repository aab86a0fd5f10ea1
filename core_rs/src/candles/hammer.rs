//! Hammers: a small body with a long lower wick.

use super::{
    shape::{Candle, Pattern, Watch},
    strict,
};
use crate::{entry::Entry, lane::lane};

pub(crate) const BULLISH: Entry = strict(
    "candle.bullish_hammer",
    "Lower wick at least twice the body, upper wick at most half of it; of either color. First \
     value at bar 1.",
    |_| 0,
    |_| lane(Watch::<BullishHammer, 1>::new()),
);

/// lower wick >= 2 body, upper wick <= 0.5 body.
#[derive(Debug, Clone)]
struct BullishHammer;

impl Pattern<1> for BullishHammer {
    #[inline(always)]
    fn found([now]: &[Candle; 1]) -> bool {
        let body = now.body();
        now.solid() && now.lower_wick() >= 2.0 * body && now.upper_wick() <= 0.5 * body
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape::watched;
    use super::*;

    fn seen(bar: [f64; 4]) -> bool {
        watched(Watch::<BullishHammer, 1>::new(), &[bar]) == [Some(true)]
    }

    #[test]
    fn hammer_on_its_bounds_is_seen_and_beyond_them_not() {
        // Body 1, lower wick 2, upper wick 0.5; green and red.
        assert!(seen([102.0, 103.5, 100.0, 103.0]));
        assert!(seen([103.0, 103.5, 100.0, 102.0]));
        assert!(!seen([102.0, 103.5, 100.01, 103.0]), "lower wick short");
        assert!(!seen([102.0, 103.51, 100.0, 103.0]), "upper wick long");
    }

    #[test]
    fn hammer_without_body_or_range_is_not_seen() {
        assert!(!seen([103.0, 103.0, 100.0, 103.0]), "a doji");
        assert!(!seen([103.0, 103.0, 103.0, 103.0]), "no range");
    }
}
