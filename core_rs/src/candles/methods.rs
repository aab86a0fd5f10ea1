//! Five candles: a long one, three that rest or run on, and the answer.
//!
//! # Source
//! TA-Lib CDLBREAKAWAY, CDLMATHOLD, CDLRISEFALL3METHODS.

use super::candle::{Candle, all, higher, signal};
use super::settings::{BODY_LONG, BODY_SHORT, Limit, penetration};
use super::{
    cdl,
    shape::{Pattern, shape},
};
use crate::entry::Entry;

pub(crate) const BREAKAWAY: Entry = cdl::<Breakaway, 5, 1>(
    "cdl.breakaway",
    "Breakaway: a long body, a gap, three candles further on, and one of the other color that \
     closes inside the gap: 100 up, -100 down, else 0. First value at bar 15. Source: TA-Lib \
     CDLBREAKAWAY.",
    &[],
    |_| shape(Breakaway),
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
