//! Time series forecast.
//!
//! Height of the least-squares line through the last n values one bar after the newest of them.
//! First value at bar n; in the unit of its input.
//!
//! # Source
//! TA-Lib TSF.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::statistic::regression::{Regression, middle},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "tsf",
    group: Group::Statistic,
    inputs: CLOSE,
    params: &[Param::bars("period", 14, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Time series forecast: the least-squares line through the last `period` values, read \
          one bar ahead of the newest. First value at bar `period`. In the unit of its input. \
          Source: TA-Lib TSF.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Forecast::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Forecast {
    regression: Regression,
    ahead: f64,
}

impl Forecast {
    fn new(period: usize) -> Self {
        Self {
            regression: Regression::new(period),
            ahead: middle(period) + 1.0,
        }
    }
}

impl Step<1, 1> for Forecast {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [self.regression.next(value).after(self.ahead)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forecast_of_three_is_their_line_one_bar_on() {
        // Through 1, 2 and 6 goes 0.5 + 2.5 t, through 2, 6 and 4 goes 3 + t.
        let mut forecast = Forecast::new(3);
        let values = [1.0, 2.0, 6.0, 4.0].map(|x| forecast.push([x])[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        let distance = (values[2] - 8.0).abs().max((values[3] - 6.0).abs());
        assert!(distance < 1e-12);
    }
}
