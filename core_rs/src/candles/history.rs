//! What candles remember, kept once for all of them: the bars before the present one, and means of
//! their parts.
//!
//! These entries are in no catalog; candles share them through the graph. A candle itself has no
//! state then, and all of them together keep less per symbol than a handful would alone.

use super::candle::Candle;
use super::settings::{Limit, Source};
use super::{PRICES, VOLUME};
use crate::{
    entry::{Entry, Group, Input, Kind, Shared, VALUE},
    indicators::{
        momentum::{mfi, rsi},
        overlap::ema,
        volatility::atr,
    },
    lane::{Lane, lane},
    step::Step,
};

/// Prices of the bar before the present one, of the one before that, and so on.
pub static BARS: [Entry; 4] = [
    hidden("1 bar before", PRICES, BAR, bar_before),
    hidden("2 bars before", &with(&same(&BARS[0])), BAR, bar_before),
    hidden("3 bars before", &with(&same(&BARS[1])), BAR, bar_before),
    hidden("4 bars before", &with(&same(&BARS[2])), BAR, bar_before),
];

/// Mean of a part of the candles before the present one, what it was one bar before, and so on.
///
/// Parameters: the [`Source`], the number of candles, the bar from which on they are summed. The
/// last one matters because sums are rounded: TA-Lib begins where a function's first value needs
/// it, and on a grid of ticks a candle is often exactly as long as its limit.
static MEANS: [Entry; 5] = [
    hidden("mean", &with(&CHANGE_OF_MEAN), VALUE, mean),
    hidden(
        "mean 1 bar before",
        &with(&same(&MEANS[0])),
        VALUE,
        value_before,
    ),
    hidden(
        "mean 2 bars before",
        &with(&same(&MEANS[1])),
        VALUE,
        value_before,
    ),
    hidden(
        "mean 3 bars before",
        &with(&same(&MEANS[2])),
        VALUE,
        value_before,
    ),
    hidden(
        "mean 4 bars before",
        &with(&same(&MEANS[3])),
        VALUE,
        value_before,
    ),
];

static ATRS: [Entry; 3] = [
    atr::ENTRY,
    hidden(
        "atr 1 bar before",
        &with(&same(&ATRS[0])),
        VALUE,
        value_before,
    ),
    hidden(
        "atr 2 bars before",
        &with(&same(&ATRS[1])),
        VALUE,
        value_before,
    ),
];

static MFIS: [Entry; 2] = [
    mfi::ENTRY,
    hidden(
        "mfi 1 bar before",
        &with_volume(&same(&MFIS[0])),
        VALUE,
        value_before,
    ),
];

/// A candle's part, and how much more it is than that of the candle which leaves the window.
static CHANGE: Entry = hidden("change", PRICES, &["part", "change"], change);

const CHANGE_OF_MEAN: Shared = Shared {
    entry: &CHANGE,
    params: |p| p[..2].to_vec(),
};

const BAR: &[&str] = &["open", "high", "low", "close"];

/// What a limit is made of.
pub const fn entry_of(limit: Limit) -> &'static Entry {
    match limit.setting.source {
        Source::Body | Source::Range | Source::Shadows => &MEANS[limit.lag],
        Source::TrueRange => &ATRS[limit.lag],
        Source::Flow => &MFIS[limit.lag],
        Source::Strength => &rsi::ENTRY,
        Source::Average => &ema::ENTRY,
    }
}

/// The parameters of [`entry_of`] in a pattern whose first value is that of bar `warmup`.
pub fn params_of(limit: Limit, warmup: usize) -> Vec<f64> {
    let Limit { setting, lag } = limit;
    let mut params = vec![setting.period as f64];
    if setting.source.is_part() {
        params.insert(0, f64::from(setting.source as u8));
        params.push((warmup - lag - setting.period) as f64);
    }
    params
}

const fn hidden(
    name: &'static str,
    inputs: &'static [Input],
    outputs: &'static [&'static str],
    build: fn(&[f64]) -> Box<dyn Lane>,
) -> Entry {
    Entry {
        name,
        group: Group::Cdl,
        inputs,
        params: &[],
        outputs,
        kind: Kind::Number,
        doc: "",
        warmup: |_| 0,
        build,
    }
}

