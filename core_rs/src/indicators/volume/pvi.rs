//! Positive volume index.
//!
//! Starts at 1000 at bar 1; takes the relative change of the close on bars whose volume is above
//! the previous bar's, and stands still on the others. An index number; the level depends on where
//! the series starts: compare it with itself only.
//!
//! # Source
//! P. Dysart; N. Fosback, "Stock Market Logic" (1976); TA-Lib PVI.

use crate::{
    entry::{Entry, Group, Input, Kind, VALUE},
    indicators::volume::volume_index::VolumeIndex,
    lane::lane,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "pvi",
    group: Group::Volume,
    inputs: &[Input::column("close"), Input::column("volume")],
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Positive volume index: starts at 1000, takes the relative change of the close on bars \
          of more volume than the one before. First value at bar 1. An index number; its level \
          depends on the first bar. Source: Fosback 1976, TA-Lib PVI.",
    warmup: |_| 0,
    build: |_| lane(VolumeIndex::<true>::default()),
};
