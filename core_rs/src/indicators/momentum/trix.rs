//! Rate of change of a triple exponential average.
//!
//! 100 * (t / t[1 bar ago] - 1), t = ema of ema of ema of the input, each seeded with the mean of
//! the first values it gets; 0 where the older one is 0. First value at bar 3 n - 1; percent.
//!
//! # Source
//! J. Hutson, "Good Trix", Technical Analysis of Stocks & Commodities (July 1983); TA-Lib TRIX,
//! unstable period 0, order of operations included.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::{momentum::roc::RateOfChange, overlap::smoothing::Smoothing},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "trix",
    group: Group::Momentum,
    inputs: CLOSE,
    params: &[Param::bars("period", 30, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Change in percent from bar to bar of an ema(period) of an ema(period) of an \
          ema(period). First value at bar 3 * `period` - 1. Percent. Source: Hutson 1983, TA-Lib \
          TRIX.",
    warmup: |p| 3 * p[0] as usize - 2,
    build: |p| lane(Trix::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Trix {
    averages: [Smoothing; 3],
    change: RateOfChange,
}

impl Trix {
    fn new(period: usize) -> Self {
        Self {
            averages: std::array::from_fn(|_| Smoothing::new(period)),
            change: RateOfChange::new(1),
        }
    }
}

impl Step<1, 1> for Trix {
    #[inline(always)]
    fn push(&mut self, [mut value]: [f64; 1]) -> [f64; 1] {
        for average in &mut self.averages {
            value = average.next(value);
            if value.is_nan() {
                return [f64::NAN];
            }
        }
        [self.change.next(value)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trix_of_three_is_the_change_of_the_third_average() {
        let mut trix = Trix::new(3);
        let values = [3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 9.0].map(|x| trix.push([x])[0]);
        assert!(values[..7].iter().all(|value| value.is_nan()));
        // Half of the change goes through each average: 6, 4.5, 3.75.
        assert_eq!(values[7..], [0.0, 25.0]);
    }
}
