//! Percentage price oscillator.
//!
//! 100 (fast - slow) / slow, moving averages of the same type, each with its own seed; 0 where the
//! slow one is 0. First value with the slow average; in percent. A fast period longer than the slow
//! one changes places with it.
//!
//! # Source
//! TA-Lib PPO.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, VALUE},
    indicators::{
        momentum::pair::{self, Pair},
        overlap::average::{Average, Method, Smooths},
        overlap::smoothing::{Mean, Smoothing},
    },
    lane::{Lane, lane},
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "ppo",
    group: Group::Momentum,
    inputs: CLOSE,
    params: pair::PARAMS,
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Percentage price oscillator: how far the average over `fast` is above the one over \
          `slow`, both of type `ma` as in ma; 0 where the slow one is 0. First value with the slow \
          average. In percent of the slow average. Source: TA-Lib PPO.",
    warmup: pair::lookback,
    build: step,
};

/// The step of what has the parameters of a pair.
pub fn step(params: &[f64]) -> Box<dyn Lane> {
    match pair::method(params) {
        Method::Simple => lane(Ppo(Pair::new(params, Mean::new))),
        Method::Exponential => lane(Ppo(Pair::new(params, Smoothing::new))),
        other => lane(Ppo(Pair::new(params, |period| Average::new(other, period)))),
    }
}

/// An average below this is zero.
const ZERO: f64 = 1e-14;

#[derive(Debug, Clone)]
struct Ppo<A>(Pair<A>);

impl<A: Smooths> Step<1, 1> for Ppo<A> {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        let [fast, slow] = self.0.next(value);
        [if slow.abs() < ZERO {
            0.0
        } else {
            (fast - slow) / slow * 100.0
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ppo_is_the_distance_in_percent_of_the_slow_average() {
        let mut ppo = Ppo(Pair::new(&[2.0, 4.0, 0.0], Mean::new));
        let values = [1.0, 3.0, 2.0, 4.0].map(|x| ppo.push([x])[0]);
        assert!(values[2].is_nan());
        assert_eq!(values[3], 20.0);
    }

    #[test]
    fn ppo_of_nothing_is_zero() {
        let mut ppo = Ppo(Pair::new(&[2.0, 2.0, 0.0], Mean::new));
        assert_eq!([0.0; 2].map(|x| ppo.push([x])[0])[1], 0.0);
    }
}
