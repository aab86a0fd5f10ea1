//! Relative volatility index.
//!
//! 100 * up / (up + down), where up and down are Wilder averages of the standard deviation (of the
//! last m values, divided by m) of the bars on which the input rose, and fell; 50 where both are
//! 0. Seed: their means over the first n deviations. First value at bar n + m - 1; 0 to 100.
//!
//! # Source
//! D. Dorsey, "The Relative Volatility Index", Technical Analysis of Stocks & Commodities (June
//! 1993); TA-Lib RVI, unstable period 0.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::{overlap::ema::Ema, statistic::var::Variance},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "rvi",
    group: Group::Volatility,
    inputs: CLOSE,
    params: &[Param::bars("period", 14, 1), Param::bars("stddev", 10, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Relative volatility index: 100 * up / (up + down), Wilder averages over `period` bars \
          of the standard deviation of the last `stddev` values, of bars that rose and of \
          bars that fell; 50 where both are 0. First value at bar `period` + `stddev` - 1. 0 \
          to 100. Source: Dorsey 1993, TA-Lib RVI, unstable period 0.",
    warmup: |p| (p[0] + p[1]) as usize - 2,
    build: |p| lane(Rvi::new(p[0] as usize, p[1] as usize)),
};

#[derive(Debug, Clone)]
struct Rvi {
    previous: f64,
    variance: Variance,
    up: Ema,
    down: Ema,
}

impl Rvi {
    fn new(period: usize, deviation: usize) -> Self {
        Self {
            previous: f64::NAN,
            variance: Variance::new(deviation),
            up: Ema::wilder(period, deviation - 1),
            down: Ema::wilder(period, deviation - 1),
        }
    }
}

impl Step<1, 1> for Rvi {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        let change = value - std::mem::replace(&mut self.previous, value);
        let (variance, _) = self.variance.next(value);
        // Bars without a deviation yet are skipped by the averages as the 0 they are here.
        let deviation = if variance.is_nan() {
            0.0
        } else {
            variance.sqrt()
        };
        let rose = if change > 0.0 { deviation } else { 0.0 };
        let fell = if change < 0.0 { deviation } else { 0.0 };
        let up = self.up.next(rose);
        let both = up + self.down.next(fell);
        [if both == 0.0 {
            50.0
        } else {
            100.0 * (up / both)
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rvi_of_two_deviations_is_the_share_of_the_rise() {
        // Deviations of two values are half their distance: 3 up, then 1 down.
        let mut rvi = Rvi::new(2, 2);
        let values = [10.0, 16.0, 14.0].map(|x| rvi.push([x])[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2], 75.0);
    }

    #[test]
    fn rvi_of_prices_that_never_move_is_fifty() {
        let mut rvi = Rvi::new(2, 2);
        assert_eq!([5.0; 4].map(|x| rvi.push([x])[0])[3], 50.0);
    }
}
