//! Chaikin money flow.
//!
//! Sum of the money flow of the last n bars over the sum of their volume: -1 where every bar closed
//! at its low, 1 where every one closed at its high, 0 where nothing was traded. First value at
//! bar n; a ratio.
//!
//! # Source
//! M. Chaikin; TA-Lib CMF, order of operations included (the flows cancel each other).

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE_VOLUME, Kind, Param, VALUE},
    indicators::volume::ad::money_flow,
    lane::lane,
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "cmf",
    group: Group::Volume,
    inputs: HIGH_LOW_CLOSE_VOLUME,
    params: &[Param::bars("period", 20, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Chaikin money flow: sum over `period` bars of volume * ((close - low) - (high - \
          close)) / (high - low), divided by the sum of the volume; 0 where nothing was traded. \
          First value at bar `period`. A ratio, -1 to 1. Source: Chaikin, TA-Lib CMF.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Cmf::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Cmf {
    flows: Ring,
    volumes: Ring,
    flow: f64,
    volume: f64,
    missing: usize,
}

impl Cmf {
    fn new(period: usize) -> Self {
        Self {
            flows: Ring::new(period),
            volumes: Ring::new(period),
            flow: 0.0,
            volume: 0.0,
            missing: period - 1,
        }
    }
}

impl Step<4, 1> for Cmf {
    #[inline(always)]
    fn push(&mut self, bar: [f64; 4]) -> [f64; 1] {
        let (flow, volume) = (money_flow(bar), bar[3]);
        self.flow = self.flow - self.flows.push(flow) + flow;
        self.volume = self.volume - self.volumes.push(volume) + volume;
        if self.missing > 0 {
            self.missing -= 1;
            return [f64::NAN];
        }
        [if self.volume > 0.0 {
            self.flow / self.volume
        } else {
            0.0
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cmf_of_two_weighs_the_places_of_the_closes_by_volume() {
        let mut cmf = Cmf::new(2);
        let bars = [
            [12.0, 8.0, 12.0, 30.0],
            [12.0, 8.0, 8.0, 10.0],
            [9.0, 9.0, 9.0, 10.0],
        ];
        let values = bars.map(|bar| cmf.push(bar)[0]);
        assert!(values[0].is_nan());
        assert_eq!(values[1..], [0.5, -0.5]);
    }

    #[test]
    fn cmf_of_bars_without_volume_is_zero() {
        let mut cmf = Cmf::new(2);
        cmf.push([12.0, 8.0, 12.0, 0.0]);
        assert_eq!(cmf.push([12.0, 8.0, 12.0, 0.0]), [0.0]);
    }
}
