//! Zigzag: the turning points of price that a move of `pct` percent has confirmed.
//!
//! One pass over high and low. While the swing rises, its highest high so far is the running
//! extreme; a bar whose low is `pct` percent below it confirms it as a peak, and the swing falls
//! from that bar's low on. Mirrored for valleys. Which of a bar's ends came first is unknown: a
//! bar that moves the extreme never confirms the turn, so a pivot is known one bar later at the
//! earliest. Of equal extremes the first counts. The first pivot is whichever end of the first swing
//! is confirmed. Each bar costs a comparison or two, whatever came before.
//!
//! # Source
//! A. Merrill, "Filtered Waves, Basic Theory" (1977).

use crate::{
    entry::{Entry, Group, HIGH_LOW, Kind, Param},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "zigzag",
    group: Group::Structure,
    inputs: HIGH_LOW,
    params: &[PCT],
    outputs: &[
        "price",
        "age",
        "confirmed_age",
        "kind",
        "provisional",
        "provisional_age",
    ],
    kind: Kind::Number,
    doc: "Turning points confirmed by a move of `pct` percent: price of the newest one, bars back \
          to it and to the bar that confirmed it, its kind (1 peak, -1 valley); `provisional` is \
          the running extreme since, which may still move. Null before the first pivot, which \
          depends on the data. Source: Merrill 1977.",
    warmup: |_| 0,
    build: |p| lane(Newest::new(p[0])),
};

/// Percent of a move that confirms a pivot.
pub(crate) const PCT: Param = Param::real("pct", 5.0, 0.01, 90.0);

/// Which way a pivot points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// A high with lower highs around.
    Peak,
    /// A low with higher lows around.
    Valley,
}

/// A confirmed turning point; bars are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pivot {
    /// Peak or valley.
    pub turn: Turn,
    /// The high or low it is.
    pub price: f64,
    /// The bar it is on.
    pub at: u64,
    /// The bar at which it became known.
    pub confirmed_at: u64,
}

/// A price and its bar, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The price.
    pub price: f64,
    /// The bar.
    pub at: u64,
}

#[derive(Debug, Clone, Copy)]
enum Swing {
    /// No pivot yet: both ends run.
    Unknown {
        high: Point,
        low: Point,
    },
    Rising(Point),
    Falling(Point),
}

/// The running zigzag of one series.
#[derive(Debug, Clone)]
pub struct Zigzag {
    pct: f64,
    bar: u64,
    swing: Swing,
}

impl Zigzag {
    /// A zigzag of moves of `pct` percent, in (0, 100).
    #[must_use]
    pub fn new(pct: f64) -> Self {
        let nowhere = |price| Point { price, at: 0 };
        Self {
            pct,
            bar: 0,
            swing: Swing::Unknown {
                high: nowhere(f64::NEG_INFINITY),
                low: nowhere(f64::INFINITY),
            },
        }
    }

    /// Take a bar; the pivot that this bar confirmed, if any.
    #[inline(always)]
    pub fn next(&mut self, high: f64, low: f64) -> Option<Pivot> {
        let at = self.bar;
        self.bar += 1;
        let top = Point { price: high, at };
        let bottom = Point { price: low, at };
        let turn = match &mut self.swing {
            Swing::Rising(peak) if high > peak.price => {
                *peak = top;
                None
            }
            Swing::Rising(peak) => {
                reaches(peak.price - low, self.pct, peak.price).then_some((Turn::Peak, *peak))
            }
            Swing::Falling(valley) if low < valley.price => {
                *valley = bottom;
                None
            }
            Swing::Falling(valley) => reaches(high - valley.price, self.pct, valley.price)
                .then_some((Turn::Valley, *valley)),
            Swing::Unknown {
                high: peak,
                low: valley,
            } => {
                let (higher, lower) = (high > peak.price, low < valley.price);
                if higher {
                    *peak = top;
                }
                if lower {
                    *valley = bottom;
                }
                if !higher && reaches(peak.price - low, self.pct, peak.price) {
                    Some((Turn::Peak, *peak))
                } else if !lower && reaches(high - valley.price, self.pct, valley.price) {
                    Some((Turn::Valley, *valley))
                } else {
                    None
                }
            }
        };
        let (turn, extreme) = turn?;
        self.swing = match turn {
            Turn::Peak => Swing::Falling(bottom),
            Turn::Valley => Swing::Rising(top),
        };
        Some(Pivot {
            turn,
            price: extreme.price,
            at: extreme.at,
            confirmed_at: at,
        })
    }

    /// The bar taken last.
    #[must_use]
    pub fn bar(&self) -> u64 {
        self.bar.saturating_sub(1)
    }

    /// The running extreme since the newest pivot, price and bar; it may still move.
    #[must_use]
    pub fn provisional(&self) -> Option<(f64, u64)> {
        match self.swing {
            Swing::Unknown { .. } => None,
            Swing::Rising(extreme) | Swing::Falling(extreme) => Some((extreme.price, extreme.at)),
        }
    }

    /// Whether the extreme that may become a pivot of that turn is on the bar taken last.
    #[inline(always)]
    pub(super) fn moved(&self, turn: Turn) -> bool {
        let extreme = match (&self.swing, turn) {
            (Swing::Unknown { high: extreme, .. } | Swing::Rising(extreme), Turn::Peak)
            | (Swing::Unknown { low: extreme, .. } | Swing::Falling(extreme), Turn::Valley) => {
                Some(extreme.at)
            }
            _ => None,
        };
        extreme == Some(self.bar())
    }
}

/// Whether `distance` is above zero and at least `pct` percent of `price`.
///
/// Multiplied out, so that 110 is 10 % above 100: 100 * 1.1 is a little more than 110. The sign of
/// the price does not count, so that prices can be looked at upside down.
#[inline(always)]
pub(super) fn reaches(distance: f64, pct: f64, price: f64) -> bool {
    distance > 0.0 && 100.0 * distance >= pct * price.abs()
}

/// Whether `distance`, whatever its sign, is at most `pct` percent of `price`.
#[inline(always)]
pub(super) fn within(distance: f64, pct: f64, price: f64) -> bool {
    100.0 * distance.abs() <= pct * price.abs()
}

/// The newest confirmed pivot of each bar, as numbers.
#[derive(Debug, Clone)]
struct Newest {
    zigzag: Zigzag,
    pivot: Option<Pivot>,
}

impl Newest {
    fn new(pct: f64) -> Self {
        Self {
            zigzag: Zigzag::new(pct),
            pivot: None,
        }
    }
}

impl Step<2, 6> for Newest {
    #[inline(always)]
    fn push(&mut self, [high, low]: [f64; 2]) -> [f64; 6] {
        self.pivot = self.zigzag.next(high, low).or(self.pivot);
        let (Some(pivot), Some((price, at))) = (self.pivot, self.zigzag.provisional()) else {
            return [f64::NAN; 6];
        };
        let age = |bar: u64| (self.zigzag.bar() - bar) as f64;
        let kind = if pivot.turn == Turn::Peak { 1.0 } else { -1.0 };
        [
            pivot.price,
            age(pivot.at),
            age(pivot.confirmed_at),
            kind,
            price,
            age(at),
        ]
    }
}

#[cfg(test)]
#[path = "zigzag_tests.rs"]
mod tests;
