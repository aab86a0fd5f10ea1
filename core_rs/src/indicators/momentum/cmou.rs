//! Chande momentum oscillator of plain sums.
//!
//! 100 * (up - down) / (up + down), where up and down are the sums of the rises and of the falls
//! over the last n changes of the input; 0 where there was neither. First value at bar n + 1; -100
//! to 100.
//!
//! # Source
//! T. Chande and S. Kroll, "The New Technical Trader" (1994); TA-Lib CMOU, order of operations
//! included (rises and falls cancel each other).

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    indicators::momentum::running::Stillness,
    lane::lane,
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "cmou",
    group: Group::Momentum,
    inputs: CLOSE,
    params: &[Param::bars("period", 14, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Chande momentum oscillator without smoothing: 100 * (up - down) / (up + down), the \
          sums of the rises and of the falls over the last `period` changes; 0 where nothing has \
          moved. First value at bar `period` + 1. -100 to 100. Source: Chande 1994, TA-Lib CMOU.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Cmou::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Cmou {
    /// The last n values: what enters it is the newest, what leaves it closes the oldest change.
    window: Ring,
    newest: f64,
    oldest: f64,
    up: f64,
    down: f64,
    stillness: Stillness,
}

impl Cmou {
    fn new(period: usize) -> Self {
        Self {
            window: Ring::filled(period, f64::NAN),
            newest: f64::NAN,
            oldest: f64::NAN,
            up: 0.0,
            down: 0.0,
            stillness: Stillness::new(period),
        }
    }
}

impl Step<1, 1> for Cmou {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        let old = self.window.push(value);
        let left = old - std::mem::replace(&mut self.oldest, old);
        let change = value - std::mem::replace(&mut self.newest, value);
        // Changes that do not exist are NaN, which is neither a rise nor a fall.
        self.up = self.up - rise(left) + rise(change);
        self.down = self.down - rise(-left) + rise(-change);
        if self.stillness.next(change == 0.0) {
            self.up = 0.0;
            self.down = 0.0;
        }
        if old.is_nan() {
            return [f64::NAN];
        }
        let moved = self.up + self.down;
        [if moved > 0.0 {
            100.0 * (self.up - self.down) / moved
        } else {
            0.0
        }]
    }
}

/// A change, or 0 where it is none upwards.
#[inline(always)]
fn rise(change: f64) -> f64 {
    if change > 0.0 { change } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cmou_of_two_forgets_a_change_after_two_bars() {
        let mut cmou = Cmou::new(2);
        let values = [10.0, 11.0, 14.0, 13.0, 13.0, 13.0].map(|x| cmou.push([x])[0]);
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [100.0, 50.0, -100.0, 0.0]);
    }
}
