//! Elder ray index.
//!
//! bull = high - ema(close), bear = low - ema(close). First values at bar n; in the unit of the
//! price.
//!
//! # Source
//! A. Elder, "Trading for a Living" (1993); TA-Lib ERI, unstable period 0, order of operations
//! included.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, Param},
    indicators::overlap::smoothing::Smoothing,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "eri",
    group: Group::Momentum,
    inputs: HIGH_LOW_CLOSE,
    params: &[Param::bars("period", 13, 1)],
    outputs: &["bull", "bear"],
    kind: Kind::Number,
    doc: "Elder ray index: bull = high - ema(close, period), bear = low - ema(close, period). \
          First values at bar `period`. In the unit of the price. Source: Elder 1993, TA-Lib ERI.",
    warmup: |p| p[0] as usize - 1,
    build: |p| match p[0] as usize {
        1 => lane(Wicks),
        period => lane(Ray(Smoothing::new(period))),
    },
};

#[derive(Debug, Clone)]
struct Ray(Smoothing);

impl Step<3, 2> for Ray {
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 2] {
        let average = self.0.next(close);
        [high - average, low - average]
    }
}

/// The average of one close is that close, to the last digit.
#[derive(Debug, Clone)]
struct Wicks;

impl Step<3, 2> for Wicks {
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 2] {
        [high - close, low - close]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eri_of_three_is_the_distance_of_both_ends_from_the_average() {
        let mut ray = Ray(Smoothing::new(3));
        let closes = [1.0, 2.0, 6.0, 10.0];
        let values = closes.map(|x| ray.push([x + 1.0, x - 2.0, x]));
        assert!(values[1].iter().all(|value| value.is_nan()));
        assert_eq!(values[2..], [[4.0, 1.0], [4.5, 1.5]]);
    }
}
