//! Gartley: B retraces 0.618 of XA, C 0.382 to 0.886 of AB, D 0.786 of XA.
//!
//! Tolerance, detection and fields as in [`super::harmonic`].
//!
//! # Source
//! S. Carney, "Harmonic Trading, Volume One" (2004, FT Press 2010): B at 0.618, D at 0.786, C from
//! 0.382 to 0.886. H. M. Gartley, "Profits in the Stock Market" (1935), drew the shape without
//! ratios.

use super::harmonic::{C_OF_AB, Harmonic, Ratios, XABCD, entry};
use crate::{entry::Entry, lane::lane};

pub(crate) const ENTRY: Entry = entry(
    "structure.gartley",
    XABCD,
    "Gartley on five confirmed pivots X A B C D of a zigzag(pct): AB = 0.618 XA, BC = 0.382 to 0.886 \
     AB, AD = 0.786 XA, each within `tolerance` percent of the ratio; true at the bar that confirms \
     D, if D is at most `recency` bars old. Fields, null elsewhere: direction (1 bullish, -1 \
     bearish), neckline (C), height (A to D), duration (bars since X), price and age in bars of \
     X A B C D. Source: Carney, Harmonic Trading 1, 2004.",
    |p| lane(Harmonic::new(RATIOS, p)),
);

const RATIOS: Ratios = Ratios {
    b: [0.618, 0.618],
    c: C_OF_AB,
    d: [0.786, 0.786],
};