const fn same(entry: &'static Entry) -> Shared {
    Shared {
        entry,
        params: <[f64]>::to_vec,
    }
}

/// The prices of a bar, and something shared.
const fn with(shared: &'static Shared) -> [Input; 5] {
    let shared = Input::shared(shared);
    [PRICES[0], PRICES[1], PRICES[2], PRICES[3], shared]
}

const fn with_volume(shared: &'static Shared) -> [Input; 6] {
    let [open, high, low, close, shared] = with(shared);
    [open, high, low, close, VOLUME, shared]
}

/// Prices one bar before.
#[derive(Debug, Clone)]
struct BarBefore([f64; 4]);

impl Step<4, 4> for BarBefore {
    #[inline(always)]
    fn push(&mut self, bar: [f64; 4]) -> [f64; 4] {
        std::mem::replace(&mut self.0, bar)
    }
}

fn bar_before(_: &[f64]) -> Box<dyn Lane> {
    lane(BarBefore([f64::NAN; 4]))
}

/// A value one bar before. Not an array of one: that would not stay in a register for floats.
#[derive(Debug, Clone)]
struct ValueBefore(f64);

impl Step<1, 1> for ValueBefore {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [std::mem::replace(&mut self.0, value)]
    }
}

fn value_before(_: &[f64]) -> Box<dyn Lane> {
    lane(ValueBefore(f64::NAN))
}

/// A part of the candles in a window, by its [`Source`].
#[derive(Debug, Clone)]
struct Change<const SOURCE: u8, const PERIOD: usize> {
    window: [f64; PERIOD],
    oldest: usize,
}

impl<const SOURCE: u8, const PERIOD: usize> Change<SOURCE, PERIOD> {
    fn lane() -> Box<dyn Lane> {
        lane(Self {
            window: [0.0; PERIOD],
            oldest: 0,
        })
    }
}

impl<const SOURCE: u8, const PERIOD: usize> Step<4, 2> for Change<SOURCE, PERIOD> {
    #[inline(always)]
    fn push(&mut self, prices: [f64; 4]) -> [f64; 2] {
        let candle = Candle::new(prices);
        let part = match SOURCE {
            BODY => candle.body(),
            RANGE => candle.range(),
            _ => candle.upper() + candle.lower(),
        };
        let leaving = std::mem::replace(&mut self.window[self.oldest], part);
        self.oldest += 1;
        if self.oldest == PERIOD {
            self.oldest = 0;
        }
        [part, part - leaving]
    }
}

const BODY: u8 = Source::Body as u8;
const RANGE: u8 = Source::Range as u8;
const SHADOWS: u8 = Source::Shadows as u8;

/// The lane for a source and a period of the table of settings.
fn change(params: &[f64]) -> Box<dyn Lane> {
    match (params[0] as u8, params[1] as usize) {
        (BODY, _) => Change::<BODY, 10>::lane(),
        (RANGE, 5) => Change::<RANGE, 5>::lane(),
        (RANGE, _) => Change::<RANGE, 10>::lane(),
        _ => Change::<SHADOWS, 10>::lane(),
    }
}

/// The mean of a window of parts, as a running sum from the bar `start` on.
///
/// The period is a part of the type, because a state of two fields stays in registers.
#[derive(Debug, Clone)]
struct Mean<const PERIOD: u32> {
    sum: f64,
    missing: u32,
}

impl<const PERIOD: u32> Mean<PERIOD> {
    fn from(start: u32) -> Self {
        Self {
            sum: 0.0,
            missing: start + PERIOD,
        }
    }
}

impl<const PERIOD: u32> Step<2, 1> for Mean<PERIOD> {
    #[inline(always)]
    fn push(&mut self, [part, change]: [f64; 2]) -> [f64; 1] {
        if self.missing > 0 {
            if self.missing <= PERIOD {
                self.sum += part;
            }
            self.missing -= 1;
            return [f64::NAN];
        }
        let mean = self.sum / f64::from(PERIOD);
        self.sum += change;
        [mean]
    }
}

fn mean(params: &[f64]) -> Box<dyn Lane> {
    let start = params[2] as u32;
    match params[1] as usize {
        5 => lane(Mean::<5>::from(start)),
        _ => lane(Mean::<10>::from(start)),
    }
}
