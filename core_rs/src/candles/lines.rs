//! One candle by the length of its body and shadows.
//!
//! # Source
//! TA-Lib CDLBELTHOLD, CDLCLOSINGMARUBOZU, CDLHIGHWAVE, CDLLONGLEGGEDDOJI, CDLLONGLINE, CDLMARUBOZU,
//! CDLRICKSHAWMAN, CDLSHORTLINE, CDLSPINNINGTOP.

use super::candle::{Candle, all, any, signal};
use super::settings::{
    BODY_DOJI, BODY_LONG, BODY_SHORT, Limit, NEAR, SHADOW_LONG, SHADOW_SHORT, SHADOW_VERY_LONG,
    SHADOW_VERY_SHORT,
};
use super::{
    cdl,
    shape::{Pattern, shape},
};
use crate::entry::Entry;

pub(crate) const BELT_HOLD: Entry = cdl::<BeltHold, 1, 2>(
    "cdl.belthold",
    "Belt hold: a long body with a very short shadow where it opens: 100 white, -100 black, else 0. \
     First value at bar 11. Source: TA-Lib CDLBELTHOLD.",
    &[],
    |_| shape(BeltHold),
);

pub(crate) const CLOSING_MARUBOZU: Entry = cdl::<ClosingMarubozu, 1, 2>(
    "cdl.closingmarubozu",
    "Closing marubozu: a long body with a very short shadow where it closes: 100 white, -100 black, \
     else 0. First value at bar 11. Source: TA-Lib CDLCLOSINGMARUBOZU.",
    &[],
    |_| shape(ClosingMarubozu),
);

pub(crate) const HIGH_WAVE: Entry = cdl::<HighWave, 1, 1>(
    "cdl.highwave",
    "High wave: a short body with very long shadows: 100 white, -100 black, else 0. First value at \
     bar 11. Source: TA-Lib CDLHIGHWAVE.",
    &[],
    |_| shape(HighWave),
);

pub(crate) const LONG_LEGGED_DOJI: Entry = cdl::<LongLeggedDoji, 1, 1>(
    "cdl.longleggeddoji",
    "Long legged doji: a doji with a long shadow: 100, else 0. First value at bar 11. Source: \
     TA-Lib CDLLONGLEGGEDDOJI.",
    &[],
    |_| shape(LongLeggedDoji),
);

pub(crate) const LONG_LINE: Entry = cdl::<LongLine, 1, 2>(
    "cdl.longline",
    "Long line: a long body with short shadows: 100 white, -100 black, else 0. First value at bar \
     11. Source: TA-Lib CDLLONGLINE.",
    &[],
    |_| shape(LongLine),
);

pub(crate) const MARUBOZU: Entry = cdl::<Marubozu, 1, 2>(
    "cdl.marubozu",
    "Marubozu: a long body with very short shadows: 100 white, -100 black, else 0. First value at \
     bar 11. Source: TA-Lib CDLMARUBOZU.",
    &[],
    |_| shape(Marubozu),
);

pub(crate) const RICKSHAW_MAN: Entry = cdl::<RickshawMan, 1, 2>(
    "cdl.rickshawman",
    "Rickshaw man: a doji with two long shadows and its body near the middle of the range: 100, \
     else 0. First value at bar 11. Source: TA-Lib CDLRICKSHAWMAN.",
    &[],
    |_| shape(RickshawMan),
);

pub(crate) const SHORT_LINE: Entry = cdl::<ShortLine, 1, 2>(
    "cdl.shortline",
    "Short line: a short body with short shadows: 100 white, -100 black, else 0. First value at bar \
     11. Source: TA-Lib CDLSHORTLINE.",
    &[],
    |_| shape(ShortLine),
);

pub(crate) const SPINNING_TOP: Entry = cdl::<SpinningTop, 1, 1>(
    "cdl.spinningtop",
    "Spinning top: a short body with two longer shadows: 100 white, -100 black, else 0. First value \
     at bar 11. Source: TA-Lib CDLSPINNINGTOP.",
    &[],
    |_| shape(SpinningTop),
);

