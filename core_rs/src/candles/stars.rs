//! Stars: a small body beyond a long one, then a turn.
//!
//! `penetration` is the share of the first body that the third candle must close into.
//!
//! # Source
//! TA-Lib CDLABANDONEDBABY, CDLEVENINGDOJISTAR, CDLEVENINGSTAR, CDLMORNINGDOJISTAR, CDLMORNINGSTAR.

use super::candle::{Candle, all, any, signal};
use super::settings::{BODY_DOJI, BODY_LONG, BODY_SHORT, Limit, penetration};
use super::{
    cdl,
    shape::{Pattern, shape},
};
use crate::entry::Entry;

pub(crate) const ABANDONED_BABY: Entry = cdl::<AbandonedBaby, 3, 3>(
    "cdl.abandonedbaby",
    "Abandoned baby: a long body, a doji whose whole range stands apart from both neighbors, and a \
     turn that closes more than `penetration` into the first body: 100 at the bottom, -100 at the \
     top, else 0. First value at bar 13. Source: TA-Lib CDLABANDONEDBABY.",
    &[penetration(0.3)],
    |p| shape(AbandonedBaby(p[0])),
);

pub(crate) const EVENING_DOJI_STAR: Entry = cdl::<EveningDojiStar, 3, 3>(
    "cdl.eveningdojistar",
    "Evening doji star: a long white body, a doji above it, and a black candle that closes more \
     than `penetration` into the first body: -100, else 0. First value at bar 13. Source: TA-Lib \
     CDLEVENINGDOJISTAR.",
    &[penetration(0.3)],
    |p| shape(EveningDojiStar(p[0])),
);

pub(crate) const EVENING_STAR: Entry = cdl::<EveningStar, 3, 3>(
    "cdl.eveningstar",
    "Evening star: a long white body, a short one above it, and a black candle that closes more \
     than `penetration` into the first body: -100, else 0. First value at bar 13. Source: TA-Lib \
     CDLEVENINGSTAR.",
    &[penetration(0.3)],
    |p| shape(EveningStar(p[0])),
);

pub(crate) const MORNING_DOJI_STAR: Entry = cdl::<MorningDojiStar, 3, 3>(
    "cdl.morningdojistar",
    "Morning doji star: a long black body, a doji below it, and a white candle that closes more \
     than `penetration` into the first body: 100, else 0. First value at bar 13. Source: TA-Lib \
     CDLMORNINGDOJISTAR.",
    &[penetration(0.3)],
    |p| shape(MorningDojiStar(p[0])),
);

pub(crate) const MORNING_STAR: Entry = cdl::<MorningStar, 3, 3>(
    "cdl.morningstar",
    "Morning star: a long black body, a short one below it, and a white candle that closes more \
     than `penetration` into the first body: 100, else 0. First value at bar 13. Source: TA-Lib \
     CDLMORNINGSTAR.",
    &[penetration(0.3)],
    |p| shape(MorningStar(p[0])),
);

#[derive(Debug, Clone)]
struct AbandonedBaby(f64);

impl Pattern<3, 3> for AbandonedBaby {
    const LIMITS: [Limit; 3] = [BODY_LONG.at(2), BODY_DOJI.at(1), BODY_SHORT.at(0)];

    #[inline(always)]
    fn value(&self, [third, second, first]: &[Candle; 3], [long, doji, short]: &[f64; 3]) -> f64 {
        let top = all([
            first.white(),
            third.black(),
            falls(third, first, self.0),
            second.clear_above(first),
            third.clear_below(second),
        ]);
        let bottom = all([
            first.black(),
            third.white(),
            rises(third, first, self.0),
            second.clear_below(first),
            third.clear_above(second),
        ]);
        signal(
            100.0 * third.color(),
            all([
                first.body() > *long,
                second.body() <= *doji,
                third.body() > *short,
                any([top, bottom]),
            ]),
        )
    }
}

/// Closes more than that share of the body into it from above.
#[inline(always)]
fn falls(now: &Candle, first: &Candle, penetration: f64) -> bool {
    now.close < first.close - first.body() * penetration
}

/// Closes more than that share of the body into it from below.
#[inline(always)]
fn rises(now: &Candle, first: &Candle, penetration: f64) -> bool {
    now.close > first.close + first.body() * penetration
}

/// A long white body, something above it that is small enough, a black body that falls into it.
#[inline(always)]
fn evening([third, second, first]: &[Candle; 3], limits: &[f64; 3], penetration: f64) -> f64 {
    let [long, small, short] = limits;
    signal(
        -100.0,
        all([
            first.white(),
            first.body() > *long,
            second.body() <= *small,
            second.above(first),
            third.body() > *short,
            third.black(),
            falls(third, first, penetration),
        ]),
    )
}

/// The evening's mirror image.
#[inline(always)]
fn morning([third, second, first]: &[Candle; 3], limits: &[f64; 3], penetration: f64) -> f64 {
    let [long, small, short] = limits;
    signal(
        100.0,
        all([
            first.black(),
            first.body() > *long,
            second.body() <= *small,
            second.below(first),
            third.body() > *short,
            third.white(),
            rises(third, first, penetration),
        ]),
    )
}

const DOJI_BETWEEN: [Limit; 3] = [BODY_LONG.at(2), BODY_DOJI.at(1), BODY_SHORT.at(0)];
const SHORT_BETWEEN: [Limit; 3] = [BODY_LONG.at(2), BODY_SHORT.at(1), BODY_SHORT.at(0)];

#[derive(Debug, Clone)]
struct EveningDojiStar(f64);

impl Pattern<3, 3> for EveningDojiStar {
    const LIMITS: [Limit; 3] = DOJI_BETWEEN;

    #[inline(always)]
    fn value(&self, candles: &[Candle; 3], limits: &[f64; 3]) -> f64 {
        evening(candles, limits, self.0)
    }
}

#[derive(Debug, Clone)]
struct EveningStar(f64);

impl Pattern<3, 3> for EveningStar {
    const LIMITS: [Limit; 3] = SHORT_BETWEEN;

    #[inline(always)]
    fn value(&self, candles: &[Candle; 3], limits: &[f64; 3]) -> f64 {
        evening(candles, limits, self.0)
    }
}

#[derive(Debug, Clone)]
struct MorningDojiStar(f64);

impl Pattern<3, 3> for MorningDojiStar {
    const LIMITS: [Limit; 3] = DOJI_BETWEEN;

    #[inline(always)]
    fn value(&self, candles: &[Candle; 3], limits: &[f64; 3]) -> f64 {
        morning(candles, limits, self.0)
    }
}

#[derive(Debug, Clone)]
struct MorningStar(f64);

impl Pattern<3, 3> for MorningStar {
    const LIMITS: [Limit; 3] = SHORT_BETWEEN;

    #[inline(always)]
    fn value(&self, candles: &[Candle; 3], limits: &[f64; 3]) -> f64 {
        morning(candles, limits, self.0)
    }
}
