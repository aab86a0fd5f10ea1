//! Stochastic of the relative strength index.
//!
//! k: where the index stands in the range of its last values, 0 to 100; d: a moving average of k.
//! First values with d, both at the same bar; seed of the index as in `rsi`.
//!
//! # Source
//! T. Chande and S. Kroll, "Stochastic RSI and dynamic momentum index", Stocks & Commodities 11:5
//! (1993); TA-Lib STOCHRSI, unstable period 0.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param},
    indicators::{
        momentum::stochf::{self, Fast},
        overlap::average::{self, Average, Method, Smooths},
        overlap::smoothing::Mean,
    },
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "stochrsi",
    group: Group::Momentum,
    inputs: CLOSE,
    params: &[
        Param::bars("period", 14, 2),
        Param::bars("fastk", 5, 1),
        Param::bars("fastd", 3, 1),
        average::parameter("fastd_ma", Method::Simple),
    ],
    outputs: &["k", "d"],
    kind: Kind::Number,
    doc: "Stochastic of rsi(period): where it stands in the range of its last `fastk` values (k), \
          and the average of that over `fastd` (d), type as in ma; 0 where there is no range. \
          First values with d. 0 to 100. Source: Chande and Kroll 1993, TA-Lib STOCHRSI.",
    warmup: |p| p[0] as usize + stochf::lookback(&p[1..]),
    build: |p| {
        let [period, range, average] = [p[0], p[1], p[2]].map(|bars| bars as usize);
        match stochf::method(&p[1..]) {
            Method::Simple => lane(StochRsi::new(period, Fast::new(range, Mean::new(average)))),
            other => {
                let average = Average::new(other, average);
                lane(StochRsi::new(period, Fast::new(range, average)))
            }
        }
    },
};

/// The index, in TA-Lib's order of operations: `rsi` takes a shorter way, but where the index hardly
/// moves, its place in its own range is made of its last digits.
#[derive(Debug, Clone)]
struct Index {
    previous: f64,
    rise: f64,
    fall: f64,
    /// `period - 1` and `1 / period`.
    kept: f64,
    share: f64,
    missing: usize,
    period: usize,
}

impl Index {
    fn new(period: usize) -> Self {
        Self {
            previous: 0.0,
            rise: 0.0,
            fall: 0.0,
            kept: period as f64 - 1.0,
            share: 1.0 / period as f64,
            missing: period + 1,
            period,
        }
    }

    /// Take a value, give the index; NaN for the first `period` values.
    #[inline(always)]
    fn next(&mut self, value: f64) -> f64 {
        let change = value - std::mem::replace(&mut self.previous, value);
        let rise = if change > 0.0 { change } else { 0.0 };
        let fall = rise - change;
        if self.missing > 0 {
            self.missing -= 1;
            // The first value has no change.
            if self.missing < self.period {
                self.rise += rise;
                self.fall += fall;
            }
            if self.missing > 0 {
                return f64::NAN;
            }
        } else {
            self.rise = self.rise * self.kept + rise;
            self.fall = self.fall * self.kept + fall;
        }
        self.rise *= self.share;
        self.fall *= self.share;
        let moved = self.rise + self.fall;
        if moved > 0.0 {
            100.0 * (self.rise / moved)
        } else {
            0.0
        }
    }
}

#[derive(Debug, Clone)]
struct StochRsi<A> {
    index: Index,
    fast: Fast<A>,
}

impl<A> StochRsi<A> {
    fn new(period: usize, fast: Fast<A>) -> Self {
        Self {
            index: Index::new(period),
            fast,
        }
    }
}

impl<A: Smooths> Step<1, 2> for StochRsi<A> {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 2] {
        let index = self.index.next(value);
        if index.is_nan() {
            return [f64::NAN; 2];
        }
        self.fast.next(index, index, index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn index_of_two_rises_and_a_fall_is_their_share() {
        let mut index = Index::new(2);
        let values = [10.0, 11.0, 12.0, 11.0].map(|x| index.next(x));
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [100.0, 50.0]);
    }

    #[test]
    fn stochrsi_of_an_index_at_its_low_is_zero() {
        let mut stochastic = StochRsi::new(2, Fast::new(2, Mean::new(1)));
        let values = [10.0, 11.0, 12.0, 11.0].map(|x| stochastic.push([x]));
        assert!(values[2].iter().all(|value| value.is_nan()));
        // The index falls from 100 to 50.
        assert_eq!(values[3], [0.0, 0.0]);
    }
}
