//! Two candles that turn or meet: a gap between them, one price, or one inside the other.
//!
//! # Source
//! TA-Lib CDLCOUNTERATTACK, CDLHOMINGPIGEON, CDLKICKING, CDLKICKINGBYLENGTH, CDLMATCHINGLOW,
//! CDLSEPARATINGLINES.

use super::candle::{Candle, all, any, signal, within};
use super::settings::{BODY_LONG, BODY_SHORT, EQUAL, Limit, SHADOW_VERY_SHORT};
use super::{
    cdl,
    shape::{Pattern, shape},
};
use crate::entry::Entry;

pub(crate) const COUNTERATTACK: Entry = cdl::<Counterattack, 2, 3>(
    "cdl.counterattack",
    "Counterattack: two long bodies of opposite colors that close at one price: 100 white, -100 \
     black, else 0. First value at bar 12. Source: TA-Lib CDLCOUNTERATTACK.",
    &[],
    |_| shape(Counterattack),
);

pub(crate) const HOMING_PIGEON: Entry = cdl::<HomingPigeon, 2, 2>(
    "cdl.homingpigeon",
    "Homing pigeon: a short black body inside the long black one before: 100, else 0. First \
     value at bar 12. Source: TA-Lib CDLHOMINGPIGEON.",
    &[],
    |_| shape(HomingPigeon),
);

pub(crate) const KICKING: Entry = cdl::<Kicking, 2, 4>(
    "cdl.kicking",
    "Kicking: two marubozu of opposite colors with a gap between them: 100 up, -100 down, else \
     0. First value at bar 12. Source: TA-Lib CDLKICKING.",
    &[],
    |_| shape(Kicking),
);

pub(crate) const KICKING_BY_LENGTH: Entry = cdl::<KickingByLength, 2, 4>(
    "cdl.kickingbylength",
    "Kicking, by length: two marubozu of opposite colors with a gap between them: 100 where the \
     longer one is white, -100 where it is black, else 0. First value at bar 12. Source: TA-Lib \
     CDLKICKINGBYLENGTH.",
    &[],
    |_| shape(KickingByLength),
);

pub(crate) const MATCHING_LOW: Entry = cdl::<MatchingLow, 2, 1>(
    "cdl.matchinglow",
    "Matching low: two black candles that close at one price: 100, else 0. First value at bar \
     7. Source: TA-Lib CDLMATCHINGLOW.",
    &[],
    |_| shape(MatchingLow),
);

pub(crate) const SEPARATING_LINES: Entry = cdl::<SeparatingLines, 2, 3>(
    "cdl.separatinglines",
    "Separating lines: a belt hold that opens where the candle before, of the other color, \
     opened: 100 white, -100 black, else 0. First value at bar 12. Source: TA-Lib \
     CDLSEPARATINGLINES.",
    &[],
    |_| shape(SeparatingLines),
);

/// Two marubozu of opposite colors, the second in the direction of the gap between them.
#[inline(always)]
fn kicks(now: &Candle, before: &Candle, [shadow1, shadow0, long1, long0]: &[f64; 4]) -> bool {
    let bare = |candle: &Candle, long: f64, shadow: f64| {
        all([
            candle.body() > long,
            candle.upper() < shadow,
            candle.lower() < shadow,
        ])
    };
    let apart = any([
        all([before.black(), now.clear_above(before)]),
        all([before.white(), now.clear_below(before)]),
    ]);
    all([
        now.white() != before.white(),
        bare(before, *long1, *shadow1),
        bare(now, *long0, *shadow0),
        apart,
    ])
}

#[derive(Debug, Clone)]
struct Counterattack;

impl Pattern<2, 3> for Counterattack {
    const LIMITS: [Limit; 3] = [EQUAL.at(1), BODY_LONG.at(1), BODY_LONG.at(0)];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], [equal, long1, long0]: &[f64; 3]) -> f64 {
        signal(
            100.0 * now.color(),
            all([
                now.white() != before.white(),
                before.body() > *long1,
                now.body() > *long0,
                within(now.close, before.close, *equal),
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct HomingPigeon;

impl Pattern<2, 2> for HomingPigeon {
    const LIMITS: [Limit; 2] = [BODY_LONG.at(1), BODY_SHORT.at(0)];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], [long, short]: &[f64; 2]) -> f64 {
        signal(
            100.0,
            all([
                before.black(),
                now.black(),
                before.body() > *long,
                now.body() <= *short,
                now.open < before.open,
                now.close > before.close,
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct Kicking;

impl Pattern<2, 4> for Kicking {
    const LIMITS: [Limit; 4] = [
        SHADOW_VERY_SHORT.at(1),
        SHADOW_VERY_SHORT.at(0),
        BODY_LONG.at(1),
        BODY_LONG.at(0),
    ];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], limits: &[f64; 4]) -> f64 {
        signal(100.0 * now.color(), kicks(now, before, limits))
    }
}

#[derive(Debug, Clone)]
struct KickingByLength;

impl Pattern<2, 4> for KickingByLength {
    const LIMITS: [Limit; 4] = [
        SHADOW_VERY_SHORT.at(1),
        SHADOW_VERY_SHORT.at(0),
        BODY_LONG.at(1),
        BODY_LONG.at(0),
    ];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], limits: &[f64; 4]) -> f64 {
        let longer = if now.body() > before.body() {
            now.color()
        } else {
            before.color()
        };
        signal(100.0 * longer, kicks(now, before, limits))
    }
}

#[derive(Debug, Clone)]
struct MatchingLow;

impl Pattern<2, 1> for MatchingLow {
    const LIMITS: [Limit; 1] = [EQUAL.at(1)];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], [equal]: &[f64; 1]) -> f64 {
        signal(
            100.0,
            all([
                before.black(),
                now.black(),
                within(now.close, before.close, *equal),
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct SeparatingLines;

impl Pattern<2, 3> for SeparatingLines {
    const LIMITS: [Limit; 3] = [SHADOW_VERY_SHORT.at(0), BODY_LONG.at(0), EQUAL.at(1)];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], [shadow, long, equal]: &[f64; 3]) -> f64 {
        let held = any([
            all([now.white(), now.lower() < *shadow]),
            all([now.black(), now.upper() < *shadow]),
        ]);
        signal(
            100.0 * now.color(),
            all([
                now.white() != before.white(),
                within(now.open, before.open, *equal),
                now.body() > *long,
                held,
            ]),
        )
    }
}
