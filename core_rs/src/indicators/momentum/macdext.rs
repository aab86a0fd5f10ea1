//! Moving average convergence/divergence with any types of moving average.
//!
//! line = fast average - slow average, signal = average of the line, hist = line - signal. The
//! average that needs fewer bars begins later, so that both have their first value at the same bar;
//! all three outputs start together, with the first signal; in the unit of the input. A fast period
//! longer than the slow one changes places with it, and the types with them.
//!
//! # Source
//! G. Appel, "Technical Analysis: Power Tools for Active Investors" (2005); TA-Lib MACDEXT,
//! unstable period 0.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param},
    indicators::{
        momentum::macd::Macd,
        overlap::average::{self, Average, Method, Smooths},
        overlap::smoothing::Mean,
    },
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "macdext",
    group: Group::Momentum,
    inputs: CLOSE,
    params: &[
        Param::bars("fast", 12, 2),
        average::parameter("fast_ma", DEFAULT),
        Param::bars("slow", 26, 2),
        average::parameter("slow_ma", DEFAULT),
        Param::bars("signal", 9, 1),
        average::parameter("signal_ma", DEFAULT),
    ],
    outputs: &["line", "signal", "hist"],
    kind: Kind::Number,
    doc: "Moving average convergence/divergence: line = average over `fast` - average over \
          `slow`, signal = average over `signal` of the line, hist = line - signal, with types as \
          in ma. The averages of the line begin so that they start together. First values with \
          the signal. In the unit of its input. Source: Appel 2005, TA-Lib MACDEXT.",
    warmup: |p| {
        let [fast, slow, signal] = Leg::of(p);
        fast.lookback().max(slow.lookback()) + signal.lookback()
    },
    build: |p| {
        let [fast, slow, signal] = Leg::of(p);
        let periods = [fast.period, slow.period, signal.period];
        match [fast, slow, signal].map(|leg| leg.method) {
            [Method::Simple, Method::Simple, Method::Simple] => {
                lane(Macdext::new([fast, slow, signal], |leg| {
                    Mean::new(leg.period)
                }))
            }
            [
                Method::Exponential,
                Method::Exponential,
                Method::Exponential,
            ] => lane(Macd::new(periods[0], periods[1], periods[2])),
            _ => lane(Macdext::new([fast, slow, signal], |leg| {
                Average::new(leg.method, leg.period)
            })),
        }
    },
};

const DEFAULT: Method = Method::Simple;

/// Period and type of one of the averages.
#[derive(Debug, Clone, Copy)]
struct Leg {
    period: usize,
    method: Method,
}

impl Leg {
    /// The fast, the slow and the signal's, of the function's parameters.
    fn of(params: &[f64]) -> [Self; 3] {
        let [one, other, signal] = [0, 2, 4].map(|first| Self {
            period: params[first] as usize,
            method: Method::of(params[first + 1], DEFAULT),
        });
        if other.period < one.period {
            [other, one, signal]
        } else {
            [one, other, signal]
        }
    }

    fn lookback(&self) -> usize {
        self.method.lookback(self.period)
    }
}

#[derive(Debug, Clone)]
struct Macdext<A> {
    fast: A,
    slow: A,
    signal: A,
    /// Bars before the fast and before the slow average begin.
    early: [usize; 2],
}

impl<A> Macdext<A> {
    fn new([fast, slow, signal]: [Leg; 3], of: impl Fn(Leg) -> A) -> Self {
        let (short, long) = (fast.lookback(), slow.lookback());
        Self {
            fast: of(fast),
            slow: of(slow),
            signal: of(signal),
            early: [long.saturating_sub(short), short.saturating_sub(long)],
        }
    }
}

/// The average's next value, after `early` bars on which it does not look.
#[inline(always)]
fn late(average: &mut impl Smooths, early: &mut usize, value: f64) -> f64 {
    if *early > 0 {
        *early -= 1;
        return f64::NAN;
    }
    average.average(value)
}

impl<A: Smooths> Step<1, 3> for Macdext<A> {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 3] {
        let [fast_early, slow_early] = &mut self.early;
        let fast = late(&mut self.fast, fast_early, value);
        let slow = late(&mut self.slow, slow_early, value);
        let line = fast - slow;
        if line.is_nan() {
            return [f64::NAN; 3];
        }
        let signal = self.signal.average(line);
        // Null, as the signal is, until that is warm.
        [line + signal * 0.0, signal, line - signal]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macdext_of_simple_averages_starts_with_its_signal() {
        let legs = Leg::of(&[3.0, 0.0, 2.0, 0.0, 2.0, 0.0]);
        let mut macd = Macdext::new(legs, |leg| Mean::new(leg.period));
        let values = [1.0, 2.0, 6.0, 4.0].map(|x| macd.push([x]));
        assert!(values[2].iter().all(|value| value.is_nan()));
        // Lines 4 - 3 and 5 - 4
        assert_eq!(values[3], [1.0, 1.0, 0.0]);
    }
}
