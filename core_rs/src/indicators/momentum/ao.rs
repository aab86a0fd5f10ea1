//! Awesome oscillator.
//!
//! Simple average of (high + low) / 2 over the fast period minus the one over the slow period;
//! each of the two periods may be the longer one. First value at bar max(fast, slow); in the unit
//! of the price.
//!
//! # Source
//! B. Williams, "New Trading Dimensions" (1998); TA-Lib AO, order of operations included (the
//! averages cancel each other).

use crate::{
    entry::{Entry, Group, HIGH_LOW, Kind, Param, VALUE},
    indicators::momentum::running::LateMean,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "ao",
    group: Group::Momentum,
    inputs: HIGH_LOW,
    params: &[Param::bars("fast", 5, 2), Param::bars("slow", 34, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Awesome oscillator: simple average of (high + low) / 2 over `fast` bars minus the one \
          over `slow` bars. First value at bar max(fast, slow). In the unit of the price. Source: \
          Williams 1998, TA-Lib AO.",
    warmup: |p| p[0].max(p[1]) as usize - 1,
    build: |p| lane(AwesomeOscillator::new(p[0] as usize, p[1] as usize)),
};

#[derive(Debug, Clone)]
struct AwesomeOscillator {
    fast: LateMean,
    slow: LateMean,
}

impl AwesomeOscillator {
    fn new(fast: usize, slow: usize) -> Self {
        let longest = fast.max(slow);
        Self {
            fast: LateMean::new(fast, longest),
            slow: LateMean::new(slow, longest),
        }
    }
}

impl Step<2, 1> for AwesomeOscillator {
    #[inline(always)]
    fn push(&mut self, [high, low]: [f64; 2]) -> [f64; 1] {
        let middle = f64::midpoint(high, low);
        [self.fast.next(middle) - self.slow.next(middle)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ao_of_two_and_four_is_the_difference_of_the_means_from_bar_four() {
        let mut ao = AwesomeOscillator::new(2, 4);
        let values = [1.0, 2.0, 3.0, 6.0, 9.0].map(|x| ao.push([x + 1.0, x - 1.0])[0]);
        assert!(values[..3].iter().all(|value| value.is_nan()));
        assert_eq!(values[3..], [1.5, 2.5]);
    }

    #[test]
    fn ao_with_its_periods_exchanged_has_the_other_sign() {
        let (mut one, mut other) = (AwesomeOscillator::new(2, 3), AwesomeOscillator::new(3, 2));
        for x in [1.0, 2.0, 3.0, 6.0] {
            let (a, b) = (one.push([x, x])[0], other.push([x, x])[0]);
            assert!(a == -b || a.is_nan() && b.is_nan());
        }
    }
}
