//! Structure: pivots of price, and the patterns that stand on confirmed ones.
//!
//! A pivot is used from the bar on at which it became known, never earlier, so nothing repaints.
//! To add a pattern: one file with a `Step` that feeds a [`zigzag::Zigzag`], and two lines here.

use crate::entry::Entry;

pub(crate) mod double_bottom;
pub mod zigzag;

pub(crate) const ENTRIES: &[Entry] = &[zigzag::ENTRY, double_bottom::ENTRY];
