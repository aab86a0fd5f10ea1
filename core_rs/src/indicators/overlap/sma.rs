//! Simple moving average.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    lane::lane,
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "sma",
    group: Group::Overlap,
    inputs: CLOSE,
    params: &[Param::bars("period", 30, 1)],
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
    /// NaN until there are enough values, so that no bar needs a path of its own.
    divisor: f64,
    missing: usize,
}

impl Sma {
    /// An average of the last `period` values.
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self {
            window: Ring::new(period),
            sum: 0.0,
            divisor: f64::NAN,
            missing: period,
        }
    }
}

impl Step<1, 1> for Sma {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        // An empty place of the ring is zero: it leaves nothing when it leaves. The difference does
        // not wait for the bar before, so that the sum waits for one addition.
        self.sum += value - self.window.push(value);
        if self.missing > 0 {
            self.missing -= 1;
            if self.missing == 0 {
                self.divisor = self.window.length() as f64;
            }
        }
        [self.sum / self.divisor]
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
