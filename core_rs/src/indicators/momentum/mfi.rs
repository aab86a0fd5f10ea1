//! Money flow index.
//!
//! The typical price is (high + low + close) / 3, a bar's flow that times the volume. 100 * (flow
//! of the bars whose typical price rose) / (flow of those and of the ones where it fell), over the
//! last n bars; bars where it did not move count for neither; 0 where both flows together are below
//! 1. First value at bar n + 1; 0 to 100. A bar with a null input is skipped.
//!
//! # Source
//! Gene Quong and Avrum Soudack (1989); TA-Lib MFI, unstable period 0.

use crate::{
    entry::{Entry, Group, Input, Kind, Param, VALUE},
    lane::lane,
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "mfi",
    group: Group::Momentum,
    inputs: &[
        Input::column("high"),
        Input::column("low"),
        Input::column("close"),
        Input::column("volume"),
    ],
    params: &[Param::bars("period", 14, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Money flow index: typical price times volume, summed over the last `period` bars; the \
          share of the bars whose typical price rose, in percent, of those that rose or fell. 0 \
          where both together are below 1. First value at bar `period` + 1. 0 to 100. Source: \
          Quong and Soudack 1989, TA-Lib MFI.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Mfi::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Mfi {
    previous: f64,
    /// Flows, negative where the typical price fell.
    flows: Ring,
    rising: f64,
    falling: f64,
    missing: usize,
}

impl Mfi {
    fn new(period: usize) -> Self {
        Self {
            previous: f64::NAN,
            flows: Ring::new(period),
            rising: 0.0,
            falling: 0.0,
            missing: period,
        }
    }
}

impl Step<4, 1> for Mfi {
    #[inline(always)]
    fn push(&mut self, [high, low, close, volume]: [f64; 4]) -> [f64; 1] {
        let typical = (high + low + close) / 3.0;
        let previous = std::mem::replace(&mut self.previous, typical);
        if previous.is_nan() {
            return [f64::NAN];
        }
        let change = typical - previous;
        let flow = if change > 0.0 {
            typical * volume
        } else if change < 0.0 {
            -(typical * volume)
        } else {
            0.0
        };
        let leaving = self.flows.push(flow);
        self.rising -= leaving.max(0.0);
        self.falling -= (-leaving).max(0.0);
        self.rising += flow.max(0.0);
        self.falling += (-flow).max(0.0);
        self.missing = self.missing.saturating_sub(1);
        if self.missing > 0 {
            return [f64::NAN];
        }
        let total = self.rising + self.falling;
        [if total < 1.0 {
            0.0
        } else {
            100.0 * (self.rising / total)
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mfi_of_two_is_the_rising_share_of_the_last_two_flows() {
        let mut mfi = Mfi::new(2);
        let values = [
            [3.0, 1.0],
            [4.0, 10.0],
            [3.0, 20.0],
            [3.0, 5.0],
            [2.0, 10.0],
        ]
        .map(|[price, volume]| mfi.push([price, price, price, volume])[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [40.0, 0.0, 0.0]);
    }
}
