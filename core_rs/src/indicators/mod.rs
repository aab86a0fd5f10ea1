//! The indicators by group, one file each.
//!
//! To add one: write `<group>/<name>.rs` with a `Step` and an `ENTRY`, and add two lines to
//! `<group>/mod.rs`. Python's builder, its stub, the documentation page and the golden tests follow.

pub(crate) mod cycle;
pub(crate) mod momentum;
pub(crate) mod overlap;
pub(crate) mod price;
pub(crate) mod rule;
pub(crate) mod statistic;
pub(crate) mod volatility;
pub(crate) mod volume;
