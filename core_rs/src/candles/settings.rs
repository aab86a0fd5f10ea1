//! What "long", "short", "near" mean: TA-Lib's table of candle settings, and the measures of the
//! strict candles.
//!
//! A limit is a factor times the mean of something over the bars before the one that is judged.
//!
//! # Source
//! TA-Lib's defaults (`TA_SetCandleSettings`). Its `BodyVeryLong` is used by no function.

use crate::entry::Param;

/// The parameter of candles that close into a body: which share of it they must at least pass.
pub const fn penetration(default: f64) -> Param {
    Param::real("penetration", default, 0.0, 3e37)
}

/// What a [`Setting`] is a mean of, or which indicator it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Mean distance of open and close.
    Body,
    /// Mean distance of high and low.
    Range,
    /// Mean of both shadows together; a limit is per shadow, half of it.
    Shadows,
    /// `atr`, at the bar itself.
    TrueRange,
    /// `ema` of the close.
    Average,
    /// `rsi` of the close.
    Strength,
    /// `mfi`.
    Flow,
}

impl Source {
    /// Whether it is a mean of candles' parts, or else an indicator.
    pub const fn is_part(self) -> bool {
        matches!(self, Self::Body | Self::Range | Self::Shadows)
    }
}

/// A measure to hold a part of a candle against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// What is averaged.
    pub source: Source,
    /// Over how many bars.
    pub period: usize,
    /// What the mean is multiplied with.
    pub factor: f64,
}

/// A long body is longer than this.
pub const BODY_LONG: Setting = Setting::new(Source::Body, 10, 1.0);
/// A short body is shorter than this.
pub const BODY_SHORT: Setting = Setting::new(Source::Body, 10, 1.0);
/// The body of a doji is at most this.
pub const BODY_DOJI: Setting = Setting::new(Source::Range, 10, 0.1);
/// A short shadow is shorter than this.
pub const SHADOW_SHORT: Setting = Setting::new(Source::Shadows, 10, 1.0);
/// A very short shadow is shorter than this.
pub const SHADOW_VERY_SHORT: Setting = Setting::new(Source::Range, 10, 0.1);
/// What is near is at most this far away.
pub const NEAR: Setting = Setting::new(Source::Range, 5, 0.2);
/// What is far is at least this far away.
pub const FAR: Setting = Setting::new(Source::Range, 5, 0.6);
/// What is equal differs by at most this.
pub const EQUAL: Setting = Setting::new(Source::Range, 5, 0.05);

/// A long shadow is longer than this many times the candle's own body.
pub const SHADOW_LONG: f64 = 1.0;
/// A very long shadow is longer than this many times the candle's own body.
pub const SHADOW_VERY_LONG: f64 = 2.0;

/// The average true range that strict candles are measured against.
pub const ATR: Setting = Setting::new(Source::TrueRange, 14, 1.0);
/// The average that the close of a strict candle is compared with.
pub const EMA: Setting = Setting::new(Source::Average, 20, 1.0);
/// The relative strength of the close.
pub const RSI: Setting = Setting::new(Source::Strength, 14, 1.0);
/// The money flow index.
pub const MFI: Setting = Setting::new(Source::Flow, 14, 1.0);

impl Setting {
    const fn new(source: Source, period: usize, factor: f64) -> Self {
        Self {
            source,
            period,
            factor,
        }
    }

    /// This setting as it stands for the bar `lag` bars back.
    pub const fn at(self, lag: usize) -> Limit {
        Limit { setting: self, lag }
    }

    /// The limit from the mean, in TA-Lib's order of operations.
    #[inline(always)]
    pub fn limit(self, mean: f64) -> f64 {
        match self.source {
            Source::Shadows => self.factor * mean / 2.0,
            _ => self.factor * mean,
        }
    }
}

/// A setting as it stands for one of a pattern's bars.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// The measure.
    pub setting: Setting,
    /// For which bar: 0 is the present one.
    pub lag: usize,
}

impl Limit {
    /// Leading bars without it, in a pattern of `bars` candles.
    pub const fn warmup(&self, bars: usize) -> usize {
        match self.setting.source {
            // TA-Lib waits as if every mean were that of the oldest candle.
            Source::Body | Source::Range | Source::Shadows => self.setting.period + bars - 1,
            Source::Average => self.setting.period - 1 + self.lag,
            Source::TrueRange | Source::Strength | Source::Flow => self.setting.period + self.lag,
        }
    }
}

/// Leading null bars of a pattern of `bars` candles with these limits.
pub const fn warmup(bars: usize, limits: &[Limit]) -> usize {
    let mut longest = bars - 1;
    let mut at = 0;
    while at < limits.len() {
        let warmup = limits[at].warmup(bars);
        if warmup > longest {
            longest = warmup;
        }
        at += 1;
    }
    longest
}
