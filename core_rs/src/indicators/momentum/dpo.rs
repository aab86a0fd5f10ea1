//! Detrended price oscillator.
//!
//! The input n / 2 + 1 bars ago (rounded down) minus the simple average of the last n. First value
//! at bar n, at bar 3 for n = 2; in the unit of the input.
//!
//! # Source
//! TA-Lib DPO, order of operations included.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::momentum::running::LateMean,
    lane::lane,
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "dpo",
    group: Group::Momentum,
    inputs: CLOSE,
    params: &[Param::bars("period", 20, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Detrended price oscillator: x of `period` / 2 + 1 bars ago minus the simple average of \
          the last `period` values. First value at bar `period`, but not before bar 3. In the \
          unit of its input. Source: TA-Lib DPO.",
    warmup: |p| bars(p[0] as usize) - 1,
    build: |p| lane(Detrended::new(p[0] as usize)),
};

/// Bars up to the first value: the average needs `period`, the value it is compared with three.
fn bars(period: usize) -> usize {
    period.max(3)
}

#[derive(Debug, Clone)]
struct Detrended {
    shifted: Ring,
    mean: LateMean,
}

impl Detrended {
    fn new(period: usize) -> Self {
        Self {
            shifted: Ring::filled(period / 2 + 1, f64::NAN),
            mean: LateMean::new(period, bars(period)),
        }
    }
}

impl Step<1, 1> for Detrended {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        [self.shifted.push(value) - self.mean.next(value)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dpo_of_four_subtracts_the_mean_from_the_value_three_bars_ago() {
        let mut dpo = Detrended::new(4);
        let values = [4.0, 1.0, 5.0, 6.0, 0.0].map(|x| dpo.push([x])[0]);
        assert!(values[..3].iter().all(|value| value.is_nan()));
        assert_eq!(values[3..], [0.0, -2.0]);
    }

    #[test]
    fn dpo_of_two_has_no_value_before_bar_three() {
        let mut dpo = Detrended::new(2);
        let values = [4.0, 1.0, 5.0, 7.0].map(|x| dpo.push([x])[0]);
        assert!(values[..2].iter().all(|value| value.is_nan()));
        assert_eq!(values[2..], [1.0, -5.0]);
    }
}
