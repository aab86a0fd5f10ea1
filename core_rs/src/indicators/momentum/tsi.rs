//! True strength index.
//!
//! 100 * smoothed change / smoothed change without its sign, both smoothed by ema(first) and that by
//! ema(second), each seeded with a mean; 0 where nothing has moved. First value at bar first +
//! second; -100 to 100.
//!
//! # Source
//! W. Blau, "True Strength Index", Technical Analysis of Stocks & Commodities (November 1991);
//! TA-Lib TSI, unstable period 0, order of operations included.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::momentum::twice::Twice,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "tsi",
    group: Group::Momentum,
    inputs: CLOSE,
    params: &[Param::bars("first", 25, 2), Param::bars("second", 13, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "True strength index: 100 * the change from bar to bar / the same without its sign, both \
          smoothed by ema(first) and then ema(second); 0 where nothing has moved. First value at \
          bar first + second. -100 to 100. Source: Blau 1991, TA-Lib TSI.",
    warmup: |p| (p[0] + p[1]) as usize - 1,
    build: |p| lane(Tsi::new(p[0] as usize, p[1] as usize)),
};

#[derive(Debug, Clone)]
struct Tsi {
    previous: f64,
    change: Twice,
    length: Twice,
}

impl Tsi {
    fn new(first: usize, second: usize) -> Self {
        Self {
            previous: f64::NAN,
            change: Twice::new(first, second),
            length: Twice::new(first, second),
        }
    }
}

impl Step<1, 1> for Tsi {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        let change = value - std::mem::replace(&mut self.previous, value);
        if change.is_nan() {
            return [f64::NAN];
        }
        let length = self.length.next(change.abs());
        let change = self.change.next(change);
        [if length == 0.0 {
            0.0
        } else {
            100.0 * change / length
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tsi_of_a_rise_is_a_hundred_and_at_rest_zero() {
        let mut rising = Tsi::new(3, 2);
        let values = [1.0, 2.0, 4.0, 5.0, 9.0].map(|x| rising.push([x])[0]);
        assert!(values[..4].iter().all(|value| value.is_nan()));
        assert_eq!(values[4], 100.0);
        let mut still = Tsi::new(2, 2);
        assert_eq!([3.0; 5].map(|x| still.push([x])[0])[3..], [0.0; 2]);
    }
}
