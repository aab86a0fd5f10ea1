//! Longer formations: three to five candles that rest, fall or return.
//!
//! # Source
//! TA-Lib CDL3LINESTRIKE, CDLBREAKAWAY, CDLCONCEALBABYSWALL, CDLIDENTICAL3CROWS, CDLLADDERBOTTOM,
//! CDLMATHOLD, CDLRISEFALL3METHODS, CDLSTALLEDPATTERN, CDLSTICKSANDWICH, CDLUNIQUE3RIVER.

use super::candle::{Candle, all, higher, signal, within};
use super::settings::{BODY_LONG, BODY_SHORT, EQUAL, Limit, NEAR, SHADOW_VERY_SHORT, penetration};
use super::{
    cdl,
    shape::{Pattern, shape},
};
use crate::entry::Entry;

pub(crate) const THREE_LINE_STRIKE: Entry = cdl::<ThreeLineStrike, 4, 2>(
    "cdl.3linestrike",
    "Three-line strike: three candles of one color that go on, then one of the other that opens \
     beyond them and closes beyond where they began: 100 after white, -100 after black, else 0. \
     First value at bar 9. Source: TA-Lib CDL3LINESTRIKE.",
    &[],
    |_| shape(ThreeLineStrike),
);

pub(crate) const BREAKAWAY: Entry = cdl::<Breakaway, 5, 1>(
    "cdl.breakaway",
    "Breakaway: a long body, a gap, three candles further on, and one of the other color that \
     closes inside the gap: 100 up, -100 down, else 0. First value at bar 15. Source: TA-Lib \
     CDLBREAKAWAY.",
    &[],
    |_| shape(Breakaway),
);

pub(crate) const CONCEALING_BABY_SWALLOW: Entry = cdl::<ConcealingBabySwallow, 4, 3>(
    "cdl.concealbabyswall",
    "Concealing baby swallow: two black marubozu, a black candle that opens below them and \
     reaches into the second, and one around it: 100, else 0. First value at bar 14. Source: \
     TA-Lib CDLCONCEALBABYSWALL.",
    &[],
    |_| shape(ConcealingBabySwallow),
);

pub(crate) const IDENTICAL_THREE_CROWS: Entry = cdl::<IdenticalThreeCrows, 3, 5>(
    "cdl.identical3crows",
    "Identical three crows: three black candles with very short lower shadows and lower closes, \
     each opening where the one before closed: -100, else 0. First value at bar 13. Source: \
     TA-Lib CDLIDENTICAL3CROWS.",
    &[],
    |_| shape(IdenticalThreeCrows),
);

pub(crate) const LADDER_BOTTOM: Entry = cdl::<LadderBottom, 5, 1>(
    "cdl.ladderbottom",
    "Ladder bottom: three black candles stepping down, a black one with an upper shadow, and a \
     white one that opens above its open and closes above its high: 100, else 0. First value at \
     bar 15. Source: TA-Lib CDLLADDERBOTTOM.",
    &[],
    |_| shape(LadderBottom),
);

pub(crate) const MAT_HOLD: Entry = cdl::<MatHold, 5, 4>(
    "cdl.mathold",
    "Mat hold: a long white body, three short ones above that fall back by at most \
     `penetration`, and a white one that closes above them: 100, else 0. First value at bar 15. \
     Source: TA-Lib CDLMATHOLD.",
    &[penetration(0.5)],
    |p| shape(MatHold(p[0])),
);

pub(crate) const RISE_FALL_THREE_METHODS: Entry = cdl::<RiseFallThreeMethods, 5, 5>(
    "cdl.risefall3methods",
    "Rising or falling three methods: a long body, three short ones of the other color inside \
     its range that step back, and a long one that closes beyond the first: 100 rising, -100 \
     falling, else 0. First value at bar 15. Source: TA-Lib CDLRISEFALL3METHODS.",
    &[],
    |_| shape(RiseFallThreeMethods),
);

