//! Beta.
//!
//! Slope of the least-squares line of the second input's returns over the first's: covariance of
//! the last n returns of both over the variance of the first's; 0 where the first's do not vary.
//! A return is (x - previous x) / previous x, 0 after an x of 0. First value at bar n + 1; a ratio.
//!
//! # Source
//! W. Sharpe, "A Simplified Model for Portfolio Analysis", Management Science 9 (1963); TA-Lib BETA,
//! inputs and their order included: the market comes first.

use crate::{
    entry::{Entry, Group, Input, Kind, Param, VALUE},
    indicators::statistic::pair::{NOISE, Pair, STALE, Spread, Sums},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "beta",
    group: Group::Statistic,
    inputs: &[Input::new("market", "high"), Input::new("real", "low")],
    params: &[Param::bars("period", 5, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Beta: covariance of the last `period` returns of both inputs over the variance of the \
          returns of the first, which is the market; 0 where these do not vary. The default \
          inputs, high and low, are TA-Lib's. First value at bar `period` + 1. A ratio. Source: \
          Sharpe 1963, TA-Lib BETA.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Beta::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Beta {
    market: f64,
    real: f64,
    returns: Pair<Covariation>,
}

impl Beta {
    fn new(period: usize) -> Self {
        Self {
            market: f64::NAN,
            real: f64::NAN,
            returns: Pair::new(period),
        }
    }
}

impl Step<2, 1> for Beta {
    #[inline(always)]
    fn push(&mut self, [market, real]: [f64; 2]) -> [f64; 1] {
        let x = change(std::mem::replace(&mut self.market, market), market);
        let y = change(std::mem::replace(&mut self.real, real), real);
        if x.is_nan() {
            return [f64::NAN];
        }
        let Some((spread, _)) = self.returns.next(x, y) else {
            return [f64::NAN];
        };
        [if spread.square > NOISE * spread.squares {
            spread.product / spread.square
        } else {
            0.0
        }]
    }
}

/// Both n squared times what their names say.
#[derive(Debug, Clone)]
struct Covariation {
    /// Variance of the market's returns.
    square: f64,
    /// What it is taken from.
    squares: f64,
    /// Covariance.
    product: f64,
}

impl Spread for Covariation {
    // A tick that multiplies the price by a thousand is a return of a thousand.
    const OUTLIER: f64 = 1e3;

    #[inline(always)]
    fn of(sums: &Sums, n: f64, _: f64) -> Self {
        let squares = n * sums.xx;
        Self {
            square: squares - sums.x * sums.x,
            squares,
            product: n * sums.xy - sums.x * sums.y,
        }
    }

    #[inline(always)]
    fn is_stale(&self, _: &Sums) -> bool {
        self.square < STALE * self.squares
    }
}

#[inline(always)]
fn change(from: f64, to: f64) -> f64 {
    if from == 0.0 { 0.0 } else { (to - from) / from }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beta_of_returns_twice_the_markets_is_two() {
        let mut beta = Beta::new(2);
        let values = [[100.0, 10.0], [110.0, 12.0], [99.0, 9.6]].map(|bar| beta.push(bar)[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        assert!((values[2] - 2.0).abs() < 1e-12);
    }

    #[test]
    fn beta_to_a_market_that_stands_still_is_zero() {
        let mut beta = Beta::new(2);
        let values = [[100.0, 10.0], [100.0, 12.0], [100.0, 9.0]].map(|bar| beta.push(bar)[0]);
        assert_eq!(values[2], 0.0);
    }
    #[test]
    fn beta_after_a_bad_tick_left_has_its_digits_back() {
        let mut beta = Beta::new(2);
        let prices = [100.0, 1e9, 100.0, 101.0, 103.0, 100.0];
        let values = prices.map(|price| beta.push([price, price])[0]);
        assert!((values[5] - 1.0).abs() < 1e-12);
    }
}
