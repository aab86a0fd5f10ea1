//! Chandelier stop of a short position.
//!
//! lowest(low, n) + k * atr(n) over high, low and close. First value at bar n + 1, seeded as `atr`; in the unit
//! of the price. As a `trail` it is ratcheted by whoever follows it: by itself it also moves back.
//!
//! # Source
//! C. Le Beau's chandelier exit, in A. Elder, "Come into My Trading Room" (2002).

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, Param, VALUE},
    indicators::{rule::extreme::Extreme, volatility::atr::Atr},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "chandelier_short",
    group: Group::Overlap,
    inputs: HIGH_LOW_CLOSE,
    params: &[
        Param::bars("period", 22, 1),
        Param::real("multiplier", 3.0, 0.0, 1000.0),
    ],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Chandelier stop of a short position: `multiplier` average true ranges above the lowest low of \
          the last `period` bars, both over `period`. First value at bar `period` + 1. In the \
          unit of the price. Source: Le Beau, in Elder 2002.",
    warmup: |p| p[0] as usize,
    build: |p| {
        lane(Chandelier {
            extreme: Extreme::new(p[0] as usize),
            atr: Atr::new(p[0] as usize),
            times: p[1],
        })
    },
};

#[derive(Debug, Clone)]
struct Chandelier {
    extreme: Extreme,
    atr: Atr,
    times: f64,
}

impl Step<3, 1> for Chandelier {
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 1] {
        // Null until the range is warm, one bar after the extreme.
        let atr = self.atr.next(high, low, close);
        [self.times * atr - self.extreme.push(-low)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chandelier_short_of_two_bars_stands_its_ranges_from_the_extreme() {
        let mut stop = Chandelier {
            extreme: Extreme::new(2),
            atr: Atr::new(2),
            times: 3.0,
        };
        let bars = [[2.0, 1.0, 1.5], [3.0, 2.0, 2.5], [2.9, 1.4, 2.0]];
        let values = bars.map(|bar| stop.push(bar)[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2], 1.4 + 3.0 * 1.5);
    }
}
