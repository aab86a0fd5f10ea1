//! Price volume trend.
//!
//! Running sum of the volume times the relative change of the close; 0 at bar 1, where there is no
//! change yet, and after a close of 0. In units of volume. The level depends on where the series
//! starts: compare it with itself only.
//!
//! # Source
//! S. Achelis, "Technical Analysis from A to Z" (2001); TA-Lib PVT.

use crate::{
    entry::{Entry, Group, Input, Kind, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "pvt",
    group: Group::Volume,
    inputs: &[Input::column("close"), Input::column("volume")],
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Price volume trend: running sum of volume * (close - previous close) / previous close; \
          0 at bar 1, its first value. Units of volume; its level depends on the first bar. \
          Source: Achelis 2001, TA-Lib PVT.",
    warmup: |_| 0,
    build: |_| lane(Pvt::default()),
};

#[derive(Debug, Clone, Default)]
struct Pvt {
    previous: f64,
    total: f64,
}

impl Step<2, 1> for Pvt {
    #[inline(always)]
    fn push(&mut self, [close, volume]: [f64; 2]) -> [f64; 1] {
        let previous = std::mem::replace(&mut self.previous, close);
        if previous != 0.0 {
            self.total += (close - previous) / previous * volume;
        }
        [self.total]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pvt_adds_the_volume_by_the_change_of_the_close() {
        let mut pvt = Pvt::default();
        let bars = [[10.0, 7.0], [15.0, 8.0], [12.0, 5.0], [12.0, 9.0]];
        assert_eq!(bars.map(|bar| pvt.push(bar)[0]), [0.0, 4.0, 3.0, 3.0]);
    }
}
