//! Three candles, two of them with a gap between their bodies.
//!
//! # Source
//! TA-Lib CDLGAPSIDESIDEWHITE, CDLTASUKIGAP, CDLTRISTAR, CDLUPSIDEGAP2CROWS, CDLXSIDEGAP3METHODS.

use super::candle::{Candle, all, any, signal, within};
use super::settings::{BODY_DOJI, BODY_LONG, BODY_SHORT, EQUAL, Limit, NEAR};
use super::{
    cdl,
    shape::{Pattern, shape},
};
use crate::entry::Entry;

pub(crate) const GAP_SIDE_SIDE_WHITE: Entry = cdl::<GapSideSideWhite, 3, 2>(
    "cdl.gapsidesidewhite",
    "Up or down gap side by side white lines: two white candles of one size and open, both \
     beyond a gap: 100 above it, -100 below, else 0. First value at bar 8. Source: TA-Lib \
     CDLGAPSIDESIDEWHITE.",
    &[],
    |_| shape(GapSideSideWhite),
);

pub(crate) const TASUKI_GAP: Entry = cdl::<TasukiGap, 3, 1>(
    "cdl.tasukigap",
    "Tasuki gap: a gap, then a body of about the same size and the other color that opens \
     inside the one after the gap and closes inside the gap: 100 up, -100 down, else 0. First \
     value at bar 8. Source: TA-Lib CDLTASUKIGAP.",
    &[],
    |_| shape(TasukiGap),
);

pub(crate) const TRISTAR: Entry = cdl::<Tristar, 3, 1>(
    "cdl.tristar",
    "Tristar: three doji, the middle one above (-100) or below (100) its neighbors, else 0. \
     First value at bar 13. Source: TA-Lib CDLTRISTAR.",
    &[],
    |_| shape(Tristar),
);

pub(crate) const UPSIDE_GAP_TWO_CROWS: Entry = cdl::<UpsideGapTwoCrows, 3, 2>(
    "cdl.upsidegap2crows",
    "Upside gap two crows: after a long white body a short black one above it, then a black one \
     around that which stays above the first close: -100, else 0. First value at bar 13. \
     Source: TA-Lib CDLUPSIDEGAP2CROWS.",
    &[],
    |_| shape(UpsideGapTwoCrows),
);

pub(crate) const X_SIDE_GAP_THREE_METHODS: Entry = cdl::<XSideGapThreeMethods, 3, 0>(
    "cdl.xsidegap3methods",
    "Upside or downside gap three methods: two candles of one color with a gap between, then \
     one of the other color that opens inside the second body and closes inside the first: 100 \
     up, -100 down, else 0. First value at bar 3. Source: TA-Lib CDLXSIDEGAP3METHODS.",
    &[],
    |_| shape(XSideGapThreeMethods),
);

#[derive(Debug, Clone)]
struct GapSideSideWhite;

impl Pattern<3, 2> for GapSideSideWhite {
    const LIMITS: [Limit; 2] = [NEAR.at(1), EQUAL.at(1)];

    #[inline(always)]
    fn value(&self, [third, second, first]: &[Candle; 3], [near, equal]: &[f64; 2]) -> f64 {
        let up = all([second.above(first), third.above(first)]);
        let down = all([second.below(first), third.below(first)]);
        signal(
            if up { 100.0 } else { -100.0 },
            all([
                any([up, down]),
                second.white(),
                third.white(),
                within(third.body(), second.body(), *near),
                within(third.open, second.open, *equal),
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct TasukiGap;

impl Pattern<3, 1> for TasukiGap {
    const LIMITS: [Limit; 1] = [NEAR.at(1)];

    #[inline(always)]
    fn value(&self, [third, second, first]: &[Candle; 3], [near]: &[f64; 1]) -> f64 {
        let up = all([
            second.above(first),
            second.white(),
            third.black(),
            third.close < second.open,
            third.close > first.top(),
        ]);
        let down = all([
            second.below(first),
            second.black(),
            third.white(),
            third.close > second.open,
            third.close < first.bottom(),
        ]);
        signal(
            100.0 * second.color(),
            all([
                any([up, down]),
                second.holds(third.open),
                (second.body() - third.body()).abs() < *near,
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct Tristar;

impl Pattern<3, 1> for Tristar {
    const LIMITS: [Limit; 1] = [BODY_DOJI.at(2)];

    #[inline(always)]
    fn value(&self, [third, second, first]: &[Candle; 3], [doji]: &[f64; 1]) -> f64 {
        let top = all([second.above(first), third.top() < second.top()]);
        let bottom = all([second.below(first), third.bottom() > second.bottom()]);
        signal(
            if bottom { 100.0 } else { -100.0 },
            all([
                first.body() <= *doji,
                second.body() <= *doji,
                third.body() <= *doji,
                any([top, bottom]),
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct UpsideGapTwoCrows;

impl Pattern<3, 2> for UpsideGapTwoCrows {
    const LIMITS: [Limit; 2] = [BODY_LONG.at(2), BODY_SHORT.at(1)];

    #[inline(always)]
    fn value(&self, [third, second, first]: &[Candle; 3], [long, short]: &[f64; 2]) -> f64 {
        signal(
            -100.0,
            all([
                first.white(),
                first.body() > *long,
                second.black(),
                second.body() <= *short,
                second.above(first),
                third.black(),
                third.open > second.open,
                third.close < second.close,
                third.close > first.close,
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct XSideGapThreeMethods;

impl Pattern<3, 0> for XSideGapThreeMethods {
    const LIMITS: [Limit; 0] = [];

    #[inline(always)]
    fn value(&self, [third, second, first]: &[Candle; 3], []: &[f64; 0]) -> f64 {
        let apart = any([
            all([first.white(), second.above(first)]),
            all([first.black(), second.below(first)]),
        ]);
        signal(
            100.0 * first.color(),
            all([
                first.white() == second.white(),
                second.white() != third.white(),
                second.holds(third.open),
                first.holds(third.close),
                apart,
            ]),
        )
    }
}
