//! Crows: black candles that step down, and the white soldiers that step up.
//!
//! # Source
//! TA-Lib CDL2CROWS, CDL3BLACKCROWS, CDL3STARSINSOUTH, CDL3WHITESOLDIERS, CDLADVANCEBLOCK.

use super::candle::{Candle, all, any, signal};
use super::settings::{
    BODY_LONG, BODY_SHORT, FAR, Limit, NEAR, SHADOW_LONG, SHADOW_SHORT, SHADOW_VERY_SHORT,
};
use super::{
    cdl,
    shape::{Pattern, shape},
};
use crate::entry::Entry;

pub(crate) const TWO_CROWS: Entry = cdl::<TwoCrows, 3, 1>(
    "cdl.2crows",
    "Two crows: after a long white candle a black one above it, then a black one that opens inside \
     the second body and closes inside the first: -100, else 0. First value at bar 13. Source: \
     TA-Lib CDL2CROWS.",
    &[],
    |_| shape(TwoCrows),
);

pub(crate) const THREE_BLACK_CROWS: Entry = cdl::<ThreeBlackCrows, 4, 3>(
    "cdl.3blackcrows",
    "Three black crows: after a white candle three black ones with very short lower shadows, each \
     opening inside the body before and closing lower: -100, else 0. First value at bar 14. \
     Source: TA-Lib CDL3BLACKCROWS.",
    &[],
    |_| shape(ThreeBlackCrows),
);

pub(crate) const THREE_STARS_IN_SOUTH: Entry = cdl::<ThreeStarsInSouth, 3, 5>(
    "cdl.3starsinsouth",
    "Three stars in the south: three black candles, each within the range of the one before, the \
     first long with a long lower shadow, the last a small one almost without shadows: 100, else \
     0. First value at bar 13. Source: TA-Lib CDL3STARSINSOUTH.",
    &[],
    |_| shape(ThreeStarsInSouth),
);

pub(crate) const THREE_WHITE_SOLDIERS: Entry = cdl::<ThreeWhiteSoldiers, 3, 8>(
    "cdl.3whitesoldiers",
    "Three advancing white soldiers: three white candles with very short upper shadows and higher \
     closes, each opening inside or near the body before and not much smaller: 100, else 0. First \
     value at bar 13. Source: TA-Lib CDL3WHITESOLDIERS.",
    &[],
    |_| shape(ThreeWhiteSoldiers),
);

pub(crate) const ADVANCE_BLOCK: Entry = cdl::<AdvanceBlock, 3, 8>(
    "cdl.advanceblock",
    "Advance block: three white candles with higher closes that weaken, by smaller bodies or longer \
     upper shadows: -100, else 0. First value at bar 13. Source: TA-Lib CDLADVANCEBLOCK.",
    &[],
    |_| shape(AdvanceBlock),
);

#[derive(Debug, Clone)]
struct TwoCrows;

impl Pattern<3, 1> for TwoCrows {
    const LIMITS: [Limit; 1] = [BODY_LONG.at(2)];

