//! Volume weighted average price.
//!
//! Sum of volume times typical price over the sum of the volume, both since the first bar; 0 until
//! something was traded. First value at bar 1; in the unit of the price. The average depends on
//! where the series starts: it is the price paid since then.
//!
//! # Source
//! S. Berkowitz, D. Logue and E. Noser, "The Total Cost of Transactions on the NYSE", Journal of
//! Finance 43 (1988); TA-Lib VWAP.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE_VOLUME, Kind, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "vwap",
    group: Group::Volume,
    inputs: HIGH_LOW_CLOSE_VOLUME,
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Volume weighted average price since the first bar: sum of volume * (high + low + \
          close) / 3 over the sum of the volume, 0 until something was traded. First value at \
          bar 1. In the unit of the price; it depends on the first bar. Source: \
          Berkowitz, Logue and Noser 1988, TA-Lib VWAP.",
    warmup: |_| 0,
    build: |_| lane(Vwap::default()),
};

#[derive(Debug, Clone, Default)]
struct Vwap {
    paid: f64,
    volume: f64,
}

impl Step<4, 1> for Vwap {
    #[inline(always)]
    fn push(&mut self, [high, low, close, volume]: [f64; 4]) -> [f64; 1] {
        self.paid += (high + low + close) / 3.0 * volume;
        self.volume += volume;
        [if self.volume > 0.0 {
            self.paid / self.volume
        } else {
            0.0
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vwap_weighs_typical_prices_by_volume_once_there_is_some() {
        let mut vwap = Vwap::default();
        let bars = [
            [3.0, 3.0, 3.0, 0.0],
            [12.0, 8.0, 10.0, 30.0],
            [21.0, 19.0, 20.0, 10.0],
        ];
        assert_eq!(bars.map(|bar| vwap.push(bar)[0]), [0.0, 10.0, 12.5]);
    }
}
