//! Doji: opens and closes at almost one price.
//!
//! # Source
//! TA-Lib CDLDOJI, CDLDOJISTAR, CDLDRAGONFLYDOJI, CDLGRAVESTONEDOJI.

use super::candle::{Candle, all, any, signal};
use super::settings::{BODY_DOJI, BODY_LONG, Limit, SHADOW_VERY_SHORT};
use super::{
    cdl,
    shape::{Pattern, shape},
};
use crate::entry::Entry;

pub(crate) const DOJI: Entry = cdl::<Doji, 1, 1>(
    "cdl.doji",
    "Doji: a body of at most a tenth of the mean range of ten bars: 100, else 0. First value at bar \
     11. Source: TA-Lib CDLDOJI.",
    &[],
    |_| shape(Doji),
);

pub(crate) const DOJI_STAR: Entry = cdl::<DojiStar, 2, 2>(
    "cdl.dojistar",
    "Doji star: a doji beyond the body of a long candle, above a white one (-100) or below a black \
     one (100), else 0. First value at bar 12. Source: TA-Lib CDLDOJISTAR.",
    &[],
    |_| shape(DojiStar),
);

pub(crate) const DRAGONFLY_DOJI: Entry = cdl::<DragonflyDoji, 1, 2>(
    "cdl.dragonflydoji",
    "Dragonfly doji: a doji with a lower shadow and a very short upper one: 100, else 0. First \
     value at bar 11. Source: TA-Lib CDLDRAGONFLYDOJI.",
    &[],
    |_| shape(DragonflyDoji),
);

pub(crate) const GRAVESTONE_DOJI: Entry = cdl::<GravestoneDoji, 1, 2>(
    "cdl.gravestonedoji",
    "Gravestone doji: a doji with an upper shadow and a very short lower one: 100, else 0. First \
     value at bar 11. Source: TA-Lib CDLGRAVESTONEDOJI.",
    &[],
    |_| shape(GravestoneDoji),
);

#[derive(Debug, Clone)]
struct Doji;

impl Pattern<1, 1> for Doji {
    const LIMITS: [Limit; 1] = [BODY_DOJI.at(0)];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], [doji]: &[f64; 1]) -> f64 {
        signal(100.0, now.body() <= *doji)
    }
}

#[derive(Debug, Clone)]
struct DojiStar;

impl Pattern<2, 2> for DojiStar {
    const LIMITS: [Limit; 2] = [BODY_LONG.at(1), BODY_DOJI.at(0)];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], [long, doji]: &[f64; 2]) -> f64 {
        let apart = any([
            all([before.white(), now.above(before)]),
            all([before.black(), now.below(before)]),
        ]);
        signal(
            -100.0 * before.color(),
            all([before.body() > *long, now.body() <= *doji, apart]),
        )
    }
}

#[derive(Debug, Clone)]
struct DragonflyDoji;

impl Pattern<1, 2> for DragonflyDoji {
    const LIMITS: [Limit; 2] = [BODY_DOJI.at(0), SHADOW_VERY_SHORT.at(0)];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], [doji, shadow]: &[f64; 2]) -> f64 {
        signal(
            100.0,
            all([
                now.body() <= *doji,
                now.upper() < *shadow,
                now.lower() > *shadow,
            ]),
        )
    }
}

#[derive(Debug, Clone)]
struct GravestoneDoji;

impl Pattern<1, 2> for GravestoneDoji {
    const LIMITS: [Limit; 2] = [BODY_DOJI.at(0), SHADOW_VERY_SHORT.at(0)];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], [doji, shadow]: &[f64; 2]) -> f64 {
        signal(
            100.0,
            all([
                now.body() <= *doji,
                now.lower() < *shadow,
                now.upper() > *shadow,
            ]),
        )
    }
}
