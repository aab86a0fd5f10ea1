//! Mass index.
//!
//! Sum over m bars of the ratio of an exponential average of high - low over n bars to the
//! exponential average of that average, 1 where the latter is 0. Each average is seeded with the
//! mean of its first n inputs. First value at bar 2 (n - 1) + m; about m while ranges do not
//! change.
//!
//! # Source
//! D. Dorsey, "The Mass Index", Technical Analysis of Stocks & Commodities (June 1992); TA-Lib
//! MASSI, unstable period 0.

use crate::{
    entry::{Entry, Group, HIGH_LOW, Kind, Param, VALUE},
    indicators::volatility::total::Total,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "massi",
    group: Group::Volatility,
    inputs: HIGH_LOW,
    params: &[Param::bars("fast", 9, 2), Param::bars("slow", 25, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Mass index: sum over `slow` bars of the exponential average over `fast` bars of high - \
          low, divided by the exponential average of itself; 1 where that is 0. First value at \
          bar 2 * (`fast` - 1) + `slow`. A number about `slow`. Source: Dorsey 1992, TA-Lib \
          MASSI, unstable period 0.",
    warmup: |p| 2 * (p[0] as usize - 1) + p[1] as usize - 1,
    build: |p| lane(MassIndex::new(p[0] as usize, p[1] as usize)),
};

#[derive(Debug, Clone)]
struct MassIndex {
    once: Average,
    twice: Average,
    ratios: Total,
}

/// `ema`, in TA-Lib's order of operations.
///
/// In a market that stands still for hundreds of bars both averages become so small that a float has
/// no digits left for them, and their ratio is whatever the rounding makes it.
#[derive(Debug, Clone)]
struct Average {
    value: f64,
    weight: f64,
    period: f64,
    missing: usize,
}

impl Average {
    fn new(period: usize) -> Self {
        Self {
            value: 0.0,
            weight: 2.0 / (period as f64 + 1.0),
            period: period as f64,
            missing: period,
        }
    }

    /// Take a value, give the average; NaN until the seed is complete.
    #[inline(always)]
    fn next(&mut self, value: f64) -> f64 {
        if self.missing > 0 {
            self.value += value;
            self.missing -= 1;
            if self.missing > 0 {
                return f64::NAN;
            }
            self.value /= self.period;
            return self.value;
        }
        self.value = self.weight.mul_add(value - self.value, self.value);
        self.value
    }
}

impl MassIndex {
    fn new(fast: usize, slow: usize) -> Self {
        Self {
            once: Average::new(fast),
            twice: Average::new(fast),
            ratios: Total::new(slow),
        }
    }
}

impl Step<2, 1> for MassIndex {
    #[inline(always)]
    fn push(&mut self, [high, low]: [f64; 2]) -> [f64; 1] {
        let once = self.once.next(high - low);
        if once.is_nan() {
            return [f64::NAN];
        }
        let twice = self.twice.next(once);
        if twice.is_nan() {
            return [f64::NAN];
        }
        let ratio = if twice == 0.0 { 1.0 } else { once / twice };
        [self.ratios.next(ratio)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn massi_of_equal_ranges_is_its_period() {
        let mut index = MassIndex::new(2, 3);
        let values = [[5.0, 4.0]; 6].map(|bar| index.push(bar)[0]);
        assert!(values[..4].iter().all(|value| value.is_nan()));
        assert_eq!(values[4..], [3.0, 3.0]);
    }

    #[test]
    fn massi_without_any_range_is_its_period() {
        let mut index = MassIndex::new(2, 3);
        let values = [[5.0, 5.0]; 6].map(|bar| index.push(bar)[0]);
        assert_eq!(values[4..], [3.0, 3.0]);
    }
}
