//! After a long candle one of the other color that opens beyond it and closes at or inside it.
//!
//! # Source
//! TA-Lib CDLDARKCLOUDCOVER, CDLINNECK, CDLONNECK, CDLPIERCING, CDLTHRUSTING.

use super::candle::{Candle, all, signal, within};
use super::settings::{BODY_LONG, EQUAL, Limit, penetration};
use super::{
    cdl,
    shape::{Pattern, shape},
};
use crate::entry::Entry;

pub(crate) const DARK_CLOUD_COVER: Entry = cdl::<DarkCloudCover, 2, 1>(
    "cdl.darkcloudcover",
    "Dark cloud cover: after a long white body a black one that opens above its high and closes \
     more than `penetration` into the body: -100, else 0. First value at bar 12. Source: TA-Lib \
     CDLDARKCLOUDCOVER.",
    &[penetration(0.5)],
    |p| shape(DarkCloudCover(p[0])),
);

pub(crate) const IN_NECK: Entry = cdl::<InNeck, 2, 2>(
    "cdl.inneck",
    "In-neck: after a long black body a white one that opens below its low and closes at or \
     slightly above its close: -100, else 0. First value at bar 12. Source: TA-Lib CDLINNECK.",
    &[],
    |_| shape(InNeck),
);

pub(crate) const ON_NECK: Entry = cdl::<OnNeck, 2, 2>(
    "cdl.onneck",
    "On-neck: after a long black body a white one that opens below its low and closes at it: \
     -100, else 0. First value at bar 12. Source: TA-Lib CDLONNECK.",
    &[],
    |_| shape(OnNeck),
);

pub(crate) const PIERCING: Entry = cdl::<Piercing, 2, 2>(
    "cdl.piercing",
    "Piercing: after a long black body a long white one that opens below its low and closes \
     above its middle, inside it: 100, else 0. First value at bar 12. Source: TA-Lib \
     CDLPIERCING.",
    &[],
    |_| shape(Piercing),
);

pub(crate) const THRUSTING: Entry = cdl::<Thrusting, 2, 2>(
    "cdl.thrusting",
    "Thrusting: after a long black body a white one that opens below its low and closes inside \
     it, above its close but not above its middle: -100, else 0. First value at bar 12. Source: \
     TA-Lib CDLTHRUSTING.",
    &[],
    |_| shape(Thrusting),
);

/// After a long black body a white one that opens below its low.
#[inline(always)]
fn returns(now: &Candle, before: &Candle, long: f64) -> bool {
    all([
        before.black(),
        before.body() > long,
        now.white(),
        now.open < before.low,
    ])
}

#[derive(Debug, Clone)]
struct DarkCloudCover(f64);

impl Pattern<2, 1> for DarkCloudCover {
    const LIMITS: [Limit; 1] = [BODY_LONG.at(1)];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], [long]: &[f64; 1]) -> f64 {
        signal(
            -100.0,
            all([
                before.white(),
                before.body() > *long,
                now.black(),
                now.open > before.high,
                now.close > before.open,
                now.close < before.close - before.body() * self.0,
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct InNeck;

impl Pattern<2, 2> for InNeck {
    const LIMITS: [Limit; 2] = [EQUAL.at(1), BODY_LONG.at(1)];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], [equal, long]: &[f64; 2]) -> f64 {
        signal(
            -100.0,
            all([
                returns(now, before, *long),
                now.close <= before.close + equal,
                now.close >= before.close,
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct OnNeck;

impl Pattern<2, 2> for OnNeck {
    const LIMITS: [Limit; 2] = [EQUAL.at(1), BODY_LONG.at(1)];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], [equal, long]: &[f64; 2]) -> f64 {
        signal(
            -100.0,
            all([
                returns(now, before, *long),
                within(now.close, before.low, *equal),
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct Piercing;

impl Pattern<2, 2> for Piercing {
    const LIMITS: [Limit; 2] = [BODY_LONG.at(1), BODY_LONG.at(0)];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], [long1, long0]: &[f64; 2]) -> f64 {
        signal(
            100.0,
            all([
                returns(now, before, *long1),
                now.body() > *long0,
                now.close < before.open,
                now.close > before.close + before.body() * 0.5,
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct Thrusting;

impl Pattern<2, 2> for Thrusting {
    const LIMITS: [Limit; 2] = [EQUAL.at(1), BODY_LONG.at(1)];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], [equal, long]: &[f64; 2]) -> f64 {
        signal(
            -100.0,
            all([
                returns(now, before, *long),
                now.close > before.close + equal,
                now.close <= before.close + before.body() * 0.5,
            ]),
        )
    }
}
