//! Forecast oscillator.
//!
//! 100 * (x - forecast) / x, the forecast being that of the bar before: the least-squares line
//! through the n values before x, read at x; 0 where x is 0. First value at bar n + 1; percent.
//!
//! # Source
//! T. Chande and S. Kroll, "The New Technical Trader" (1994); TA-Lib FOSC, order of operations and
//! renewals of the sums included: the line is a difference of large sums, the oscillator one of
//! nearly equal prices.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param, VALUE},
    lane::lane,
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "fosc",
    group: Group::Momentum,
    inputs: CLOSE,
    params: &[Param::bars("period", 5, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Forecast oscillator: 100 * (x - forecast) / x, the forecast read one bar ahead from the \
          least-squares line through the `period` values before x; 0 where x is 0. First value at \
          bar `period` + 1. Percent. Source: Chande 1994, TA-Lib FOSC.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Oscillator::new(p[0] as usize)),
};

#[derive(Debug, Clone)]
struct Oscillator {
    window: Ring,
    sums: Sums,
    forecast: f64,
    missing: usize,
    fresh_for: usize,
    line: Line,
}

/// Sums over the window: of the values, of the values times their age, of their magnitudes.
#[derive(Debug, Clone, Copy)]
struct Sums {
    plain: f64,
    aged: f64,
    magnitude: f64,
}

impl Sums {
    const ZERO: Self = Self {
        plain: 0.0,
        aged: 0.0,
        magnitude: 0.0,
    };
}

/// What the line needs besides the sums.
#[derive(Debug, Clone, Copy)]
struct Line {
    period: f64,
    /// Sum of the ages, and the divisor of the slope.
    ages: f64,
    divisor: f64,
}

/// Bars between two renewals of the sums, in windows.
const RENEWAL: usize = 32;

impl Line {
    fn new(period: usize) -> Self {
        let n = period as f64;
        let ages = n * (n - 1.0) * 0.5;
        let squares = n * (n - 1.0) * (2.0 * n - 1.0) / 6.0;
        Self {
            period: n,
            ages,
            divisor: ages * ages - n * squares,
        }
    }

    /// Height of the line one bar after the window.
    #[inline(always)]
    fn ahead(&self, sums: &Sums) -> f64 {
        let slope = (self.period * sums.aged - self.ages * sums.plain) / self.divisor;
        let start = (sums.plain - slope * self.ages) / self.period;
        slope.mul_add(self.period, start)
    }
}

impl Oscillator {
    fn new(period: usize) -> Self {
        Self {
            window: Ring::new(period),
            sums: Sums::ZERO,
            forecast: f64::NAN,
            missing: period,
            fresh_for: RENEWAL * period,
            line: Line::new(period),
        }
    }

    /// Take a value into the line, after its own forecast was used.
    #[inline(always)]
    fn fit(&mut self, value: f64) {
        let left = self.window.push(value);
        if self.missing > 0 {
            self.missing -= 1;
            if self.missing > 0 {
                return;
            }
            self.sums = renewed(&self.window);
        } else {
            let sums = &mut self.sums;
            let weighted = self.line.period * left;
            sums.aged = sums.aged + sums.plain - weighted;
            sums.plain = sums.plain - left + value;
            sums.magnitude = sums.magnitude - left.abs() + value.abs();
            self.fresh_for -= 1;
            // Stale sums: what left outweighs what stays.
            if self.fresh_for == 0 || weighted.abs() > 100.0 * sums.magnitude {
                self.fresh_for = RENEWAL * self.window.length();
                self.sums = renewed(&self.window);
            }
        }
        self.forecast = self.line.ahead(&self.sums);
    }
}

/// The sums of a full window.
///
/// Inlined although it is rare: around a call, the state would be kept in memory every bar.
#[inline(always)]
fn renewed(window: &Ring) -> Sums {
    let (older, newer) = window.halves();
    let mut age = window.length() as f64;
    let mut sums = Sums::ZERO;
    for value in older.iter().chain(newer) {
        age -= 1.0;
        sums.plain += value;
        sums.aged += age * value;
        sums.magnitude += value.abs();
    }
    sums
}

impl Step<1, 1> for Oscillator {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        let forecast = self.forecast;
        self.fit(value);
        if forecast.is_nan() {
            return [f64::NAN];
        }
        [if value == 0.0 {
            0.0
        } else {
            100.0 * (value - forecast) / value
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fosc_of_three_compares_with_the_line_through_the_three_before() {
        let mut fosc = Oscillator::new(3);
        let values = [1.0, 2.0, 6.0, 4.0, 0.0].map(|x| fosc.push([x])[0]);
        assert!(values[..3].iter().all(|value| value.is_nan()));
        // The line through 1, 2 and 6 is 0.5 + 2.5 t; it reaches 8 at t = 3.
        assert!((values[3] + 100.0).abs() < 1e-12);
        assert_eq!(values[4], 0.0);
    }

    #[test]
    fn fosc_after_an_outlier_left_has_its_digits_back() {
        let mut fosc = Oscillator::new(2);
        let values = [1.0, 1e12, 1.0, 1.0, 1.0].map(|x| fosc.push([x])[0]);
        assert_eq!(values[4], 0.0);
    }
}
