//! Soldiers: white candles that step up, until they tire or one is struck down.
//!
//! # Source
//! TA-Lib CDL3LINESTRIKE, CDL3WHITESOLDIERS, CDLADVANCEBLOCK, CDLSTALLEDPATTERN.

use super::candle::{Candle, all, any, signal};
use super::settings::{
    BODY_LONG, BODY_SHORT, FAR, Limit, NEAR, SHADOW_LONG, SHADOW_SHORT, SHADOW_VERY_SHORT,
};
use super::{
    cdl,
    shape::{Pattern, shape},
};
use crate::entry::Entry;

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

pub(crate) const STALLED_PATTERN: Entry = cdl::<StalledPattern, 3, 6>(
    "cdl.stalledpattern",
    "Stalled pattern: two long white bodies, then a short one that rides on the shoulder of the \
     second: -100, else 0. First value at bar 13. Source: TA-Lib CDLSTALLEDPATTERN.",
    &[],
    |_| shape(StalledPattern),
);

pub(crate) const THREE_LINE_STRIKE: Entry = cdl::<ThreeLineStrike, 4, 2>(
    "cdl.3linestrike",
    "Three-line strike: three candles of one color that go on, then one of the other that opens \
     beyond them and closes beyond where they began: 100 after white, -100 after black, else 0. \
     First value at bar 9. Source: TA-Lib CDL3LINESTRIKE.",
    &[],
    |_| shape(ThreeLineStrike),
);

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

#[derive(Debug, Clone)]
struct StalledPattern;

impl Pattern<3, 6> for StalledPattern {
    const LIMITS: [Limit; 6] = [
        BODY_LONG.at(2),
        BODY_LONG.at(1),
        BODY_SHORT.at(0),
        SHADOW_VERY_SHORT.at(1),
        NEAR.at(2),
        NEAR.at(1),
    ];

    #[inline(always)]
    fn value(
        &self,
        [third, second, first]: &[Candle; 3],
        [long2, long1, short, shadow, near2, near1]: &[f64; 6],
    ) -> f64 {
        signal(
            -100.0,
            all([
                first.white(),
                second.white(),
                third.white(),
                third.close > second.close,
                second.close > first.close,
                first.body() > *long2,
                second.body() > *long1,
                second.upper() < *shadow,
                second.open > first.open,
                second.open <= first.close + near2,
                third.body() < *short,
                third.open >= second.close - third.body() - near1,
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct ThreeLineStrike;

impl Pattern<4, 2> for ThreeLineStrike {
    const LIMITS: [Limit; 2] = [NEAR.at(3), NEAR.at(2)];

    #[inline(always)]
    fn value(
        &self,
        [fourth, third, second, first]: &[Candle; 4],
        [near3, near2]: &[f64; 2],
    ) -> f64 {
        let inside = |now: &Candle, before: &Candle, near: f64| {
            all([
                now.open >= before.bottom() - near,
                now.open <= before.top() + near,
            ])
        };
        let up = all([
            third.close > second.close,
            second.close > first.close,
            fourth.open > third.close,
            fourth.close < first.open,
        ]);
        let down = all([
            third.close < second.close,
            second.close < first.close,
            fourth.open < third.close,
            fourth.close > first.open,
        ]);
        let strikes = if third.white() { up } else { down };
        signal(
            100.0 * third.color(),
            all([
                first.white() == second.white(),
                second.white() == third.white(),
                third.white() != fourth.white(),
                inside(second, first, *near3),
                inside(third, second, *near2),
                strikes,
            ]),
        )
    }
}
