//! Percentile.
//!
//! The smallest of the last n values that at least p percent of them do not exceed (the nearest
//! rank: a value of the window, never between two); the smallest of all for p = 0. First value at
//! bar n; in the unit of its input.
//!
//! # Source
//! TA-Lib PERCENTILE.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::statistic::sorted::Sorted,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "percentile",
    group: Group::Statistic,
    inputs: CLOSE,
    params: &[
        Param::bars("period", 30, 2),
        Param::real("percent", 50.0, 0.0, 100.0),
    ],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Percentile by the nearest rank: the smallest of the last `period` values that at least \
          `percent` percent of them do not exceed. First value at bar `period`. In the unit of \
          its input. Source: TA-Lib PERCENTILE.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Percentile::new(p[0] as usize, p[1])),
};

#[derive(Debug, Clone)]
struct Percentile {
    sorted: Sorted,
    /// Place of the value in the sorted window, from 0.
    place: usize,
    missing: usize,
}

impl Percentile {
    fn new(period: usize, percent: f64) -> Self {
        // The product first: 29 percent of 100 values is 29 of them, 0.29 times 100 is not 29.
        let rank = (percent * period as f64 / 100.0).ceil() as usize;
        Self {
            sorted: Sorted::new(period),
            place: rank.clamp(1, period) - 1,
            missing: period - 1,
        }
    }
}

impl Step<1, 1> for Percentile {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        self.sorted.push(value);
        if self.missing > 0 {
            self.missing -= 1;
            return [f64::NAN];
        }
        [self.sorted.values()[self.place]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_four(percent: f64) -> [f64; 2] {
        let mut percentile = Percentile::new(4, percent);
        let values = [5.0, 1.0, 9.0, 3.0, 7.0].map(|x| percentile.push([x])[0]);
        assert!(values[..3].iter().all(|value| value.is_nan()));
        [values[3], values[4]]
    }

    #[test]
    fn percentile_of_four_is_the_value_of_the_nearest_rank() {
        assert_eq!(of_four(50.0), [3.0, 3.0]);
        assert_eq!(of_four(50.1), [5.0, 7.0]);
    }

    #[test]
    fn percentile_at_its_bounds_is_the_smallest_and_the_largest() {
        assert_eq!(of_four(0.0), [1.0, 1.0]);
        assert_eq!(of_four(100.0), [9.0, 9.0]);
    }
}
