//! Engulfing: a body that covers the body before, of the other color.
//!
//! `cdl.engulfing` is TA-Lib's: bodies may share one end (80 instead of 100), a body of zero
//! counts as white. `candle.bullish_engulfing` and `candle.bearish_engulfing` are strict.

use super::{
    PRICES,
    shape::{Candle, Pattern, Watch},
    strict,
};
use crate::{
    entry::{Entry, Group, Kind, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const CDL: Entry = Entry {
    name: "cdl.engulfing",
    group: Group::Cdl,
    inputs: PRICES,
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Engulfing pattern: 100 a white body around the black body before, -100 the other way \
          round, 80 and -80 where they share one end, else 0. First value at bar 3. Source: \
          TA-Lib CDLENGULFING.",
    warmup: |_| 2,
    build: |_| lane(Engulfing::new()),
};

pub(crate) const BULLISH: Entry = strict(
    "candle.bullish_engulfing",
    "Green after red; opens at or below the close before and closes above the open before. First \
     value at bar 2.",
    |_| 1,
    |_| lane(Watch::<Bullish, 2>::new()),
);

pub(crate) const BEARISH: Entry = strict(
    "candle.bearish_engulfing",
    "Red after green; opens at or above the close before and closes below the open before. First \
     value at bar 2.",
    |_| 1,
    |_| lane(Watch::<Bearish, 2>::new()),
);

/// green after red, o <= c1 and c > o1.
#[derive(Debug, Clone)]
struct Bullish;

impl Pattern<2> for Bullish {
    #[inline(always)]
    fn found([now, before]: &[Candle; 2]) -> bool {
        let covers = now.open <= before.close && now.close > before.open;
        now.solid() && now.green() && before.red() && covers
    }
}

/// red after green, o >= c1 and c < o1.
#[derive(Debug, Clone)]
struct Bearish;

impl Pattern<2> for Bearish {
    #[inline(always)]
    fn found([now, before]: &[Candle; 2]) -> bool {
        let covers = now.open >= before.close && now.close < before.open;
        now.solid() && now.red() && before.green() && covers
    }
}

/// TA-Lib's pattern on open and close alone.
#[derive(Debug, Clone)]
struct Engulfing {
    open: f64,
    close: f64,
    missing: usize,
}

impl Engulfing {
    fn new() -> Self {
        Self {
            open: f64::NAN,
            close: f64::NAN,
            missing: 2,
        }
    }
}

impl Step<4, 1> for Engulfing {
    #[inline(always)]
    fn push(&mut self, [open, _, _, close]: [f64; 4]) -> [f64; 1] {
        let (open1, close1) = (self.open, self.close);
        self.open = open;
        self.close = close;
        if self.missing > 0 {
            self.missing -= 1;
            return [f64::NAN];
        }
        // A body and the one before it, each as its lower and upper end.
        let white = close >= open;
        let (low, high) = if white { (open, close) } else { (close, open) };
        let (low1, high1) = if white {
            (close1, open1)
        } else {
            (open1, close1)
        };
        let opposite = white != (close1 >= open1);
        let covers = (high >= high1 && low < low1) || (high > high1 && low <= low1);
        if !(opposite && covers) {
            return [0.0];
        }
        let size = if open == close1 || close == open1 {
            80.0
        } else {
            100.0
        };
        [if white { size } else { -size }]
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape::watched;
    use super::*;

    const RED: [f64; 4] = [11.0, 11.5, 9.5, 10.0];
    const GREEN: [f64; 4] = [10.0, 11.5, 9.5, 11.0];

    fn bullish(bar: [f64; 4]) -> bool {
        watched(Watch::<Bullish, 2>::new(), &[RED, bar]) == [None, Some(true)]
    }

    fn bearish(bar: [f64; 4]) -> bool {
        watched(Watch::<Bearish, 2>::new(), &[GREEN, bar]) == [None, Some(true)]
    }

    #[test]
    fn bullish_engulfing_on_its_bounds_is_seen_and_beyond_them_not() {
        assert!(bullish([10.0, 11.2, 9.9, 11.01]));
        assert!(
            !bullish([10.01, 11.2, 9.9, 11.01]),
            "opens above the close before"
        );
        assert!(
            !bullish([10.0, 11.2, 9.9, 11.0]),
            "closes at the open before"
        );
        assert!(!bullish([11.2, 11.2, 9.0, 9.9]), "is red");
    }

    #[test]
    fn bearish_engulfing_on_its_bounds_is_seen_and_beyond_them_not() {
        assert!(bearish([11.0, 11.2, 9.9, 9.99]));
        assert!(
            !bearish([10.99, 11.2, 9.9, 9.99]),
            "opens below the close before"
        );
        assert!(
            !bearish([11.0, 11.2, 9.9, 10.0]),
            "closes at the open before"
        );
        assert!(!bearish([9.9, 11.2, 9.9, 11.1]), "is green");
    }

    #[test]
    fn engulfing_after_a_bar_of_the_same_color_is_not_seen() {
        let bars = [GREEN, [9.9, 11.6, 9.8, 11.5]];
        assert_eq!(
            watched(Watch::<Bullish, 2>::new(), &bars),
            [None, Some(false)]
        );
    }

    #[test]
    fn cdl_engulfing_is_a_hundred_around_and_eighty_at_a_shared_end() {
        let value = |bar| {
            let mut step = Engulfing::new();
            [GREEN, RED, bar].map(|bar| step.push(bar)[0])[2]
        };
        assert_eq!(value([9.9, 11.2, 9.8, 11.1]), 100.0);
        assert_eq!(value([10.0, 11.2, 9.8, 11.1]), 80.0);
        assert_eq!(value([10.0, 11.2, 9.8, 11.0]), 0.0);
    }
}