#[derive(Debug, Clone)]
struct BeltHold;

impl Pattern<1, 2> for BeltHold {
    const LIMITS: [Limit; 2] = [BODY_LONG.at(0), SHADOW_VERY_SHORT.at(0)];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], [long, shadow]: &[f64; 2]) -> f64 {
        let held = any([
            all([now.white(), now.lower() < *shadow]),
            all([now.black(), now.upper() < *shadow]),
        ]);
        signal(100.0 * now.color(), all([now.body() > *long, held]))
    }
}

#[derive(Debug, Clone)]
struct ClosingMarubozu;

impl Pattern<1, 2> for ClosingMarubozu {
    const LIMITS: [Limit; 2] = [BODY_LONG.at(0), SHADOW_VERY_SHORT.at(0)];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], [long, shadow]: &[f64; 2]) -> f64 {
        let bare = any([
            all([now.white(), now.upper() < *shadow]),
            all([now.black(), now.lower() < *shadow]),
        ]);
        signal(100.0 * now.color(), all([now.body() > *long, bare]))
    }
}

#[derive(Debug, Clone)]
struct HighWave;

impl Pattern<1, 1> for HighWave {
    const LIMITS: [Limit; 1] = [BODY_SHORT.at(0)];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], [short]: &[f64; 1]) -> f64 {
        let very_long = SHADOW_VERY_LONG * now.body();
        signal(
            100.0 * now.color(),
            all([
                now.body() < *short,
                now.upper() > very_long,
                now.lower() > very_long,
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct LongLeggedDoji;

impl Pattern<1, 1> for LongLeggedDoji {
    const LIMITS: [Limit; 1] = [BODY_DOJI.at(0)];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], [doji]: &[f64; 1]) -> f64 {
        let long = SHADOW_LONG * now.body();
        signal(
            100.0,
            all([
                now.body() <= *doji,
                any([now.lower() > long, now.upper() > long]),
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct LongLine;

impl Pattern<1, 2> for LongLine {
    const LIMITS: [Limit; 2] = [BODY_LONG.at(0), SHADOW_SHORT.at(0)];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], [long, shadow]: &[f64; 2]) -> f64 {
        signal(
            100.0 * now.color(),
            all([
                now.body() > *long,
                now.upper() < *shadow,
                now.lower() < *shadow,
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct Marubozu;

impl Pattern<1, 2> for Marubozu {
    const LIMITS: [Limit; 2] = [BODY_LONG.at(0), SHADOW_VERY_SHORT.at(0)];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], [long, shadow]: &[f64; 2]) -> f64 {
        signal(
            100.0 * now.color(),
            all([
                now.body() > *long,
                now.upper() < *shadow,
                now.lower() < *shadow,
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct RickshawMan;

impl Pattern<1, 2> for RickshawMan {
    const LIMITS: [Limit; 2] = [BODY_DOJI.at(0), NEAR.at(0)];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], [doji, near]: &[f64; 2]) -> f64 {
        let long = SHADOW_LONG * now.body();
        let middle = now.low + now.range() / 2.0;
        signal(
            100.0,
            all([
                now.body() <= *doji,
                now.lower() > long,
                now.upper() > long,
                now.bottom() <= middle + near,
                now.top() >= middle - near,
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct ShortLine;

impl Pattern<1, 2> for ShortLine {
    const LIMITS: [Limit; 2] = [BODY_SHORT.at(0), SHADOW_SHORT.at(0)];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], [short, shadow]: &[f64; 2]) -> f64 {
        signal(
            100.0 * now.color(),
            all([
                now.body() < *short,
                now.upper() < *shadow,
                now.lower() < *shadow,
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct SpinningTop;

impl Pattern<1, 1> for SpinningTop {
    const LIMITS: [Limit; 1] = [BODY_SHORT.at(0)];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], [short]: &[f64; 1]) -> f64 {
        signal(
            100.0 * now.color(),
            all([
                now.body() < *short,
                now.upper() > now.body(),
                now.lower() > now.body(),
            ]),
        )
    }
}
