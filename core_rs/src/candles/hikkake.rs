//! Hikkake: an inside bar, a false break out of it, and its confirmation within three bars.
//!
//! These two remember a break across bars, so each is a step with a state.
//!
//! # Source
//! D. Chesler, "Trading False Moves with the Hikkake Pattern" (2004); TA-Lib CDLHIKKAKE,
//! CDLHIKKAKEMOD.

use super::PRICES;
use super::candle::{Candle, all, signal};
use super::history::{BARS, entry_of, params_of};
use super::settings::{Limit, NEAR};
use crate::{
    entry::{Entry, Group, Input, Kind, Shared, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const HIKKAKE: Entry = Entry {
    name: "cdl.hikkake",
    group: Group::Cdl,
    inputs: &[
        PRICES[0],
        PRICES[1],
        PRICES[2],
        PRICES[3],
        Input::shared(&bar(1)),
        Input::shared(&bar(2)),
    ],
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Hikkake: an inside bar, then a bar lower (100) or higher (-100) on both ends; 200 or -200 \
          where one of the next three bars closes beyond the inside bar the other way; else 0. \
          First value at bar 6. Source: Chesler 2004, TA-Lib CDLHIKKAKE.",
    warmup: |_| 2 + PATIENCE as usize,
    build: |_| lane::<_, 12, 1>(Waiting::new()),
};

pub(crate) const HIKKAKE_MOD: Entry = Entry {
    name: "cdl.hikkakemod",
    group: Group::Cdl,
    inputs: &[
        PRICES[0],
        PRICES[1],
        PRICES[2],
        PRICES[3],
        Input::shared(&bar(1)),
        Input::shared(&bar(2)),
        Input::shared(&bar(3)),
        Input::shared(&NEAR_FIRST),
    ],
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Modified hikkake: two inside bars in a row, the first closing near its low (100) or high \
          (-100), then a bar lower or higher on both ends; 200 or -200 where one of the next three \
          bars closes beyond the inside bar the other way; else 0. First value at bar 11. Source: \
          Chesler 2004, TA-Lib CDLHIKKAKEMOD.",
    warmup: |_| FIRST_NEAR + PATIENCE as usize,
    build: |_| lane::<_, 17, 1>(Waiting::new()),
};

/// Bars after the break in which it may be confirmed. TA-Lib's first value is as many bars after
/// the first one at which it looks for a break.
const PATIENCE: u8 = 3;

/// What is near for the first inside bar, and the bar from which on that is known.
const NEAR_INSIDE: Limit = NEAR.at(2);
const FIRST_NEAR: usize = NEAR.period + NEAR_INSIDE.lag;
const NEAR_FIRST: Shared = Shared {
    entry: entry_of(NEAR_INSIDE),
    params: |_| params_of(NEAR_INSIDE, FIRST_NEAR),
};

const fn bar(before: usize) -> Shared {
    Shared {
        entry: &BARS[before - 1],
        params: |_| Vec::new(),
    }
}

/// A break that waits for its confirmation.
#[derive(Debug, Clone)]
struct Waiting {
    /// 100, -100, or 0: none.
    value: f64,
    /// The price of the inside bar that a close must pass.
    level: f64,
    /// Bars left for the confirmation.
    left: u8,
    /// Bars without a value yet.
    missing: u8,
}

impl Waiting {
    fn new() -> Self {
        Self {
            value: 0.0,
            level: 0.0,
            left: 0,
            missing: PATIENCE,
        }
    }

    /// Take a bar: `found` is the value of a break at it, 0 for none, out of `inside`.
    #[inline(always)]
    fn next(&mut self, found: f64, inside: &Candle, close: f64) -> [f64; 1] {
        let value = self.told(found, inside, close);
        if self.missing > 0 {
            self.missing -= 1;
            return [f64::NAN];
        }
        [value]
    }

    #[inline(always)]
    fn told(&mut self, found: f64, inside: &Candle, close: f64) -> f64 {
        if found != 0.0 {
            self.value = found;
            self.level = if found > 0.0 { inside.high } else { inside.low };
            self.left = PATIENCE;
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
    all([now.high < before.high, now.low > before.low])
}

/// Whether both ends of a bar are lower than those of the one before.
#[inline(always)]
fn is_lower(now: &Candle, before: &Candle) -> bool {
    all([now.high < before.high, now.low < before.low])
}

/// The bar that many bars before, of the prices that stand one bar after the other.
#[inline(always)]
fn candle<const I: usize>(input: &[f64; I], before: usize) -> Candle {
    Candle::new(std::array::from_fn(|price| input[4 * before + price]))
}

/// Hikkake.
impl Step<12, 1> for Waiting {
    #[inline(always)]
    fn push(&mut self, input: [f64; 12]) -> [f64; 1] {
        let [now, one, two] = std::array::from_fn(|before| candle(&input, before));
        let found = signal(100.0, is_lower(&now, &one)) - signal(100.0, is_lower(&one, &now));
        let found = signal(found, is_inside(&one, &two));
        self.next(found, &one, now.close)
    }
}

/// Modified hikkake.
impl Step<17, 1> for Waiting {
    #[inline(always)]
    fn push(&mut self, input: [f64; 17]) -> [f64; 1] {
        let [now, one, two, three] = std::array::from_fn(|before| candle(&input, before));
        let near = NEAR.limit(input[16]);
        let up = all([is_lower(&now, &one), two.close <= two.low + near]);
        let down = all([is_lower(&one, &now), two.close >= two.high - near]);
        let inside = all([is_inside(&one, &two), is_inside(&two, &three)]);
        let found = signal(signal(100.0, up) - signal(100.0, down), inside);
        self.next(found, &one, now.close)
    }
}
