//! Crab: B retraces 0.382 to 0.618 of XA, C 0.382 to 0.886 of AB, D extends XA to 1.618.
//!
//! Tolerance, detection and fields as in [`super::harmonic`].
//!
//! # Source
//! S. Carney, "Harmonic Trading, Volume One" (2004, FT Press 2010): B from 0.382 to 0.618, D at the
//! 1.618 extension, C from 0.382 to 0.886.

use super::harmonic::{C_OF_AB, Harmonic, Ratios, XABCD, entry};
use crate::{entry::Entry, lane::lane};

pub(crate) const ENTRY: Entry = entry(
    "structure.crab",
    XABCD,
    "Crab on five confirmed pivots X A B C D of a zigzag(pct): AB = 0.382 to 0.618 XA, BC = 0.382 to \
     0.886 AB, AD = 1.618 XA, each within `tolerance` percent of the ratio; true at the bar that \
     confirms D, if D is at most `recency` bars old. Fields as of structure.gartley. Source: Carney, \
     Harmonic Trading 1, 2004.",
    |p| lane(Harmonic::new(RATIOS, p)),
);

const RATIOS: Ratios = Ratios {
    b: [0.382, 0.618],
    c: C_OF_AB,
    d: [1.618, 1.618],
};
