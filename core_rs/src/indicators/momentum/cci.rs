//! Commodity channel index.
//!
//! (p - mean) / (0.015 * mean deviation) of the typical price p = (high + low + close) / 3 over n
//! bars; 0 where one of both parts is below 1e-14 of the mean, which is what rounding leaves of
//! equal prices. First value at bar n; a number without unit, mostly -100 to 100.
//!
//! # Source
//! D. Lambert, "Commodity Channel Index", Commodities (October 1980); TA-Lib CCI. Distances from a
//! mean that moves have no running sum: each bar reads its window.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, Param, VALUE},
    indicators::momentum::running::Warmup,
    lane::lane,
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "cci",
    group: Group::Momentum,
    inputs: HIGH_LOW_CLOSE,
    params: &[Param::bars("period", 14, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Commodity channel index: distance of the typical price (high + low + close) / 3 from \
          its mean over `period` bars, divided by 0.015 mean deviations; 0 where prices stand \
          still. First value at bar `period`. Without unit, mostly -100 to 100. Source: Lambert \
          1980, TA-Lib CCI.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Cci::new(p[0] as usize)),
};

/// Against the mean, what is smaller is rounding.
const NOISE: f64 = 1e-14;

/// Against the mean, and for each value in it: below this a distance from the mean loses digits to
/// the rounding of the mean.
const NEAR: f64 = 1e-6;

#[derive(Debug, Clone)]
struct Cci {
    window: Ring,
    warmup: Warmup,
}

impl Cci {
    fn new(period: usize) -> Self {
        Self {
            window: Ring::new(period),
            warmup: Warmup::new(period - 1),
        }
    }
}

impl Step<3, 1> for Cci {
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 1] {
        let price = (high + low + close) / 3.0;
        self.window.push(price);
        if self.warmup.next() {
            return [f64::NAN];
        }
        let values = self.window.unordered();
        let period = values.len() as f64;
        let mut mean = sum(values, |x| x) / period;
        if (price - mean).abs() < NEAR * period * mean.abs() {
            // In the order in which they lie, as TA-Lib adds them.
            mean = values.iter().fold(0.0, |sum, x| sum + x) / period;
        }
        let deviation = sum(values, |x| (x - mean).abs()) / period;
        let (above, noise) = (price - mean, NOISE * mean.abs());
        [if above.abs() > noise && deviation > noise {
            above / (0.015 * deviation)
        } else {
            0.0
        }]
    }
}

/// Sum of something of all values, in four sums that need not wait for each other.
///
/// Each sum has a quarter of its own: from four neighbours at a time a vector would be made, which
/// waits until the value that was just put among them has reached the memory.
#[inline(always)]
fn sum(values: &[f64], of: impl Fn(f64) -> f64) -> f64 {
    let length = values.len() / 4;
    let (first, others) = values.split_at(length);
    let (second, others) = others.split_at(length);
    let (third, others) = others.split_at(length);
    let (fourth, rest) = others.split_at(length);
    let mut sums = [0.0; 4];
    for (((a, b), c), d) in first.iter().zip(second).zip(third).zip(fourth) {
        sums[0] += of(*a);
        sums[1] += of(*b);
        sums[2] += of(*c);
        sums[3] += of(*d);
    }
    let rest = rest.iter().fold(0.0, |sum, &x| sum + of(x));
    rest + (sums[0] + sums[1]) + (sums[2] + sums[3])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cci_of_five_values_counts_all_of_them_in_the_deviation() {
        let mut cci = Cci::new(5);
        let values = [9.0, 1.0, 1.0, 1.0, 1.0, 6.0].map(|x| cci.push([x, x, x])[0]);
        assert!(values[..4].iter().all(|value| value.is_nan()));
        // Mean 2.6, distances 6.4 and four of 1.6; then mean 2, distances 4 and four of 1.
        assert!((values[4] - -1.6 / (0.015 * 2.56)).abs() < 1e-10);
        assert!((values[5] - 4.0 / (0.015 * 1.6)).abs() < 1e-10);
    }

    #[test]
    fn cci_of_prices_that_stand_still_is_zero_in_spite_of_rounding() {
        let mut cci = Cci::new(3);
        let values = [[0.1, 0.1, 0.1]; 6].map(|bar| cci.push(bar)[0]);
        assert_eq!(values[2..], [0.0; 4]);
    }
}
