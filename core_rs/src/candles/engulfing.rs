//! Engulfing: a body around the one before, and what follows from it; bodies inside others.
//!
//! # Source
//! TA-Lib CDL3INSIDE, CDL3OUTSIDE, CDLENGULFING, CDLHARAMI, CDLHARAMICROSS.

use super::candle::{Candle, all, any, signal};
use super::settings::{BODY_DOJI, BODY_LONG, BODY_SHORT, Limit};
use super::{
    cdl,
    shape::{Pattern, shape},
};
use crate::entry::Entry;

pub(crate) const THREE_INSIDE: Entry = cdl::<ThreeInside, 3, 2>(
    "cdl.3inside",
    "Three inside up or down: a small body inside a long one, then a close beyond the long one's \
     open: 100 up, -100 down, else 0. First value at bar 13. Source: TA-Lib CDL3INSIDE.",
    &[],
    |_| shape(ThreeInside),
);

pub(crate) const THREE_OUTSIDE: Entry = cdl::<ThreeOutside, 4, 0>(
    "cdl.3outside",
    "Three outside up or down: an engulfing body, then a close further on: 100 up, -100 down, else \
     0. First value at bar 4. Source: TA-Lib CDL3OUTSIDE.",
    &[],
    |_| shape(ThreeOutside),
);

pub(crate) const ENGULFING: Entry = cdl::<Engulfing, 3, 0>(
    "cdl.engulfing",
    "Engulfing pattern: 100 a white body around the black body before, -100 the other way round, 80 \
     and -80 where they share one end, else 0. First value at bar 3. Source: TA-Lib CDLENGULFING.",
    &[],
    |_| shape(Engulfing),
);

pub(crate) const HARAMI: Entry = cdl::<Harami, 2, 2>(
    "cdl.harami",
    "Harami: a small body inside the long one before: 100 after black, -100 after white, 80 and -80 \
     where they share an end, else 0. First value at bar 12. Source: TA-Lib CDLHARAMI.",
    &[],
    |_| shape(Harami),
);

pub(crate) const HARAMI_CROSS: Entry = cdl::<HaramiCross, 2, 2>(
    "cdl.haramicross",
    "Harami cross: a doji inside the long body before: 100 after black, -100 after white, 80 and \
     -80 where they share an end, else 0. First value at bar 12. Source: TA-Lib CDLHARAMICROSS.",
    &[],
    |_| shape(HaramiCross),
);

#[derive(Debug, Clone)]
struct ThreeInside;

impl Pattern<3, 2> for ThreeInside {
    const LIMITS: [Limit; 2] = [BODY_LONG.at(2), BODY_SHORT.at(1)];

    #[inline(always)]
    fn value(&self, [third, second, first]: &[Candle; 3], [long, short]: &[f64; 2]) -> f64 {
        let breaks = any([
            all([first.white(), third.black(), third.close < first.open]),
            all([first.black(), third.white(), third.close > first.open]),
        ]);
        signal(
            -100.0 * first.color(),
            all([
                first.body() > *long,
                second.body() <= *short,
                first.covers(second),
                breaks,
            ]),
        )
    }
}

/// Its oldest candle is not looked at: TA-Lib waits for it.
#[derive(Debug, Clone)]
struct ThreeOutside;

impl Pattern<4, 0> for ThreeOutside {
    const LIMITS: [Limit; 0] = [];

    #[inline(always)]
    fn value(&self, [third, second, first, _]: &[Candle; 4], []: &[f64; 0]) -> f64 {
        let up = all([
            second.white(),
            first.black(),
            second.close > first.open,
            second.open < first.close,
            third.close > second.close,
        ]);
        let down = all([
            second.black(),
            first.white(),
            second.open > first.close,
            second.close < first.open,
            third.close < second.close,
        ]);
        signal(100.0 * second.color(), any([up, down]))
    }
}

/// Its oldest candle is not looked at: TA-Lib waits for it.
#[derive(Debug, Clone)]
struct Engulfing;

impl Pattern<3, 0> for Engulfing {
    const LIMITS: [Limit; 0] = [];

    #[inline(always)]
    fn value(&self, [now, before, _]: &[Candle; 3], []: &[f64; 0]) -> f64 {
        let opposite = now.white() != before.white();
        let covers = any([
            all([now.top() >= before.top(), now.bottom() < before.bottom()]),
            all([now.top() > before.top(), now.bottom() <= before.bottom()]),
        ]);
        let shared = any([now.open == before.close, now.close == before.open]);
        let size = if shared { 80.0 } else { 100.0 };
        signal(size * now.color(), all([opposite, covers]))
    }
}

/// Against the color of a body: 100 for one strictly inside it, 80 where they share an end.
#[inline(always)]
fn inside(now: &Candle, before: &Candle) -> f64 {
    let size = if before.covers(now) { 100.0 } else { 80.0 };
    signal(
        -size * before.color(),
        all([now.top() <= before.top(), now.bottom() >= before.bottom()]),
    )
}

#[derive(Debug, Clone)]
struct Harami;

impl Pattern<2, 2> for Harami {
    const LIMITS: [Limit; 2] = [BODY_LONG.at(1), BODY_SHORT.at(0)];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], [long, short]: &[f64; 2]) -> f64 {
        signal(
            inside(now, before),
            all([before.body() > *long, now.body() <= *short]),
        )
    }
}

#[derive(Debug, Clone)]
struct HaramiCross;

impl Pattern<2, 2> for HaramiCross {
    const LIMITS: [Limit; 2] = [BODY_LONG.at(1), BODY_DOJI.at(0)];

    #[inline(always)]
    fn value(&self, [now, before]: &[Candle; 2], [long, doji]: &[f64; 2]) -> f64 {
        signal(
            inside(now, before),
            all([before.body() > *long, now.body() <= *doji]),
        )
    }
}
