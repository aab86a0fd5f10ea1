//! Standard deviation.
//!
//! Square root of the variance of the last n values (divided by n), times `nbdev`. First value at
//! bar n; in the unit of its input.
//!
//! # Source
//! TA-Lib STDDEV.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::statistic::var::Variance,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "stddev",
    group: Group::Statistic,
    inputs: CLOSE,
    params: &[
        Param::bars("period", 5, 2),
        Param::real("nbdev", 1.0, -3e37, 3e37),
    ],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Standard deviation of the last `period` values, divided by `period` under the root, \
          times `nbdev`. First value at bar `period`. In the unit of its input. Source: TA-Lib \
          STDDEV.",
    warmup: |p| p[0] as usize - 1,
    build: |p| {
        lane(Deviation {
            variance: Variance::new(p[0] as usize),
            times: p[1],
        })
    },
};

#[derive(Debug, Clone)]
struct Deviation {
    variance: Variance,
    times: f64,
}

impl Step<1, 1> for Deviation {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        let (variance, _) = self.variance.next(value);
        [variance.sqrt() * self.times]
    }
}
