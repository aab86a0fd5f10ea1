//! Fast stochastic oscillator.
//!
//! k: the raw stochastic (see `stochastic.rs`), d: a moving average of k. First values with d, both
//! at the same bar; 0 to 100.
//!
//! # Source
//! G. Lane, "Lane's stochastics", Stocks & Commodities 2:3 (1984); TA-Lib STOCHF.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, Param},
    indicators::{
        momentum::stochastic::{Stochastic, with_average},
        overlap::average::{self, Average, Method, Smooths},
        overlap::smoothing::Mean,
    },
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "stochf",
    group: Group::Momentum,
    inputs: HIGH_LOW_CLOSE,
    params: &[
        Param::bars("fastk", 5, 1),
        Param::bars("fastd", 3, 1),
        average::parameter("fastd_ma", DEFAULT),
    ],
    outputs: &["k", "d"],
    kind: Kind::Number,
    doc: "Fast stochastic oscillator: where the close stands in the range of the last `fastk` \
          bars (k), and its average over `fastd` (d), type as in ma; 0 where there is no range. \
          First values with d. 0 to 100. Source: Lane 1984, TA-Lib STOCHF.",
    warmup: |p| lookback(p),
    build: |p| {
        let (range, period) = (p[0] as usize, p[1] as usize);
        match method(p) {
            Method::Simple => lane(Stochf(Fast::new(range, Mean::new(period)))),
            other => lane(Stochf(Fast::new(range, Average::new(other, period)))),
        }
    },
};

const DEFAULT: Method = Method::Simple;

/// Type of the average that the parameters `fastk fastd fastd_ma` name.
#[must_use]
pub fn method(params: &[f64]) -> Method {
    Method::of(params[2], DEFAULT)
}

/// Bars before d has a value, for the parameters `fastk fastd fastd_ma`.
#[must_use]
pub fn lookback(params: &[f64]) -> usize {
    params[0] as usize - 1 + method(params).lookback(params[1] as usize)
}

/// The raw stochastic and its average.
#[derive(Debug, Clone)]
pub struct Fast<A> {
    raw: Stochastic,
    d: A,
}

impl<A: Smooths> Fast<A> {
    /// The stochastic of `range` bars, smoothed by `d`.
    #[must_use]
    pub fn new(range: usize, d: A) -> Self {
        Self {
            raw: Stochastic::new(range),
            d,
        }
    }

    /// Take a bar, give k and d; both NaN until d is warm.
    #[inline(always)]
    pub fn next(&mut self, high: f64, low: f64, close: f64) -> [f64; 2] {
        with_average(self.raw.next(high, low, close), &mut self.d)
    }
}

#[derive(Debug, Clone)]
struct Stochf<A>(Fast<A>);

impl<A: Smooths> Step<3, 2> for Stochf<A> {
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 2] {
        self.0.next(high, low, close)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stochf_of_a_two_bar_average_starts_with_it() {
        let mut stochf = Stochf(Fast::new(1, Mean::new(2)));
        let values = [1.0, 2.0].map(|close| stochf.push([4.0, 0.0, close]));
        assert!(values[0].iter().all(|value| value.is_nan()));
        assert_eq!(values[1], [50.0, 37.5]);
    }
}
