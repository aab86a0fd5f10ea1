//! Linear regression.
//!
//! Height of the least-squares line through the last n values at the newest of them. First value
//! at bar n; in the unit of its input.
//!
//! # Source
//! TA-Lib LINEARREG.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::statistic::regression::{Regression, middle},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "linearreg",
    group: Group::Statistic,
    inputs: CLOSE,
    params: &[Param::bars("period", 14, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Linear regression: the least-squares line through the last `period` values, read at \
          the newest. First value at bar `period`. In the unit of its input. Source: TA-Lib \
          LINEARREG.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Regressed::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Regressed {
    regression: Regression,
    ahead: f64,
}

impl Regressed {
    fn new(period: usize) -> Self {
        Self {
            regression: Regression::new(period),
            ahead: middle(period),
        }
    }
}

impl Step<1, 1> for Regressed {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [self.regression.next(value).after(self.ahead)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linearreg_of_three_is_the_end_of_their_line() {
        // Through 1, 2 and 6 goes 0.5 + 2.5 t, through 2, 6 and 4 goes 3 + t.
        let mut end = Regressed::new(3);
        let values = [1.0, 2.0, 6.0, 4.0].map(|x| end.push([x])[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        let distance = (values[2] - 5.5).abs().max((values[3] - 5.0).abs());
        assert!(distance < 1e-12);
    }
}
