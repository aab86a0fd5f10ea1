//! Elder's force index.
//!
//! Exponential average of the force, (close - previous close) * volume, seeded with the mean of the
//! first n forces (which start at bar 2). First value at bar n + 1; price times volume.
//!
//! # Source
//! A. Elder, "Trading for a Living" (1993); TA-Lib EFI, unstable period 0.

use crate::{
    entry::{Entry, Group, Input, Kind, Param, VALUE},
    indicators::overlap::ema::Ema,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "efi",
    group: Group::Volume,
    inputs: &[Input::column("close"), Input::column("volume")],
    params: &[Param::bars("period", 13, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Elder's force index: exponential average of (close - previous close) * volume, seeded \
          with the mean of the first `period` of them. First value at bar `period` + 1. Price \
          times volume. Source: Elder 1993, TA-Lib EFI, unstable period 0.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Efi::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Efi {
    previous: f64,
    average: Ema,
}

impl Efi {
    fn new(period: usize) -> Self {
        Self {
            previous: f64::NAN,
            average: Ema::new(period),
        }
    }
}

impl Step<2, 1> for Efi {
    #[inline(always)]
    fn push(&mut self, [close, volume]: [f64; 2]) -> [f64; 1] {
        let previous = std::mem::replace(&mut self.previous, close);
        if previous.is_nan() {
            return [f64::NAN];
        }
        [self.average.next((close - previous) * volume)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn efi_of_two_starts_at_the_mean_of_two_forces() {
        let mut efi = Efi::new(2);
        let bars = [[10.0, 9.0], [11.0, 6.0], [10.0, 2.0], [13.0, 1.0]];
        let values = bars.map(|bar| efi.push(bar)[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2], 2.0);
        assert!((values[3] - (2.0 / 3.0 + 2.0)).abs() < 1e-12);
    }
}
