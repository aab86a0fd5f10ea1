//! Average deviation.
//!
//! Mean distance of the last n values from their mean. First value at bar n; in the unit of its
//! input.
//!
//! # Source
//! TA-Lib AVGDEV. Distances from a mean that moves have no running sum: each bar reads its window.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    lane::lane,
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "avgdev",
    group: Group::Price,
    inputs: CLOSE,
    params: &[Param::bars("period", 14, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Average deviation: mean of the distances of the last `period` values from their mean. \
          First value at bar `period`. In the unit of its input. Source: TA-Lib AVGDEV.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(AverageDeviation::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct AverageDeviation {
    window: Ring,
    missing: usize,
}

impl AverageDeviation {
    fn new(period: usize) -> Self {
        Self {
            window: Ring::new(period),
            missing: period - 1,
        }
    }
}

impl Step<1, 1> for AverageDeviation {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        self.window.push(value);
        if self.missing > 0 {
            self.missing -= 1;
            return [f64::NAN];
        }
        let length = self.window.length() as f64;
        let (older, newer) = self.window.halves();
        // Newest first, as in TA-Lib: of equal values nothing is left but how their mean rounds.
        let newest_first = || newer.iter().rev().chain(older.iter().rev());
        let mean = newest_first().fold(0.0, |sum, x| sum + x) / length;
        let distances = newest_first().fold(0.0, |sum, x| sum + (x - mean).abs());
        [distances / length]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn avgdev_of_three_is_the_mean_distance_from_their_mean() {
        let mut deviation = AverageDeviation::new(3);
        let values = [1.0, 2.0, 6.0, 1.0].map(|x| deviation.push([x])[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [2.0, 2.0]);
    }
}
