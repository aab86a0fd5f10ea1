//! Chaikin oscillator.
//!
//! A fast minus a slow exponential average of the accumulation/distribution line, both seeded with
//! its first value (not with a mean, unlike `ema`). First value at bar `max(fast, slow)`; in units
//! of volume. The line's level cancels in the difference: unlike `ad` it forgets its first bar.
//!
//! # Source
//! M. Chaikin; S. Achelis, "Technical Analysis from A to Z" (2001); TA-Lib ADOSC, unstable period
//! 0, order of operations included (the oscillator is a small difference of large sums).

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE_VOLUME, Kind, Param, VALUE},
    indicators::volume::ad::Ad,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "adosc",
    group: Group::Volume,
    inputs: HIGH_LOW_CLOSE_VOLUME,
    params: &[Param::bars("fast", 3, 2), Param::bars("slow", 10, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Chaikin oscillator: exponential average over `fast` bars of the accumulation/\
          distribution line, minus the one over `slow` bars, both seeded with its first value. \
          First value at the bar of the longer period. Units of volume. Source: Chaikin, TA-Lib \
          ADOSC, unstable period 0.",
    warmup: |p| p[0].max(p[1]) as usize - 1,
    build: |p| lane(Adosc::new(p[0] as usize, p[1] as usize)),
};

#[derive(Debug, Clone)]
struct Adosc {
    line: Ad,
    fast: Average,
    slow: Average,
    missing: usize,
}

/// Exponential average that starts at its first value.
#[derive(Debug, Clone)]
struct Average {
    value: f64,
    kept: f64,
    taken: f64,
}

impl Average {
    fn new(period: usize) -> Self {
        let taken = 2.0 / (period as f64 + 1.0);
        Self {
            value: f64::NAN,
            kept: 1.0 - taken,
            taken,
        }
    }

    #[inline(always)]
    fn next(&mut self, value: f64) -> f64 {
        self.value = if self.value.is_nan() {
            value
        } else {
            self.kept.mul_add(self.value, self.taken * value)
        };
        self.value
    }
}

impl Adosc {
    fn new(fast: usize, slow: usize) -> Self {
        Self {
            line: Ad::default(),
            fast: Average::new(fast),
            slow: Average::new(slow),
            missing: fast.max(slow) - 1,
        }
    }
}

impl Step<4, 1> for Adosc {
    #[inline(always)]
    fn push(&mut self, bar: [f64; 4]) -> [f64; 1] {
        let line = self.line.next(bar);
        let difference = self.fast.next(line) - self.slow.next(line);
        if self.missing > 0 {
            self.missing -= 1;
            return [f64::NAN];
        }
        [difference]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adosc_is_the_difference_of_two_averages_of_the_line() {
        // The line is 0, 12, 24; averages of 2 keep a third, of 3 keep a half.
        let mut oscillator = Adosc::new(2, 3);
        let flat = [12.0, 8.0, 10.0, 12.0];
        let at_high = [12.0, 8.0, 12.0, 12.0];
        let values = [flat, at_high, at_high].map(|bar| oscillator.push(bar)[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        let expected = (8.0 / 3.0 + 16.0) - (3.0 + 12.0);
        assert!((values[2] - expected).abs() < 1e-12);
    }
}
