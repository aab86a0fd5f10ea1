//! Relative volume.
//!
//! The volume divided by the mean of the n volumes before it (its own is not among them, unlike in
//! `volume_ratio`); null where that is 0. First value at bar n + 1; a plain ratio, 1 is the
//! average.
//!
//! # Source
//! TA-Lib RVOL, whose infinite values are null here.

use crate::{
    entry::{Entry, Group, Input, Kind, Param, VALUE},
    lane::lane,
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "rvol",
    group: Group::Volume,
    inputs: &[Input::column("volume")],
    params: &[Param::bars("period", 20, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Relative volume: volume divided by the mean of the `period` volumes before it, which \
          do not include its own; null where that is 0. First value at bar `period` + 1. A \
          ratio: 1 is average. Source: TA-Lib RVOL.",
    warmup: |p| p[0] as usize,
    build: |p| lane(RelativeVolume::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct RelativeVolume {
    window: Ring,
    sum: f64,
    /// NaN until there are enough values, so that no bar needs a path of its own.
    divisor: f64,
    missing: usize,
    /// Bars without volume in a row, up to the window's length.
    silent: usize,
}

impl RelativeVolume {
    fn new(period: usize) -> Self {
        Self {
            window: Ring::new(period),
            sum: 0.0,
            divisor: f64::NAN,
            missing: period,
            silent: 0,
        }
    }
}

impl Step<1, 1> for RelativeVolume {
    #[inline(always)]
    fn push(&mut self, [volume]: [f64; 1]) -> [f64; 1] {
        let ratio = volume / (self.sum / self.divisor);
        let length = self.window.length();
        self.sum = self.sum - self.window.push(volume) + volume;
        if self.missing > 0 {
            self.missing -= 1;
            if self.missing == 0 {
                self.divisor = length as f64;
            }
        }
        self.silent = if volume == 0.0 {
            (self.silent + 1).min(length)
        } else {
            0
        };
        // Else what is left of the volumes by rounding would be taken for an average.
        if self.silent == length {
            self.sum = 0.0;
        }
        [ratio]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rvol_of_two_compares_with_the_two_bars_before() {
        let mut rvol = RelativeVolume::new(2);
        let values = [10.0, 20.0, 30.0, 5.0].map(|x| rvol.push([x])[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [2.0, 0.2]);
    }

    #[test]
    fn rvol_after_silence_is_not_a_number() {
        let mut rvol = RelativeVolume::new(2);
        let values = [0.1, 0.2, 0.7, 0.0, 0.0, 0.3].map(|x| rvol.push([x])[0]);
        assert!(!values[5].is_finite());
    }
}
