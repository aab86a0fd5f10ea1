//! Sum of a sliding window, for `adr` and `massi`.

use crate::ring::Ring;

/// Running sum of the last `n` values: what leaves is subtracted once the sum was read.
///
/// In TA-Lib's order, not in that of `sma`, which is shorter: of ranges, unlike of prices, nothing
/// but rounding is left when a market stands still, and it has to be the same rounding.
#[derive(Debug, Clone)]
pub struct Total {
    window: Ring,
    sum: f64,
    missing: usize,
}

impl Total {
    /// A window of `length` values (at least one).
    #[must_use]
    pub fn new(length: usize) -> Self {
        Self {
            window: Ring::new(length),
            sum: 0.0,
            missing: length - 1,
        }
    }

    /// Take a value, give the sum; NaN until there are enough.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> f64 {
        self.window.push(value);
        self.sum += value;
        if self.missing > 0 {
            self.missing -= 1;
            return f64::NAN;
        }
        let sum = self.sum;
        self.sum -= self.window.oldest();
        sum
    }

    /// How many values the window holds.
    #[inline(always)]
    #[must_use]
    pub fn length(&self) -> usize {
        self.window.length()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn total_of_two_is_null_once_then_the_sum_of_two() {
        let mut total = Total::new(2);
        let values = [1.0, 2.0, 5.0].map(|x| total.next(x));
        assert!(values[0].is_nan());
        assert_eq!(values[1..], [3.0, 7.0]);
    }
}
