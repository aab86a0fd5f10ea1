//! A fast and a slow moving average of one series, for `apo`, `ppo` and `pvo`.

use crate::{
    entry::Param,
    indicators::overlap::average::{self, Method, Smooths},
};

/// Periods and type of both averages; a fast period longer than the slow one changes places.
pub const PARAMS: &[Param] = &[
    Param::bars("fast", 12, 2),
    Param::bars("slow", 26, 2),
    average::parameter("ma", DEFAULT),
];

const DEFAULT: Method = Method::Exponential;

/// The type that [`PARAMS`] name.
#[must_use]
pub fn method(params: &[f64]) -> Method {
    Method::of(params[2], DEFAULT)
}

/// Bars before both averages have a value.
#[must_use]
pub fn lookback(params: &[f64]) -> usize {
    method(params).lookback(params[0].max(params[1]) as usize)
}

/// Two averages, each from the first value on.
#[derive(Debug, Clone)]
pub struct Pair<A> {
    fast: A,
    slow: A,
}

impl<A: Smooths> Pair<A> {
    /// The averages that [`PARAMS`] ask for, as `of` makes them.
    #[must_use]
    pub fn new(params: &[f64], of: impl Fn(usize) -> A) -> Self {
        Self {
            fast: of(params[0].min(params[1]) as usize),
            slow: of(params[0].max(params[1]) as usize),
        }
    }

    /// Take a value, give the fast and the slow average; NaN for what is not warm.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> [f64; 2] {
        [self.fast.average(value), self.slow.average(value)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicators::overlap::smoothing::Mean;

    #[test]
    fn pair_with_its_periods_exchanged_is_the_same() {
        for params in [[1.0, 2.0, 0.0], [2.0, 1.0, 0.0]] {
            let mut pair = Pair::new(&params, Mean::new);
            assert!(pair.next(1.0)[1].is_nan());
            assert_eq!(pair.next(3.0), [3.0, 2.0]);
            assert_eq!(lookback(&params), 1);
        }
    }
}
