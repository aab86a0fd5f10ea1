//! Absolute price oscillator.
//!
//! The fast moving average minus the slow one, both of the same type and each with its own seed.
//! First value with the slow average; in the unit of its input. A fast period longer than the slow
//! one changes places with it.
//!
//! # Source
//! TA-Lib APO.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, VALUE},
    indicators::{
        momentum::pair::{self, Pair},
        overlap::average::{Average, Method, Smooths},
        overlap::smoothing::{Mean, Smoothing},
    },
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "apo",
    group: Group::Momentum,
    inputs: CLOSE,
    params: pair::PARAMS,
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Absolute price oscillator: the average over `fast` minus the one over `slow`, both of \
          type `ma` as in ma, each with its own seed. First value with the slow average. In the \
          unit of its input. Source: TA-Lib APO.",
    warmup: pair::lookback,
    build: |p| match pair::method(p) {
        Method::Simple => lane(Apo(Pair::new(p, Mean::new))),
        Method::Exponential => lane(Apo(Pair::new(p, Smoothing::new))),
        other => lane(Apo(Pair::new(p, |period| Average::new(other, period)))),
    },
};

#[derive(Debug, Clone)]
struct Apo<A>(Pair<A>);

impl<A: Smooths> Step<1, 1> for Apo<A> {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        let [fast, slow] = self.0.next(value);
        [fast - slow]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apo_of_simple_averages_is_their_difference() {
        let mut apo = Apo(Pair::new(&[2.0, 3.0, 0.0], Mean::new));
        let values = [1.0, 2.0, 6.0, 1.0].map(|x| apo.push([x])[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [1.0, 0.5]);
    }
}
