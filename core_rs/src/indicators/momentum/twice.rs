//! An exponential average of an exponential average, for `smi` and `tsi`.

use crate::indicators::overlap::smoothing::Smoothing;

/// Smoothed once and then again; each average is seeded with the mean of the first values it gets.
#[derive(Debug, Clone)]
pub struct Twice {
    first: Smoothing,
    second: Smoothing,
}

impl Twice {
    /// An average over `second` values of averages over `first` (both at least two).
    #[must_use]
    pub fn new(first: usize, second: usize) -> Self {
        Self {
            first: Smoothing::new(first),
            second: Smoothing::new(second),
        }
    }

    /// Take a value, give the average; NaN for the first `first + second - 2` values.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> f64 {
        let once = self.first.next(value);
        if once.is_nan() {
            return f64::NAN;
        }
        self.second.next(once)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twice_smoothed_values_begin_with_the_mean_of_the_first_averages() {
        let mut twice = Twice::new(3, 3);
        let values = [1.0, 2.0, 6.0, 9.0, 6.0, 10.0].map(|x| twice.next(x));
        assert!(values[..4].iter().all(|value| value.is_nan()));
        // Once: 3, 6, 6, 8.
        assert_eq!(values[4..], [5.0, 6.5]);
    }
}
