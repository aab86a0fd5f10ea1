//! Acceleration bands.
//!
//! Simple averages over n of high (1 + 4 w), close and low (1 - 4 w), w = (high - low) / (high +
//! low), so that a wide bar moves the bands further away. First values at bar n; in the unit of the
//! price.
//!
//! # Source
//! P. Headley, "Big Trends in Trading" (2002); TA-Lib ACCBANDS.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, Param},
    indicators::overlap::sma::Sma,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "accbands",
    group: Group::Overlap,
    inputs: HIGH_LOW_CLOSE,
    params: &[Param::bars("period", 20, 2)],
    outputs: &["upper", "middle", "lower"],
    kind: Kind::Number,
    doc: "Acceleration bands: simple averages of high * (1 + 4 * w), close and low * (1 - 4 * w), \
          w = (high - low) / (high + low). First values at bar `period`. In the unit of the price. \
          Source: Headley 2002, TA-Lib ACCBANDS.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Bands([(); 3].map(|()| Sma::new(p[0] as usize)))),
};

/// A sum below this is zero: the bands are the bar itself.
const ZERO: f64 = 1e-14;

#[derive(Debug, Clone)]
struct Bands([Sma; 3]);

impl Step<3, 3> for Bands {
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 3] {
        let sum = high + low;
        let width = if sum.abs() < ZERO {
            0.0
        } else {
            4.0 * (high - low) / sum
        };
        let [upper, middle, lower] = &mut self.0;
        let [upper] = upper.push([high * (1.0 + width)]);
        let [middle] = middle.push([close]);
        let [lower] = lower.push([low * (1.0 - width)]);
        [upper, middle, lower]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_of_two_bars_are_the_means_of_their_widened_ranges() {
        let mut bands = Bands([(); 3].map(|()| Sma::new(2)));
        assert!(
            bands
                .push([5.0, 3.0, 4.0])
                .iter()
                .all(|value| value.is_nan())
        );
        // 4 w is 1 and 0: 10, 4, 0 and 4, 4, 4
        assert_eq!(bands.push([4.0, 4.0, 4.0]), [7.0, 4.0, 2.0]);
    }
}
