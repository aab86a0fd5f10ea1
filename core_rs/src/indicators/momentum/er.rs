//! Kaufman's efficiency ratio.
//!
//! |x - x[n bars ago]| / (sum of the n changes between them, signs dropped): 1 where the input went
//! one way, near 0 where it went to and fro; 1, too, where it did not move at all. First value at
//! bar n + 1; a ratio.
//!
//! # Source
//! P. Kaufman, "Smarter Trading" (1995); TA-Lib ER, order of operations included.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::momentum::running::Stillness,
    lane::lane,
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "er",
    group: Group::Momentum,
    inputs: CLOSE,
    params: &[Param::bars("period", 10, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Efficiency ratio: |x - x of `period` bars ago|, divided by the sum of the changes \
          between them without their signs; 1 where nothing has moved. First value at bar \
          `period` + 1. A ratio, 0 to 1. Source: Kaufman 1995, TA-Lib ER.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Efficiency::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Efficiency {
    /// The last n values: what enters it is the newest, what leaves it closes the oldest change.
    window: Ring,
    newest: f64,
    oldest: f64,
    path: f64,
    stillness: Stillness,
}

impl Efficiency {
    fn new(period: usize) -> Self {
        Self {
            window: Ring::filled(period, f64::NAN),
            newest: f64::NAN,
            oldest: f64::NAN,
            path: 0.0,
            stillness: Stillness::new(period),
        }
    }
}

impl Step<1, 1> for Efficiency {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        let old = self.window.push(value);
        let left = old - std::mem::replace(&mut self.oldest, old);
        let change = value - std::mem::replace(&mut self.newest, value);
        self.path = self.path - length(left) + length(change);
        if self.stillness.next(change == 0.0) {
            self.path = 0.0;
        }
        let distance = (value - old).abs();
        // Rounding may have left a path that is shorter than the way.
        [if self.path <= distance {
            1.0
        } else {
            distance / self.path
        }]
    }
}

/// A change without its sign; 0 for one that does not exist.
#[inline(always)]
fn length(change: f64) -> f64 {
    if change.is_nan() { 0.0 } else { change.abs() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn er_of_two_is_the_distance_over_the_path_and_one_at_rest() {
        let mut er = Efficiency::new(2);
        let values = [10.0, 11.0, 14.0, 12.0, 12.0, 12.0].map(|x| er.push([x])[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [1.0, 0.2, 1.0, 1.0]);
    }
}
