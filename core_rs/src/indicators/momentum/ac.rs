//! Accelerator oscillator.
//!
//! ao(fast, slow) minus its simple average over the signal period. First value at bar
//! max(fast, slow) + signal - 1; in the unit of the price.
//!
//! # Source
//! B. Williams, "New Trading Dimensions" (1998); TA-Lib AC, order of operations included.

use crate::{
    entry::{Entry, Group, Input, Kind, Param, Shared, VALUE},
    indicators::{momentum::ao, overlap::smoothing::Mean},
    lane::lane,
    step::Step,
};

static AO: Shared = Shared {
    entry: &ao::ENTRY,
    params: |p| p[..2].to_vec(),
};

pub(crate) const ENTRY: Entry = Entry {
    name: "ac",
    group: Group::Momentum,
    inputs: &[
        Input::column("high"),
        Input::column("low"),
        Input::shared(&AO),
    ],
    params: &[
        Param::bars("fast", 5, 2),
        Param::bars("slow", 34, 2),
        Param::bars("signal", 5, 2),
    ],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Accelerator oscillator: ao(fast, slow) minus its simple average over `signal` bars. \
          First value at bar max(fast, slow) + signal - 1. In the unit of the price. Source: \
          Williams 1998, TA-Lib AC.",
    warmup: |p| (p[0].max(p[1]) + p[2]) as usize - 2,
    build: |p| lane(Acceleration(Mean::new(p[2] as usize))),
};

/// The first bars, on which `ao` is null, are not seen.
#[derive(Debug, Clone)]
struct Acceleration(Mean);

impl Step<3, 1> for Acceleration {
    #[inline(always)]
    fn push(&mut self, [_, _, oscillator]: [f64; 3]) -> [f64; 1] {
        [oscillator - self.0.next(oscillator)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ac_with_a_signal_of_two_is_half_the_last_change_of_the_oscillator() {
        let mut ac = Acceleration(Mean::new(2));
        let values = [1.0, 3.0, 2.0].map(|ao| ac.push([0.0, 0.0, ao])[0]);
        assert!(values[0].is_nan());
        assert_eq!(values[1..], [1.0, -0.5]);
    }
}
