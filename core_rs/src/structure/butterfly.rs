//! Butterfly: B retraces 0.786 of XA, C 0.382 to 0.886 of AB, D extends XA to 1.27.
//!
//! Tolerance, detection and fields as in [`super::harmonic`].
//!
//! # Source
//! S. Carney, "Harmonic Trading, Volume One" (2004, FT Press 2010): B at 0.786, D at the 1.27
//! extension, which he calls the critical number (others go on to 1.618), C from 0.382 to 0.886.

use super::harmonic::{C_OF_AB, Harmonic, Ratios, XABCD, entry};
use crate::{entry::Entry, lane::lane};

pub(crate) const ENTRY: Entry = entry(
    "structure.butterfly",
    XABCD,
    "Butterfly on five confirmed pivots X A B C D of a zigzag(pct): AB = 0.786 XA, BC = 0.382 to \
     0.886 AB, AD = 1.27 XA, each within `tolerance` percent of the ratio; true at the bar that \
     confirms D, if D is at most `recency` bars old. Fields as of structure.gartley. Source: Carney, \
     Harmonic Trading 1, 2004.",
    |p| lane(Harmonic::new(RATIOS, p)),
);

const RATIOS: Ratios = Ratios {
    b: [0.786, 0.786],
    c: C_OF_AB,
    d: [1.27, 1.27],
};