pub(crate) const STALLED_PATTERN: Entry = cdl::<StalledPattern, 3, 6>(
    "cdl.stalledpattern",
    "Stalled pattern: two long white bodies, then a short one that rides on the shoulder of the \
     second: -100, else 0. First value at bar 13. Source: TA-Lib CDLSTALLEDPATTERN.",
    &[],
    |_| shape(StalledPattern),
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

#[derive(Debug, Clone)]
struct Breakaway;

impl Pattern<5, 1> for Breakaway {
    const LIMITS: [Limit; 1] = [BODY_LONG.at(4)];

    #[inline(always)]
    fn value(&self, [fifth, fourth, third, second, first]: &[Candle; 5], [long]: &[f64; 1]) -> f64 {
        let lower =
            |now: &Candle, before: &Candle| all([now.high < before.high, now.low < before.low]);
        let higher =
            |now: &Candle, before: &Candle| all([now.high > before.high, now.low > before.low]);
        let up = all([
            second.below(first),
            lower(third, second),
            lower(fourth, third),
            fifth.close > second.open,
            fifth.close < first.close,
        ]);
        let down = all([
            second.above(first),
            higher(third, second),
            higher(fourth, third),
            fifth.close < second.open,
            fifth.close > first.close,
        ]);
        let breaks = if first.white() { down } else { up };
        signal(
            100.0 * fifth.color(),
            all([
                first.body() > *long,
                first.white() == second.white(),
                second.white() == fourth.white(),
                fourth.white() != fifth.white(),
                breaks,
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
struct MatHold(f64);

impl Pattern<5, 4> for MatHold {
    const LIMITS: [Limit; 4] = [
        BODY_LONG.at(4),
        BODY_SHORT.at(3),
        BODY_SHORT.at(2),
        BODY_SHORT.at(1),
    ];

    #[inline(always)]
    fn value(
        &self,
        [fifth, fourth, third, second, first]: &[Candle; 5],
        [long, short3, short2, short1]: &[f64; 4],
    ) -> f64 {
        let held = first.close - first.body() * self.0;
        let rests = |candle: &Candle| all([candle.bottom() < first.close, candle.bottom() > held]);
        signal(
            100.0,
            all([
                first.body() > *long,
                second.body() < *short3,
                third.body() < *short2,
                fourth.body() < *short1,
                first.white(),
                second.black(),
                fifth.white(),
                second.above(first),
                rests(third),
                rests(fourth),
                third.top() < second.open,
                fourth.top() < third.top(),
                fifth.open > fourth.close,
                fifth.close > higher(higher(second.high, third.high), fourth.high),
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct RiseFallThreeMethods;

impl Pattern<5, 5> for RiseFallThreeMethods {
    const LIMITS: [Limit; 5] = [
        BODY_LONG.at(4),
        BODY_SHORT.at(3),
        BODY_SHORT.at(2),
        BODY_SHORT.at(1),
        BODY_LONG.at(0),
    ];

    #[inline(always)]
    fn value(
        &self,
        [fifth, fourth, third, second, first]: &[Candle; 5],
        [long4, short3, short2, short1, long0]: &[f64; 5],
    ) -> f64 {
        let color = first.color();
        let inside =
            |candle: &Candle| all([candle.bottom() < first.high, candle.top() > first.low]);
        signal(
            100.0 * color,
            all([
                first.body() > *long4,
                second.body() < *short3,
                third.body() < *short2,
                fourth.body() < *short1,
                fifth.body() > *long0,
                first.white() != second.white(),
                second.white() == third.white(),
                third.white() == fourth.white(),
                fourth.white() != fifth.white(),
                inside(second),
                inside(third),
                inside(fourth),
                third.close * color < second.close * color,
                fourth.close * color < third.close * color,
                fifth.open * color > fourth.close * color,
                fifth.close * color > first.close * color,
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
