//! Linear regression angle.
//!
//! Angle of the least-squares line through the last n values with the horizontal, where one bar is
//! as long as one unit of the input. First value at bar n; in degrees.
//!
//! # Source
//! TA-Lib `LINEARREG_ANGLE`.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::statistic::regression::Regression,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "linearreg_angle",
    group: Group::Statistic,
    inputs: CLOSE,
    params: &[Param::bars("period", 14, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Linear regression angle: arc tangent of the slope of the least-squares line through \
          the last `period` values. First value at bar `period`. In degrees; it depends on the \
          unit of its input. Source: TA-Lib LINEARREG_ANGLE.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Angle::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Angle {
    regression: Regression,
}

impl Angle {
    fn new(period: usize) -> Self {
        Self {
            regression: Regression::new(period),
        }
    }
}

impl Step<1, 1> for Angle {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [self.regression.next(value).slope.atan().to_degrees()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angle_of_three_is_that_of_their_line() {
        // Through 1, 2 and 6 goes 0.5 + 2.5 t, through 2, 6 and 4 goes 3 + t.
        let mut angle = Angle::new(3);
        let values = [1.0, 2.0, 6.0, 4.0].map(|x| angle.push([x])[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        let distance = (values[2] - 68.198_590_513_648_19)
            .abs()
            .max((values[3] - 45.0).abs());
        assert!(distance < 1e-12);
    }
}
