//! Averages whose digits survive a difference.
//!
//! `sma` and `ema` take the shortest way from bar to bar. Here a step is taken in TA-Lib's order,
//! with TA-Lib's rounding: where prices stand still, or two averages of them cross, what is left of
//! their difference is rounding, and what follows it is only equal to another program's if that is.

use crate::ring::Ring;

/// The mean of the last values: the oldest leaves only after the sum was read.
#[derive(Debug, Clone)]
pub struct Mean {
    window: Ring,
    sum: f64,
    missing: usize,
    period: f64,
}

impl Mean {
    /// A mean of the last `period` values (at least one).
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self {
            window: Ring::new(period),
            sum: 0.0,
            missing: period - 1,
            period: period as f64,
        }
    }

    /// Take a value, give the mean; NaN for the first `period - 1` values.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> f64 {
        self.window.push(value);
        let sum = self.sum + value;
        if self.missing > 0 {
            self.missing -= 1;
            self.sum = sum;
            return f64::NAN;
        }
        self.sum = sum - self.window.oldest();
        sum / self.period
    }
}

/// An exponential average, s += k (x - s), with one rounding of product and sum.
#[derive(Debug, Clone)]
pub struct Smoothing {
    value: f64,
    weight: f64,
    missing: usize,
    period: f64,
}

impl Smoothing {
    /// An average with weight `2 / (period + 1)`, seeded with the mean of `period` values (at least
    /// two).
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self {
            value: 0.0,
            weight: 2.0 / (period as f64 + 1.0),
            missing: period,
            period: period as f64,
        }
    }

    /// Take a value, give the average; NaN until the seed is complete.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> f64 {
        if self.missing > 0 {
            return self.seed(value);
        }
        self.value = (value - self.value).mul_add(self.weight, self.value);
        self.value
    }

    #[inline(always)]
    fn seed(&mut self, value: f64) -> f64 {
        self.value += value;
        self.missing -= 1;
        if self.missing > 0 {
            return f64::NAN;
        }
        self.value /= self.period;
        self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_of_three_is_null_twice_then_the_mean() {
        let mut mean = Mean::new(3);
        let values = [1.0, 2.0, 6.0, 10.0].map(|x| mean.next(x));
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [3.0, 6.0]);
    }

    #[test]
    fn smoothing_of_three_starts_at_the_mean_then_moves_half_way() {
        let mut smoothing = Smoothing::new(3);
        let values = [1.0, 2.0, 6.0, 10.0].map(|x| smoothing.next(x));
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [3.0, 6.5]);
    }
}
