//! Simple moving average.

use super::{CLOSE, Entry, Group, Kind, Param, VALUE};
use crate::{lane::lane, ring::Ring, step::Step};

pub(super) const ENTRY: Entry = Entry {
    name: "sma",
    group: Group::Overlap,
    inputs: CLOSE,
    params: &[Param::bars("period", 30, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Simple moving average: mean of the last `period` values, as a running sum. \
          First value at bar `period`. In the unit of its input. Source: TA-Lib SMA.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Sma::new(p[0] as usize)),
};

/// Running sum of the window: each value is added on entry and subtracted on leaving.
#[derive(Debug, Clone)]
pub struct Sma {
    window: Ring,
    sum: f64,
    period: f64,
    missing: usize,
}

impl Sma {
    /// An average of the last `period` values.
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self {
            window: Ring::new(period),
            sum: 0.0,
            period: period as f64,
            missing: period,
        }
    }
}

impl Step<1, 1> for Sma {
    #[inline]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        // An empty slot of the ring is zero, so there is no branch for the first window.
        self.sum = self.sum - self.window.push(value) + value;
        if self.missing > 1 {
            self.missing -= 1;
            return [f64::NAN];
        }
        [self.sum / self.period]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sma_of_three_is_null_twice_then_the_mean() {
        let mut sma = Sma::new(3);
        let values: Vec<f64> = [1.0, 2.0, 6.0, 10.0].map(|x| sma.push([x])[0]).to_vec();
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [3.0, 6.0]);
    }
}
