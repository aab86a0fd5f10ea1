//! Crows: black candles that step down.
//!
//! # Source
//! TA-Lib CDL2CROWS, CDL3BLACKCROWS, CDLIDENTICAL3CROWS.

use super::candle::{Candle, all, signal, within};
use super::settings::{BODY_LONG, EQUAL, Limit, SHADOW_VERY_SHORT};
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

pub(crate) const IDENTICAL_THREE_CROWS: Entry = cdl::<IdenticalThreeCrows, 3, 5>(
    "cdl.identical3crows",
    "Identical three crows: three black candles with very short lower shadows and lower closes, \
     each opening where the one before closed: -100, else 0. First value at bar 13. Source: \
     TA-Lib CDLIDENTICAL3CROWS.",
    &[],
    |_| shape(IdenticalThreeCrows),
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
struct IdenticalThreeCrows;

impl Pattern<3, 5> for IdenticalThreeCrows {
    const LIMITS: [Limit; 5] = [
        SHADOW_VERY_SHORT.at(2),
        SHADOW_VERY_SHORT.at(1),
        SHADOW_VERY_SHORT.at(0),
        EQUAL.at(2),
        EQUAL.at(1),
    ];

    #[inline(always)]
    fn value(
        &self,
        [third, second, first]: &[Candle; 3],
        [shadow2, shadow1, shadow0, equal2, equal1]: &[f64; 5],
    ) -> f64 {
        signal(
            -100.0,
            all([
                first.black(),
                first.lower() < *shadow2,
                second.black(),
                second.lower() < *shadow1,
                third.black(),
                third.lower() < *shadow0,
                first.close > second.close,
                second.close > third.close,
                within(second.open, first.close, *equal2),
                within(third.open, second.close, *equal1),
            ]),
        )
    }
}
