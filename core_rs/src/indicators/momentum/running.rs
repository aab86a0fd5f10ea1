//! Running sums of a window, digit for digit those of TA-Lib, and when they begin and end.

use crate::{indicators::overlap::smoothing::Mean, ring::Ring};

/// Sum of the last `n` values: the oldest leaves first, then the new one enters.
///
/// `sma` puts the difference of the two in, which is faster. The small difference of two sums, or
/// what is left of one when its large values have gone, is TA-Lib's only in TA-Lib's order.
#[derive(Debug, Clone)]
pub struct Running {
    window: Ring,
    sum: f64,
}

impl Running {
    /// A sum of `length` values (at least one), all zero.
    #[must_use]
    pub fn new(length: usize) -> Self {
        Self {
            window: Ring::new(length),
            sum: 0.0,
        }
    }

    /// Take a value, give the sum; of all values before there are enough.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> f64 {
        self.sum = self.sum - self.window.push(value) + value;
        self.sum
    }

    /// Forget what rounding has left in the sum of a window of zeros.
    #[inline(always)]
    pub fn clear(&mut self) {
        self.sum = 0.0;
    }
}

/// How many bars in a row nothing has moved: after a whole window of them, what a running sum
/// still holds is rounding.
#[derive(Debug, Clone)]
pub struct Stillness {
    bars: usize,
    period: usize,
}

impl Stillness {
    /// Of windows of `period` bars.
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self { bars: 0, period }
    }

    /// Take whether a bar was still, give whether the whole window is.
    #[inline(always)]
    pub fn next(&mut self, still: bool) -> bool {
        self.bars = if still { self.bars + 1 } else { 0 };
        self.bars >= self.period
    }
}

/// Counts the bars before the first value.
#[derive(Debug, Clone)]
pub struct Warmup {
    missing: usize,
}

impl Warmup {
    /// A warm-up of `bars`.
    #[must_use]
    pub fn new(bars: usize) -> Self {
        Self { missing: bars }
    }

    /// Whether this bar, the next after those asked about before, is part of it.
    #[inline(always)]
    pub fn next(&mut self) -> bool {
        if self.missing == 0 {
            return false;
        }
        self.missing -= 1;
        true
    }
}

/// A mean that begins so that its first window is complete on a later bar: values before that
/// window would leave their rounding in its sum.
#[derive(Debug, Clone)]
pub struct LateMean {
    before: Warmup,
    mean: Mean,
}

impl LateMean {
    /// A mean of `period` values (at least one), first given on bar `first` (at least `period`).
    #[must_use]
    pub fn new(period: usize, first: usize) -> Self {
        Self {
            before: Warmup::new(first - period),
            mean: Mean::new(period),
        }
    }

    /// Take a value, give the mean; NaN before bar `first`.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> f64 {
        if self.before.next() {
            return f64::NAN;
        }
        self.mean.next(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_sum_of_two_follows_its_window() {
        let mut running = Running::new(2);
        assert_eq!([1.0, 2.0, 6.0].map(|x| running.next(x)), [1.0, 3.0, 8.0]);
    }

    #[test]
    fn stillness_needs_a_whole_window_in_a_row() {
        let mut stillness = Stillness::new(2);
        let found = [true, false, true, true, true].map(|still| stillness.next(still));
        assert_eq!(found, [false, false, false, true, true]);
    }
    #[test]
    fn late_mean_does_not_see_what_comes_before_its_first_window() {
        let mut mean = LateMean::new(2, 4);
        let values = [1e17, 1e17, 1.0, 3.0, 5.0].map(|x| mean.next(x));
        assert!(values[..3].iter().all(|value| value.is_nan()));
        assert_eq!(values[3..], [2.0, 4.0]);
    }
}
