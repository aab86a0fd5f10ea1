//! Piercing line: a green bar from below the close of a large red one into its upper half.

use super::{
    shape::{Candle, Pattern, Watch},
    strict,
};
use crate::{entry::Entry, lane::lane};

pub(crate) const PIERCING: Entry = strict(
    "candle.piercing_line",
    "Red with a body above 0.6 of its range; then green, opens below that close and closes above \
     the middle of that body, below its open. First value at bar 2.",
    |_| 1,
    |_| lane(Watch::<PiercingLine, 2>::new()),
);

/// red with bp1 > 0.6; o < c1; (o1 + c1) / 2 < c < o1; green.
#[derive(Debug, Clone)]
struct PiercingLine;

impl Pattern<2> for PiercingLine {
    #[inline(always)]
    fn found([now, before]: &[Candle; 2]) -> bool {
        before.red()
            && before.body() > 0.6 * before.range()
            && now.solid()
            && now.green()
            && now.open < before.close
            && before.middle() < now.close
            && now.close < before.open
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape::watched;
    use super::*;

    fn seen(before: [f64; 4], now: [f64; 4]) -> bool {
        watched(Watch::<PiercingLine, 2>::new(), &[before, now]) == [None, Some(true)]
    }

    #[test]
    fn piercing_line_within_its_bounds_is_seen_and_on_them_not() {
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
}
