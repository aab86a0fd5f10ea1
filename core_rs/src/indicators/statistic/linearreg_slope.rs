//! Linear regression slope.
//!
//! Slope of the least-squares line through the last n values. First value at bar n; in the unit of
//! its input, per bar.
//!
//! # Source
//! TA-Lib `LINEARREG_SLOPE`.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::statistic::regression::Regression,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "linearreg_slope",
    group: Group::Statistic,
    inputs: CLOSE,
    params: &[Param::bars("period", 14, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Linear regression slope: what the least-squares line through the last `period` \
          values rises by per bar. First value at bar `period`. In the unit of its input, per \
          bar. Source: TA-Lib LINEARREG_SLOPE.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Slope::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Slope {
    regression: Regression,
}

impl Slope {
    fn new(period: usize) -> Self {
        Self {
            regression: Regression::new(period),
        }
    }
}

impl Step<1, 1> for Slope {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [self.regression.next(value).slope]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slope_of_three_is_that_of_their_line() {
        // Through 1, 2 and 6 goes 0.5 + 2.5 t, through 2, 6 and 4 goes 3 + t.
        let mut slope = Slope::new(3);
        let values = [1.0, 2.0, 6.0, 4.0].map(|x| slope.push([x])[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        let distance = (values[2] - 2.5).abs().max((values[3] - 1.0).abs());
        assert!(distance < 1e-12);
    }
}
