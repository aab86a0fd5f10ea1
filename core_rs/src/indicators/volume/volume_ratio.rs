//! Volume against its average.
//!
//! v / sma(v, n), the present bar included in the average; null where the average is 0. First
//! value at bar n; a plain ratio, 1 is the average.
//!
//! # Source
//! The volume gate of the strategies, `v / sma(v, 20)`; no published source.

use crate::{
    entry::{Entry, Group, Input, Kind, Param, VALUE},
    indicators::overlap::sma::Sma,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "volume_ratio",
    group: Group::Volume,
    inputs: &[Input::column("volume")],
    params: &[Param::bars("period", 20, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Volume divided by the simple average of the last `period` volumes, the present one \
          included; null where that is 0. First value at bar `period`. A ratio: 1 is average.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(VolumeRatio(Sma::new(p[0] as usize))),
};

#[derive(Debug, Clone)]
struct VolumeRatio(Sma);

impl Step<1, 1> for VolumeRatio {
    #[inline(always)]
    fn push(&mut self, [volume]: [f64; 1]) -> [f64; 1] {
        let [average] = self.0.push([volume]);
        [volume / average]
    }
}