    #[inline(always)]
    fn value(&self, [third, second, first]: &[Candle; 3], [long]: &[f64; 1]) -> f64 {
        signal(
            -100.0,
            all([
                first.white(),
                first.body() > *long,
                second.black(),
                second.above(first),
                third.black(),
                third.open < second.open,
                third.open > second.close,
                third.close > first.open,
                third.close < first.close,
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct ThreeBlackCrows;

impl Pattern<4, 3> for ThreeBlackCrows {
    const LIMITS: [Limit; 3] = [
        SHADOW_VERY_SHORT.at(2),
        SHADOW_VERY_SHORT.at(1),
        SHADOW_VERY_SHORT.at(0),
    ];

    #[inline(always)]
    fn value(
        &self,
        [third, second, first, before]: &[Candle; 4],
        [shadow2, shadow1, shadow0]: &[f64; 3],
    ) -> f64 {
        let steps = |now: &Candle, last: &Candle| {
            all([
                now.open < last.open,
                now.open > last.close,
                last.close > now.close,
            ])
        };
        signal(
            -100.0,
            all([
                before.white(),
                first.black(),
                first.lower() < *shadow2,
                second.black(),
                second.lower() < *shadow1,
                third.black(),
                third.lower() < *shadow0,
                before.high > first.close,
                steps(second, first),
                steps(third, second),
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct ThreeStarsInSouth;

impl Pattern<3, 5> for ThreeStarsInSouth {
    const LIMITS: [Limit; 5] = [
        BODY_LONG.at(2),
        SHADOW_VERY_SHORT.at(1),
        SHADOW_VERY_SHORT.at(0),
        BODY_SHORT.at(0),
        SHADOW_VERY_SHORT.at(2),
    ];

    #[inline(always)]
    fn value(
        &self,
        [third, second, first]: &[Candle; 3],
        [long, shadow1, shadow0, short, _]: &[f64; 5],
    ) -> f64 {
        signal(
            100.0,
            all([
                first.black(),
                second.black(),
                third.black(),
                first.body() > *long,
                first.lower() > SHADOW_LONG * first.body(),
                second.body() < first.body(),
                second.open > first.close,
                second.open <= first.high,
                second.low < first.close,
                second.low >= first.low,
                second.lower() > *shadow1,
                third.body() < *short,
                third.lower() < *shadow0,
                third.upper() < *shadow0,
                third.low > second.low,
                third.high < second.high,
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct ThreeWhiteSoldiers;

impl Pattern<3, 8> for ThreeWhiteSoldiers {
    const LIMITS: [Limit; 8] = [
        SHADOW_VERY_SHORT.at(2),
        SHADOW_VERY_SHORT.at(1),
        SHADOW_VERY_SHORT.at(0),
        NEAR.at(2),
        NEAR.at(1),
        FAR.at(2),
        FAR.at(1),
        BODY_SHORT.at(0),
    ];

    #[inline(always)]
    fn value(
        &self,
        [third, second, first]: &[Candle; 3],
        [shadow2, shadow1, shadow0, near2, near1, far2, far1, short]: &[f64; 8],
    ) -> f64 {
        signal(
            100.0,
            all([
                first.white(),
                first.upper() < *shadow2,
                second.white(),
                second.upper() < *shadow1,
                third.white(),
                third.upper() < *shadow0,
                marches(second, first, *near2),
                marches(third, second, *near1),
                second.body() > first.body() - far2,
                third.body() > second.body() - far1,
                third.body() > *short,
            ]),
        )
    }
}

/// Closes higher, and opens above the open before, inside that body or near above it.
#[inline(always)]
fn marches(now: &Candle, before: &Candle, near: f64) -> bool {
    all([
        now.close > before.close,
        now.open > before.open,
        now.open <= before.close + near,
    ])
}

#[derive(Debug, Clone)]
struct AdvanceBlock;

impl Pattern<3, 8> for AdvanceBlock {
    const LIMITS: [Limit; 8] = [
        BODY_LONG.at(2),
        SHADOW_SHORT.at(2),
        SHADOW_SHORT.at(1),
        SHADOW_SHORT.at(0),
        NEAR.at(2),
        NEAR.at(1),
        FAR.at(2),
        FAR.at(1),
    ];

    #[inline(always)]
    fn value(
        &self,
        [third, second, first]: &[Candle; 3],
        [long, shadow2, shadow1, shadow0, near2, near1, far2, far1]: &[f64; 8],
    ) -> f64 {
        let (body1, body2, body3) = (first.body(), second.body(), third.body());
        let weakens = any([
            all([body2 < body1 - far2, body3 < body2 + near1]),
            body3 < body2 - far1,
            all([
                body3 < body2,
                body2 < body1,
                any([third.upper() > *shadow0, second.upper() > *shadow1]),
            ]),
            all([body3 < body2, third.upper() > SHADOW_LONG * body3]),
        ]);
        signal(
            -100.0,
            all([
                first.white(),
                second.white(),
                third.white(),
                marches(second, first, *near2),
                marches(third, second, *near1),
                body1 > *long,
                first.upper() < *shadow2,
                weakens,
            ]),
        )
    }
}
