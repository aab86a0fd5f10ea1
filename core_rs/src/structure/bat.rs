//! Bat: B retraces 0.382 to 0.5 of XA, C 0.382 to 0.886 of AB, D 0.886 of XA.
//!
//! Tolerance, detection and fields as in [`super::harmonic`].
//!
//! # Source
//! S. Carney, "Harmonic Trading, Volume One" (2004, FT Press 2010): B below 0.618, preferably 0.382
//! or 0.5; D at 0.886, C from 0.382 to 0.886.

use super::harmonic::{C_OF_AB, Harmonic, Ratios, XABCD, entry};
use crate::{entry::Entry, lane::lane};

pub(crate) const ENTRY: Entry = entry(
    "structure.bat",
    XABCD,
    "Bat on five confirmed pivots X A B C D of a zigzag(pct): AB = 0.382 to 0.5 XA, BC = 0.382 to \
     0.886 AB, AD = 0.886 XA, each within `tolerance` percent of the ratio; true at the bar that \
     confirms D, if D is at most `recency` bars old. Fields as of structure.gartley. Source: Carney, \
     Harmonic Trading 1, 2004.",
    |p| lane(Harmonic::new(RATIOS, p)),
);

const RATIOS: Ratios = Ratios {
    b: [0.382, 0.5],
    c: C_OF_AB,
    d: [0.886, 0.886],
};
