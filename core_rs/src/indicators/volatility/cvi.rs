//! Chaikin's volatility.
//!
//! Rate of change, over m bars, of an exponential average of high - low over n bars, in percent;
//! 0 where the earlier average is 0. Seed: the mean of the first n ranges. First value at bar
//! n + m; percent.
//!
//! # Source
//! M. Chaikin; S. Achelis, "Technical Analysis from A to Z" (2001); TA-Lib CVI, unstable period 0.

use crate::{
    entry::{Entry, Group, HIGH_LOW, Kind, Param, VALUE},
    indicators::overlap::ema::Ema,
    lane::lane,
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "cvi",
    group: Group::Volatility,
    inputs: HIGH_LOW,
    params: &[Param::bars("period", 10, 2), Param::bars("roc", 10, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Chaikin's volatility: change over `roc` bars of the exponential average over \
          `period` bars of high - low, in percent of the earlier average; 0 where that is 0. \
          First value at bar `period` + `roc`. Source: Chaikin, TA-Lib CVI, unstable period 0.",
    warmup: |p| (p[0] + p[1]) as usize - 1,
    build: |p| lane(Cvi::new(p[0] as usize, p[1] as usize)),
};

#[derive(Debug, Clone)]
struct Cvi {
    average: Ema,
    earlier: Ring,
}

impl Cvi {
    fn new(period: usize, change: usize) -> Self {
        Self {
            average: Ema::new(period),
            // An earlier average that does not exist is null, as the averages before the seed are.
            earlier: Ring::filled(change, f64::NAN),
        }
    }
}

impl Step<2, 1> for Cvi {
    #[inline(always)]
    fn push(&mut self, [high, low]: [f64; 2]) -> [f64; 1] {
        let average = self.average.next(high - low);
        let earlier = self.earlier.push(average);
        [if earlier == 0.0 {
            0.0
        } else {
            100.0 * ((average - earlier) / earlier)
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cvi_of_a_range_that_doubles_is_the_change_of_its_average() {
        let mut cvi = Cvi::new(3, 1);
        let ranges = [2.0, 2.0, 2.0, 4.0, 3.0];
        let values = ranges.map(|range| cvi.push([range, 0.0])[0]);
        assert!(values[..3].iter().all(|value| value.is_nan()));
        assert_eq!(values[3..], [50.0, 0.0]);
    }

    #[test]
    fn cvi_after_an_average_of_zero_is_zero() {
        let mut cvi = Cvi::new(2, 1);
        let values = [0.0, 0.0, 5.0].map(|range| cvi.push([range, 0.0])[0]);
        assert_eq!(values[2], 0.0);
    }
}
