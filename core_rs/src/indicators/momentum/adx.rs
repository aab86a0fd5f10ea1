//! Average directional index.
//!
//! Wilder average of dx = 100 * |plus - minus| / (plus + minus), the sums of `plus_di` and
//! `minus_di` (their common divisor cancels). Seed: the mean of the first n dx, where a bar
//! without any movement counts as 0; later such a bar leaves the average alone. First value at
//! bar 2 n; 0 to 100.
//!
//! # Source
//! J. Welles Wilder, "New Concepts in Technical Trading Systems" (1978); TA-Lib ADX, unstable
//! period 0.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, Param, VALUE},
    indicators::momentum::directional::Directional,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "adx",
    group: Group::Momentum,
    inputs: HIGH_LOW_CLOSE,
    params: &[Param::bars("period", 14, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Average directional index: Wilder average of 100 * |plus_di - minus_di| / (plus_di + \
          minus_di), seeded with the mean of the first `period` of them. First value at bar \
          2 * `period`. 0 to 100. Source: Wilder 1978, TA-Lib ADX.",
    warmup: |p| 2 * p[0] as usize - 1,
    build: |p| lane(Adx::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Adx {
    movement: Directional,
    value: f64,
    /// Weights of the average and of the new dx, in percent: 1 and 0 until the sums are warm, 1 and
    /// 100 while the seed is summed, so that every bar takes the same path.
    kept: f64,
    taken: f64,
    /// 1, NaN until the seed is complete.
    shown: f64,
    missing: usize,
    period: usize,
}

impl Adx {
    fn new(period: usize) -> Self {
        Self {
            movement: Directional::new(period),
            value: 0.0,
            kept: 1.0,
            taken: 0.0,
            shown: f64::NAN,
            missing: 2 * period,
            period,
        }
    }
}

impl Step<3, 1> for Adx {
    #[inline(always)]
    fn push(&mut self, bar: [f64; 3]) -> [f64; 1] {
        let (sums, _) = self.movement.next(bar);
        if self.missing == self.period {
            self.taken = 100.0;
        }
        let moved = sums.plus + sums.minus;
        // TA-Lib takes plus_di + minus_di, in percent, below 1e-14 for no movement; there is none
        // without range either.
        if moved > 1e-16 * sums.range {
            let dx = (sums.plus - sums.minus).abs() / moved;
            self.value = self.value * self.kept + dx * self.taken;
        }
        if self.missing > 0 {
            self.missing -= 1;
            if self.missing == 0 {
                let period = self.period as f64;
                self.value /= period;
                self.kept = 1.0 - 1.0 / period;
                self.taken = 100.0 / period;
                self.shown = 1.0;
            }
        }
        // A product, not a choice: chosen from a constant, the average would travel through an
        // integer register on its way from bar to bar.
        [self.value * self.shown]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adx_of_a_pure_rise_is_a_hundred_from_bar_two_n() {
        let mut adx = Adx::new(3);
        let values: Vec<f64> = (0..8)
            .map(f64::from)
            .map(|x| adx.push([x + 1.0, x, x + 0.5])[0])
            .collect();
        assert!(values[..5].iter().all(|value| value.is_nan()));
        assert!(
            values[5..]
                .iter()
                .all(|value| (value - 100.0).abs() < 1e-12)
        );
    }
}
