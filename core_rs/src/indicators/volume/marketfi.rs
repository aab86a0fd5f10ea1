//! Market facilitation index.
//!
//! (high - low) / volume; 0 for a bar without volume. First value at bar 1; price per unit of
//! volume.
//!
//! # Source
//! B. Williams, "Trading Chaos" (1995); TA-Lib MARKETFI.

use crate::{
    entry::{Entry, Group, Input, Kind, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "marketfi",
    group: Group::Volume,
    inputs: &[
        Input::column("high"),
        Input::column("low"),
        Input::column("volume"),
    ],
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Market facilitation index: (high - low) / volume, 0 for a bar without volume. First \
          value at bar 1. Price per unit of volume. Source: Williams 1995, TA-Lib MARKETFI.",
    warmup: |_| 0,
    build: |_| lane(MarketFacilitation),
};

#[derive(Debug, Clone)]
struct MarketFacilitation;

impl Step<3, 1> for MarketFacilitation {
    #[inline(always)]
    fn push(&mut self, [high, low, volume]: [f64; 3]) -> [f64; 1] {
        [if volume == 0.0 {
            0.0
        } else {
            (high - low) / volume
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marketfi_is_range_per_volume_and_zero_without_volume() {
        assert_eq!(MarketFacilitation.push([12.0, 8.0, 16.0]), [0.25]);
        assert_eq!(MarketFacilitation.push([12.0, 8.0, 0.0]), [0.0]);
    }
}
