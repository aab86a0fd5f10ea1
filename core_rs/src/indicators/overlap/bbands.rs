//! Bollinger bands.
//!
//! Middle: a moving average over n, by default simple. Upper and lower: `up` and
//! `down` standard deviations (around the simple average, divided by n) from it. First value at
//! bar n, or with the average's where that is later; in the unit of its input.
//!
//! # Source
//! J. Bollinger, "Bollinger on Bollinger Bands" (2001); TA-Lib BBANDS.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param},
    indicators::{
        overlap::average::{self, Average, Method, Smooths},
        overlap::{ema::Ema, wma::Wma},
        statistic::var::Variance,
    },
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "bbands",
    group: Group::Overlap,
    inputs: CLOSE,
    params: &[
        Param::bars("period", 20, 2),
        Param::real("up", 2.0, -3e37, 3e37),
        Param::real("down", 2.0, -3e37, 3e37),
        average::parameter("ma", Method::Simple),
    ],
    outputs: &["upper", "middle", "lower"],
    kind: Kind::Number,
    doc: "Bollinger bands: a moving average over `period` of type `ma`, as in ma, and `up` and \
          `down` standard deviations of the last `period` values above and below it. First value \
          at bar `period`, or with the average's if that is later. In the unit of its input. \
          Source: Bollinger 2001, TA-Lib BBANDS.",
    warmup: |p| {
        let period = p[0] as usize;
        method(p).lookback(period).max(period - 1)
    },
    build: |p| {
        let (period, up, down) = (p[0] as usize, p[1], p[2]);
        match method(p) {
            Method::Simple => lane(Bands::new(period, up, down, Sum::default())),
            Method::Exponential => lane(Bands::new(period, up, down, Ema::new(period))),
            Method::Weighted => lane(Bands::new(period, up, down, Wma::new(period))),
            other => lane(Bands::new(period, up, down, Chosen::new(other, period))),
        }
    },
};

fn method(params: &[f64]) -> Method {
    Method::of(params[3], Method::Simple)
}

#[derive(Debug, Clone)]
struct Bands<M> {
    middle: M,
    variance: Variance,
    up: f64,
    down: f64,
}

impl<M> Bands<M> {
    fn new(period: usize, up: f64, down: f64, middle: M) -> Self {
        Self {
            middle,
            variance: Variance::new(period),
            up,
            down,
        }
    }
}

impl<M: Middle> Step<1, 3> for Bands<M> {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 3] {
        let (variance, left) = self.variance.next(value);
        let deviation = variance.sqrt();
        let middle = self.middle.average(value, left, self.variance.share());
        [
            middle + deviation * self.up,
            middle,
            middle - deviation * self.down,
        ]
    }
}

/// A moving average that may borrow the variance's window.
trait Middle: Clone + Send + Sync + 'static {
    /// Take a value, give the average; `left` is the value that is one window old, or 0, `share`
    /// one by the window's length, or NaN until it is full.
    fn average(&mut self, value: f64, left: f64, share: f64) -> f64;
}

impl Middle for Ema {
    #[inline(always)]
    fn average(&mut self, value: f64, _: f64, _: f64) -> f64 {
        self.next(value)
    }
}

impl Middle for Wma {
    #[inline(always)]
    fn average(&mut self, value: f64, _: f64, _: f64) -> f64 {
        self.next(value)
    }
}

/// An average of any type, null until the deviation has a value.
#[derive(Debug, Clone)]
struct Chosen {
    average: Average,
    missing: usize,
}

impl Chosen {
    fn new(method: Method, period: usize) -> Self {
        Self {
            average: Average::new(method, period),
            missing: period - 1,
        }
    }
}

impl Middle for Chosen {
    #[inline(always)]
    fn average(&mut self, value: f64, _: f64, _: f64) -> f64 {
        let average = self.average.average(value);
        if self.missing > 0 {
            self.missing -= 1;
            return f64::NAN;
        }
        average
    }
}

/// A simple average, as in `sma`, without a window of its own.
#[derive(Debug, Clone, Default)]
struct Sum(f64);

impl Middle for Sum {
    #[inline(always)]
    fn average(&mut self, value: f64, left: f64, share: f64) -> f64 {
        self.0 += value - left;
        // Not a division: the root needs the divider.
        self.0 * share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_of_two_values_stand_on_them_at_one_deviation() {
        let mut bands = Bands::new(2, 1.0, 2.0, Sum::default());
        assert!(bands.push([1.0]).iter().all(|value| value.is_nan()));
        assert_eq!(bands.push([3.0]), [3.0, 2.0, 0.0]);
    }
}
