//! Slow stochastic oscillator.
//!
//! k: a moving average of the raw stochastic (see `stochastic.rs`), d: a moving average of k. First
//! values with d, both at the same bar; 0 to 100.
//!
//! # Source
//! G. Lane, "Lane's stochastics", Stocks & Commodities 2:3 (1984); TA-Lib STOCH.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, Param},
    indicators::{
        momentum::stochastic::Slow,
        overlap::average::{self, Average, Method, Smooths},
        overlap::smoothing::Mean,
    },
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "stoch",
    group: Group::Momentum,
    inputs: HIGH_LOW_CLOSE,
    params: &[
        Param::bars("fastk", 5, 1),
        Param::bars("slowk", 3, 1),
        average::parameter("slowk_ma", DEFAULT),
        Param::bars("slowd", 3, 1),
        average::parameter("slowd_ma", DEFAULT),
    ],
    outputs: &["k", "d"],
    kind: Kind::Number,
    doc: "Slow stochastic oscillator: where the close stands in the range of the last `fastk` \
          bars, averaged over `slowk` (k) and again over `slowd` (d), types as in ma; 0 where there \
          is no range. First values with d. 0 to 100. Source: Lane 1984, TA-Lib STOCH.",
    warmup: |p| Smoothings::of(p, DEFAULT).lookback(),
    build: |p| {
        let wanted = Smoothings::of(p, DEFAULT);
        match wanted.methods {
            [Method::Simple, Method::Simple] => {
                lane(Stoch(wanted.slow(|_, period| Mean::new(period))))
            }
            _ => lane(Stoch(wanted.slow(Average::new))),
        }
    },
};

const DEFAULT: Method = Method::Simple;

/// What the parameters `fastk slowk slowk_ma slowd slowd_ma` ask for.
#[derive(Debug, Clone, Copy)]
pub struct Smoothings {
    range: usize,
    periods: [usize; 2],
    /// Types of the averages that give k and d.
    pub methods: [Method; 2],
}

impl Smoothings {
    /// Read the parameters of a function whose averages are of type `default`.
    #[must_use]
    pub fn of(params: &[f64], default: Method) -> Self {
        Self {
            range: params[0] as usize,
            periods: [1, 3].map(|place| params[place] as usize),
            methods: [2, 4].map(|place| Method::of(params[place], default)),
        }
    }

    /// Bars before the first value of d.
    #[must_use]
    pub fn lookback(&self) -> usize {
        let [k, d] = self.methods;
        self.range - 1 + k.lookback(self.periods[0]) + d.lookback(self.periods[1])
    }

    /// The stochastic, with averages as `of` makes them.
    #[must_use]
    pub fn slow<A: Smooths>(&self, of: impl Fn(Method, usize) -> A) -> Slow<A> {
        let [k, d] = self.methods;
        Slow::new(self.range, of(k, self.periods[0]), of(d, self.periods[1]))
    }
}

#[derive(Debug, Clone)]
struct Stoch<A>(Slow<A>);

impl<A: Smooths> Step<3, 2> for Stoch<A> {
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 2] {
        self.0.next(high, low, close)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stoch_of_two_bar_averages_starts_with_the_second() {
        let wanted = Smoothings::of(&[1.0, 2.0, 0.0, 2.0, 0.0], DEFAULT);
        let mut stoch = Stoch(wanted.slow(|_, period| Mean::new(period)));
        let values = [1.0, 2.0, 4.0].map(|close| stoch.push([4.0, 0.0, close]));
        assert!(values[1].iter().all(|value| value.is_nan()));
        // 25, 50 and 100; k 37.5 and 75
        assert_eq!(values[2], [75.0, 56.25]);
        assert_eq!(wanted.lookback(), 2);
    }
}
