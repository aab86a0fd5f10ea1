//! Hammers and their kin: a small body with one long shadow, near the low or the high before.
//!
//! # Source
//! TA-Lib CDLHAMMER, CDLHANGINGMAN, CDLINVERTEDHAMMER, CDLSHOOTINGSTAR, CDLTAKURI.

use super::candle::{Candle, all, signal};
use super::settings::{
    BODY_DOJI, BODY_SHORT, Limit, NEAR, SHADOW_LONG, SHADOW_VERY_LONG, SHADOW_VERY_SHORT,
};
use super::{
    cdl,
    shape::{Pattern, shape},
};
use crate::entry::Entry;

pub(crate) const HAMMER: Entry = cdl::<Hammer, 2, 3>(
    "cdl.hammer",
    "Hammer: a short body with a long lower and a very short upper shadow, at or below the low \
     before or near above it: 100, else 0. First value at bar 12. Source: TA-Lib CDLHAMMER.",
    &[],
    |_| shape(Hammer),
);

pub(crate) const HANGING_MAN: Entry = cdl::<HangingMan, 2, 3>(
    "cdl.hangingman",
    "Hanging man: a short body with a long lower and a very short upper shadow, at or above the \
     high before or near below it: -100, else 0. First value at bar 12. Source: TA-Lib \
     CDLHANGINGMAN.",
    &[],
    |_| shape(HangingMan),
);

pub(crate) const INVERTED_HAMMER: Entry = cdl::<InvertedHammer, 2, 2>(
    "cdl.invertedhammer",
    "Inverted hammer: a short body below the one before, with a long upper and a very short lower \
     shadow: 100, else 0. First value at bar 12. Source: TA-Lib CDLINVERTEDHAMMER.",
    &[],
    |_| shape(InvertedHammer),
);

pub(crate) const SHOOTING_STAR: Entry = cdl::<ShootingStar, 2, 2>(
    "cdl.shootingstar",
    "Shooting star: a short body above the one before, with a long upper and a very short lower \
     shadow: -100, else 0. First value at bar 12. Source: TA-Lib CDLSHOOTINGSTAR.",
    &[],
    |_| shape(ShootingStar),
);

pub(crate) const TAKURI: Entry = cdl::<Takuri, 1, 2>(
    "cdl.takuri",
    "Takuri: a dragonfly doji with a very long lower shadow: 100, else 0. First value at bar 11. \
     Source: TA-Lib CDLTAKURI.",
    &[],
    |_| shape(Takuri),
);

#[derive(Debug, Clone)]
struct Hammer;

impl Pattern<2, 3> for Hammer {
    const LIMITS: [Limit; 3] = [BODY_SHORT.at(0), SHADOW_VERY_SHORT.at(0), NEAR.at(1)];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], [short, shadow, near]: &[f64; 3]) -> f64 {
        signal(
            100.0,
            all([
                now.body() < *short,
                now.lower() > SHADOW_LONG * now.body(),
                now.upper() < *shadow,
                now.bottom() <= before.low + near,
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct HangingMan;

impl Pattern<2, 3> for HangingMan {
    const LIMITS: [Limit; 3] = [BODY_SHORT.at(0), SHADOW_VERY_SHORT.at(0), NEAR.at(1)];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], [short, shadow, near]: &[f64; 3]) -> f64 {
        signal(
            -100.0,
            all([
                now.body() < *short,
                now.lower() > SHADOW_LONG * now.body(),
                now.upper() < *shadow,
                now.bottom() >= before.high - near,
            ]),
        )
    }
}

/// A short body with a long upper and a very short lower shadow.
#[inline(always)]
fn reaches_up(now: &Candle, short: f64, shadow: f64) -> bool {
    all([
        now.body() < short,
        now.upper() > SHADOW_LONG * now.body(),
        now.lower() < shadow,
    ])
}

#[derive(Debug, Clone)]
struct InvertedHammer;

impl Pattern<2, 2> for InvertedHammer {
    const LIMITS: [Limit; 2] = [BODY_SHORT.at(0), SHADOW_VERY_SHORT.at(0)];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], [short, shadow]: &[f64; 2]) -> f64 {
        signal(
            100.0,
            all([reaches_up(now, *short, *shadow), now.below(before)]),
        )
    }
}

#[derive(Debug, Clone)]
struct ShootingStar;

impl Pattern<2, 2> for ShootingStar {
    const LIMITS: [Limit; 2] = [BODY_SHORT.at(0), SHADOW_VERY_SHORT.at(0)];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], [short, shadow]: &[f64; 2]) -> f64 {
        signal(
            -100.0,
            all([reaches_up(now, *short, *shadow), now.above(before)]),
        )
    }
}

#[derive(Debug, Clone)]
struct Takuri;

impl Pattern<1, 2> for Takuri {
    const LIMITS: [Limit; 2] = [BODY_DOJI.at(0), SHADOW_VERY_SHORT.at(0)];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], [doji, shadow]: &[f64; 2]) -> f64 {
        signal(
            100.0,
            all([
                now.body() <= *doji,
                now.upper() < *shadow,
                now.lower() > SHADOW_VERY_LONG * now.body(),
            ]),
        )
    }
}
