//! Bottoms: black candles whose fall wears off.
//!
//! # Source
//! TA-Lib CDL3STARSINSOUTH, CDLCONCEALBABYSWALL, CDLLADDERBOTTOM, CDLSTICKSANDWICH,
//! CDLUNIQUE3RIVER.

use super::candle::{Candle, all, signal, within};
use super::settings::{BODY_LONG, BODY_SHORT, EQUAL, Limit, SHADOW_LONG, SHADOW_VERY_SHORT};
use super::{
    cdl,
    shape::{Pattern, shape},
};
use crate::entry::Entry;

pub(crate) const THREE_STARS_IN_SOUTH: Entry = cdl::<ThreeStarsInSouth, 3, 5>(
    "cdl.3starsinsouth",
    "Three stars in the south: three black candles, each within the range of the one before, the \
     first long with a long lower shadow, the last a small one almost without shadows: 100, else \
     0. First value at bar 13. Source: TA-Lib CDL3STARSINSOUTH.",
    &[],
    |_| shape(ThreeStarsInSouth),
);

pub(crate) const CONCEALING_BABY_SWALLOW: Entry = cdl::<ConcealingBabySwallow, 4, 3>(
    "cdl.concealbabyswall",
    "Concealing baby swallow: two black marubozu, a black candle that opens below them and \
     reaches into the second, and one around it: 100, else 0. First value at bar 14. Source: \
     TA-Lib CDLCONCEALBABYSWALL.",
    &[],
    |_| shape(ConcealingBabySwallow),
);

pub(crate) const LADDER_BOTTOM: Entry = cdl::<LadderBottom, 5, 1>(
    "cdl.ladderbottom",
    "Ladder bottom: three black candles stepping down, a black one with an upper shadow, and a \
     white one that opens above its open and closes above its high: 100, else 0. First value at \
     bar 15. Source: TA-Lib CDLLADDERBOTTOM.",
    &[],
    |_| shape(LadderBottom),
);

pub(crate) const STICK_SANDWICH: Entry = cdl::<StickSandwich, 3, 1>(
    "cdl.sticksandwich",
    "Stick sandwich: two black candles that close at one price with a white one above it \
     between: 100, else 0. First value at bar 8. Source: TA-Lib CDLSTICKSANDWICH.",
    &[],
    |_| shape(StickSandwich),
);

pub(crate) const UNIQUE_THREE_RIVER: Entry = cdl::<UniqueThreeRiver, 3, 2>(
    "cdl.unique3river",
    "Unique three river: a long black body, a black one that closes inside it after a lower \
     low, and a short white one that opens above that low: 100, else 0. First value at bar 13. \
     Source: TA-Lib CDLUNIQUE3RIVER.",
    &[],
    |_| shape(UniqueThreeRiver),
);

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
struct ConcealingBabySwallow;

impl Pattern<4, 3> for ConcealingBabySwallow {
    const LIMITS: [Limit; 3] = [
        SHADOW_VERY_SHORT.at(3),
        SHADOW_VERY_SHORT.at(2),
        SHADOW_VERY_SHORT.at(1),
    ];

    #[inline(always)]
    fn value(
        &self,
        [fourth, third, second, first]: &[Candle; 4],
        [shadow3, shadow2, shadow1]: &[f64; 3],
    ) -> f64 {
        let bare =
            |candle: &Candle, shadow: f64| all([candle.lower() < shadow, candle.upper() < shadow]);
        signal(
            100.0,
            all([
                first.black(),
                second.black(),
                third.black(),
                fourth.black(),
                bare(first, *shadow3),
                bare(second, *shadow2),
                third.below(second),
                third.upper() > *shadow1,
                third.high > second.close,
                fourth.high > third.high,
                fourth.low < third.low,
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct LadderBottom;

impl Pattern<5, 1> for LadderBottom {
    const LIMITS: [Limit; 1] = [SHADOW_VERY_SHORT.at(1)];

    #[inline(always)]
    fn value(
        &self,
        [fifth, fourth, third, second, first]: &[Candle; 5],
        [shadow]: &[f64; 1],
    ) -> f64 {
        signal(
            100.0,
            all([
                first.black(),
                second.black(),
                third.black(),
                first.open > second.open,
                second.open > third.open,
                first.close > second.close,
                second.close > third.close,
                fourth.black(),
                fourth.upper() > *shadow,
                fifth.white(),
                fifth.open > fourth.open,
                fifth.close > fourth.high,
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct StickSandwich;

impl Pattern<3, 1> for StickSandwich {
    const LIMITS: [Limit; 1] = [EQUAL.at(2)];

    #[inline(always)]
    fn value(&self, [third, second, first]: &[Candle; 3], [equal]: &[f64; 1]) -> f64 {
        signal(
            100.0,
            all([
                first.black(),
                second.white(),
                third.black(),
                second.low > first.close,
                within(third.close, first.close, *equal),
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct UniqueThreeRiver;

impl Pattern<3, 2> for UniqueThreeRiver {
    const LIMITS: [Limit; 2] = [BODY_LONG.at(2), BODY_SHORT.at(0)];

    #[inline(always)]
    fn value(&self, [third, second, first]: &[Candle; 3], [long, short]: &[f64; 2]) -> f64 {
        signal(
            100.0,
            all([
                first.body() > *long,
                first.black(),
                second.black(),
                second.close > first.close,
                second.open <= first.open,
                second.low < first.low,
                third.body() < *short,
                third.white(),
                third.open > second.low,
            ]),
        )
    }
}
