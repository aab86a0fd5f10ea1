//! Moving average of a type that is a parameter, and each type as a function of its own.
//!
//! Each type is the function of its name over `period`; a period of 1 is the input for all.
//!
//! # Source
//! TA-Lib MA and its `TA_MAType`.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::overlap::{
        average::{self, Method},
        dema::Dema,
        ema::Ema,
        hma::Hma,
        kama::Kama,
        mama::{FAST_LIMIT, Mama, SLOW_LIMIT},
        rma::Rma,
        sma::Sma,
        t3::{T3, VOLUME_FACTOR},
        tema::Tema,
        trima::Trima,
        wma::Wma,
        zlema::Zlema,
    },
    lane::{Lane, lane},
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "ma",
    group: Group::Overlap,
    inputs: CLOSE,
    params: &[
        Param::bars("period", 30, 1),
        average::parameter("ma", Method::Simple),
    ],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Moving average of type `ma`, as everywhere and as in TA-Lib: 0 sma, 1 ema, 2 wma, 3 \
          dema, 4 tema, 5 trima, 6 kama, 7 mama(0.5, 0.05) for any period, 8 t3 with factor 0.7, \
          9 hma, 10 none, 11 the function's default, 12 zlema, 13 rma. A period of 1 is the \
          input. In the unit of its input. Source: TA-Lib MA.",
    warmup: |p| Method::of(p[1], Method::Simple).lookback(p[0] as usize),
    build: |p| alone(Method::of(p[1], Method::Simple), p[0] as usize),
};

/// The average of that type as a function of its own.
#[must_use]
pub fn alone(method: Method, period: usize) -> Box<dyn Lane> {
    match method.over(period) {
        Method::Plain => lane(Plain),
        Method::Simple => lane(Sma::new(period)),
        Method::Exponential => lane(Ema::new(period)),
        Method::Weighted => lane(Wma::new(period)),
        Method::Double => lane(Dema::new(period)),
        Method::Triple => lane(Tema::new(period)),
        Method::Triangular => lane(Trima::new(period)),
        Method::Adaptive => lane(Kama::new(period)),
        Method::Mesa => lane(Line(Mama::new(FAST_LIMIT, SLOW_LIMIT))),
        Method::Tillson => lane(T3::new(period, VOLUME_FACTOR)),
        Method::Hull => lane(Hma::new(period)),
        Method::ZeroLag => lane(Zlema::new(period)),
        Method::Wilder => lane(Rma::new(period)),
    }
}

/// No average: the input.
#[derive(Debug, Clone, Copy)]
struct Plain;

impl Step<1, 1> for Plain {
    #[inline(always)]
    fn push(&mut self, value: [f64; 1]) -> [f64; 1] {
        value
    }
}

/// The first line of `mama`.
#[derive(Debug, Clone)]
struct Line(Mama);

impl Step<1, 1> for Line {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [self.0.next(value)[0]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ma_without_a_type_or_a_window_is_its_input() {
        let mut values = [7.0, 0.0];
        for mut average in [alone(Method::Plain, 30), alone(Method::Hull, 1)] {
            average.wire(&[0], 1);
            average.grow(1);
            average.push(0, &mut values);
            assert_eq!(values[1], 7.0);
        }
    }
}
