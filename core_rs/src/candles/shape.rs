//! The anatomy of a candle, and the steps that look for a shape in the last few of them.

use std::marker::PhantomData;

use crate::{indicators::volatility::atr::Atr, step::Step};

/// Prices of one bar.
#[derive(Debug, Clone, Copy)]
pub struct Candle {
    /// First price.
    pub open: f64,
    /// Highest price.
    pub high: f64,
    /// Lowest price.
    pub low: f64,
    /// Last price.
    pub close: f64,
}

impl Candle {
    /// Distance of open and close.
    #[must_use]
    pub fn body(&self) -> f64 {
        (self.close - self.open).abs()
    }

    /// Distance of high and low.
    #[must_use]
    pub fn range(&self) -> f64 {
        self.high - self.low
    }

    /// Upper wick: what stands above the body.
    #[must_use]
    pub fn upper_wick(&self) -> f64 {
        self.high - self.open.max(self.close)
    }

    /// Lower wick: what hangs below the body.
    #[must_use]
    pub fn lower_wick(&self) -> f64 {
        self.open.min(self.close) - self.low
    }

    /// Closed above its open.
    #[must_use]
    pub fn green(&self) -> bool {
        self.close > self.open
    }

    /// Closed below its open.
    #[must_use]
    pub fn red(&self) -> bool {
        self.close < self.open
    }

    /// Has a range and a body, as the bar of a strict candle must.
    #[must_use]
    pub fn solid(&self) -> bool {
        self.high > self.low && self.body() > 0.0
    }

    /// The middle of the body.
    #[must_use]
    pub fn middle(&self) -> f64 {
        f64::midpoint(self.open, self.close)
    }
}

const NOTHING: Candle = Candle {
    open: f64::NAN,
    high: f64::NAN,
    low: f64::NAN,
    close: f64::NAN,
};

/// A shape of `N` candles.
pub trait Pattern<const N: usize>: Clone + Send + Sync + 'static {
    /// Whether it ends at `candles[0]`, the present bar; `candles[1]` is the bar before.
    fn found(candles: &[Candle; N]) -> bool;
}

/// Looks for a [`Pattern`] at every bar that has enough bars before it.
#[derive(Debug, Clone)]
pub struct Watch<P, const N: usize> {
    candles: [Candle; N],
    missing: usize,
    pattern: PhantomData<P>,
}

impl<P, const N: usize> Watch<P, N> {
    /// No bar seen yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            candles: [NOTHING; N],
            missing: N,
            pattern: PhantomData,
        }
    }

    #[inline(always)]
    fn take(&mut self, [open, high, low, close]: [f64; 4]) -> bool {
        self.candles.rotate_right(1);
        self.candles[0] = Candle {
            open,
            high,
            low,
            close,
        };
        self.missing = self.missing.saturating_sub(1);
        self.missing == 0
    }
}

impl<P: Pattern<N>, const N: usize> Step<4, 1> for Watch<P, N> {
    #[inline(always)]
    fn push(&mut self, bar: [f64; 4]) -> [f64; 1] {
        if self.take(bar) {
            [f64::from(P::found(&self.candles))]
        } else {
            [f64::NAN]
        }
    }
}

/// A shape of `N` candles, one of which is measured against the average true range of 14 bars.
pub trait RangedPattern<const N: usize>: Clone + Send + Sync + 'static {
    /// Bars back to the one whose average true range is used.
    const AGE: usize;

    /// Whether it ends at `candles[0]`; `atr` is the average at bar [`Self::AGE`].
    fn found(candles: &[Candle; N], atr: f64) -> bool;
}

/// Bars of the average true range that strict candles are measured against.
pub const ATR_PERIOD: usize = 14;

/// Looks for a [`RangedPattern`] at every bar for which the average true range is known.
#[derive(Debug, Clone)]
pub struct RangedWatch<P, const N: usize> {
    watch: Watch<P, N>,
    atr: Atr,
    averages: [f64; N],
}

impl<P, const N: usize> RangedWatch<P, N> {
    /// No bar seen yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            watch: Watch::new(),
            atr: Atr::new(ATR_PERIOD),
            averages: [f64::NAN; N],
        }
    }
}

impl<P: RangedPattern<N>, const N: usize> Step<4, 1> for RangedWatch<P, N> {
    #[inline(always)]
    fn push(&mut self, bar: [f64; 4]) -> [f64; 1] {
        let [_, high, low, close] = bar;
        self.averages.rotate_right(1);
        self.averages[0] = self.atr.next(high, low, close);
        let atr = self.averages[P::AGE];
        if self.watch.take(bar) && !atr.is_nan() {
            [f64::from(P::found(&self.watch.candles, atr))]
        } else {
            [f64::NAN]
        }
    }
}

/// Candles for tests, oldest first: what the step says of each.
#[cfg(test)]
pub(crate) fn watched<S: Step<4, 1>>(mut step: S, bars: &[[f64; 4]]) -> Vec<Option<bool>> {
    bars.iter()
        .map(|&bar| step.push(bar)[0])
        .map(|value| (!value.is_nan()).then_some(value == 1.0))
        .collect()
}
