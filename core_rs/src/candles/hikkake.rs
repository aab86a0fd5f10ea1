//! Hikkake: an inside bar, a false break out of it, and its confirmation within three bars.
//!
//! These two remember a pattern across bars, so each is a step with a state.
//!
//! # Source
//! D. Chesler, "Trading False Moves with the Hikkake Pattern" (2004); TA-Lib CDLHIKKAKE,
//! CDLHIKKAKEMOD.

use super::candle::{Candle, signal};
use super::settings::NEAR;
use super::{PRICES, candle};
use crate::{
    entry::{Entry, Group, Kind, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const HIKKAKE: Entry = Entry {
    name: "cdl.hikkake",
    group: Group::Cdl,
    inputs: PRICES,
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Hikkake: an inside bar, then a bar lower (100) or higher (-100) on both ends; 200 or -200 \
          where one of the next three bars closes beyond the inside bar the other way; else 0. \
          First value at bar 6. Source: Chesler 2004, TA-Lib CDLHIKKAKE.",
    warmup: |_| PLAIN,
    build: |_| lane(Hikkake::new()),
};

pub(crate) const HIKKAKE_MOD: Entry = Entry {
    name: "cdl.hikkakemod",
    group: Group::Cdl,
    inputs: PRICES,
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Modified hikkake: two inside bars in a row, the first closing near its low (100) or high \
          (-100), then a bar lower or higher on both ends; 200 or -200 where one of the next three \
          bars closes beyond the inside bar the other way; else 0. First value at bar 11. Source: \
          Chesler 2004, TA-Lib CDLHIKKAKEMOD.",
    warmup: |_| MODIFIED,
    build: |_| lane(HikkakeMod::new()),
};

/// Leading bars without a value, as TA-Lib waits.
const PLAIN: usize = 5;
const MODIFIED: usize = 10;
/// Bars after the break in which it may be confirmed.
const PATIENCE: u8 = 3;

/// A pattern that waits for its confirmation.
#[derive(Debug, Clone, Default)]
struct Waiting {
    /// 100, -100, or 0: none.
    value: f64,
    /// The price of the inside bar that a close must pass.
    level: f64,
    left: u8,
}

impl Waiting {
    /// The value of a bar: `found` is that of a pattern complete at it, 0 for none, with the inside
    /// bar before it.
    #[inline(always)]
    fn next(&mut self, found: f64, inside: &Candle, close: f64) -> f64 {
        if found != 0.0 {
            *self = Self {
                value: found,
                level: if found > 0.0 { inside.high } else { inside.low },
                left: PATIENCE,
            };
            return found;
        }
        if self.left == 0 {
            return 0.0;
        }
        self.left -= 1;
        let beyond = if self.value > 0.0 {
            close > self.level
        } else {
            close < self.level
        };
        if beyond {
            self.left = 0;
        }
        signal(2.0 * self.value, beyond)
    }
}

/// Whether a bar lies strictly inside the range of the one before.
#[inline(always)]
fn is_inside(now: &Candle, before: &Candle) -> bool {
    candle::all([now.high < before.high, now.low > before.low])
}

/// Whether both ends of a bar are lower than those of the one before.
#[inline(always)]
fn is_lower(now: &Candle, before: &Candle) -> bool {
    candle::all([now.high < before.high, now.low < before.low])
}

const NOTHING: Candle = Candle {
    open: f64::NAN,
    high: f64::NAN,
    low: f64::NAN,
    close: f64::NAN,
};

#[derive(Debug, Clone)]
struct Hikkake {
    before: [Candle; 2],
    waiting: Waiting,
    missing: u8,
}

impl Hikkake {
    fn new() -> Self {
        Self {
            before: [NOTHING; 2],
            waiting: Waiting::default(),
            missing: PLAIN as u8,
        }
    }
}

impl Step<4, 1> for Hikkake {
    #[inline(always)]
    fn push(&mut self, prices: [f64; 4]) -> [f64; 1] {
        let now = Candle::new(prices);
        let [one, two] = self.before;
        self.before = [now, one];
        let found = if !is_inside(&one, &two) {
            0.0
        } else if is_lower(&now, &one) {
            100.0
        } else {
            signal(-100.0, is_lower(&one, &now))
        };
        let value = self.waiting.next(found, &one, now.close);
        if self.missing > 0 {
            self.missing -= 1;
            return [f64::NAN];
        }
        [value]
    }
}

#[derive(Debug, Clone)]
struct HikkakeMod {
    before: [Candle; 3],
    /// Ranges of the bars before the first inside one, and their running sum.
    ranges: [f64; NEAR.period],
    oldest: usize,
    sum: f64,
    waiting: Waiting,
    missing: u8,
}

impl HikkakeMod {
    fn new() -> Self {
        Self {
            before: [NOTHING; 3],
            ranges: [0.0; NEAR.period],
            oldest: 0,
            sum: 0.0,
            waiting: Waiting::default(),
            missing: MODIFIED as u8,
        }
    }

    /// How near to its end the first inside bar must close; then that bar joins the window.
    #[inline(always)]
    fn near(&mut self, first: &Candle) -> f64 {
        let near = NEAR.limit(self.sum / NEAR.period as f64);
        if !first.high.is_nan() {
            let range = first.range();
            self.sum += range - std::mem::replace(&mut self.ranges[self.oldest], range);
            self.oldest = (self.oldest + 1) % NEAR.period;
        }
        near
    }
}

impl Step<4, 1> for HikkakeMod {
    #[inline(always)]
    fn push(&mut self, prices: [f64; 4]) -> [f64; 1] {
        let now = Candle::new(prices);
        let [one, two, three] = self.before;
        self.before = [now, one, two];
        let near = self.near(&two);
        let found = if !is_inside(&two, &three) || !is_inside(&one, &two) {
            0.0
        } else if is_lower(&now, &one) {
            signal(100.0, two.close <= two.low + near)
        } else {
            signal(
                -100.0,
                candle::all([is_lower(&one, &now), two.close >= two.high - near]),
            )
        };
        // TA-Lib looks for patterns from three bars before its first value on.
        let looked_for = self.missing <= 3;
        let value = self
            .waiting
            .next(if looked_for { found } else { 0.0 }, &one, now.close);
        if self.missing > 0 {
            self.missing -= 1;
            return [f64::NAN];
        }
        [value]
    }
}
