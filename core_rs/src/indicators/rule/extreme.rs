//! The largest value of a sliding window, for `highest`, `lowest` and what is built on them.

use super::blocks::{Blocks, Joins};

/// Largest of the last `n` values in three comparisons per value, whatever `n` is.
#[derive(Debug, Clone)]
pub struct Extreme(Blocks<Largest>);

/// Joined, the larger one remains.
#[derive(Debug, Clone, Copy)]
struct Largest(f64);

impl Joins for Largest {
    const NOTHING: Self = Self(f64::NEG_INFINITY);

    #[inline(always)]
    fn join(self, later: Self) -> Self {
        Self(if later.0 > self.0 { later.0 } else { self.0 })
    }
}

impl Extreme {
    /// A window of `length` values (at least one).
    #[must_use]
    pub fn new(length: usize) -> Self {
        Self(Blocks::new(length))
    }

    /// Take a value, give the largest of the window; of all values before there are enough.
    #[inline(always)]
    pub fn push(&mut self, value: f64) -> f64 {
        self.0.push(Largest(value)).0
    }
}

/// [`Extreme`] with null rules: null while one of the last `n` values is null or does not exist.
#[derive(Debug, Clone)]
pub struct Window {
    extreme: Extreme,
    length: usize,
    unbroken: usize,
}

impl Window {
    /// A window of `length` values (at least one).
    #[must_use]
    pub fn new(length: usize) -> Self {
        Self {
            extreme: Extreme::new(length),
            length,
            unbroken: 0,
        }
    }

    /// Take a value or null, give the largest of the window or null.
    #[inline(always)]
    pub fn push(&mut self, value: f64) -> f64 {
        let null = value.is_nan();
        let largest = self
            .extreme
            .push(if null { f64::NEG_INFINITY } else { value });
        self.unbroken = if null { 0 } else { self.unbroken + 1 };
        if self.unbroken >= self.length {
            largest
        } else {
            f64::NAN
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn extreme_of_any_stream_is_the_largest_of_each_window(
            values in prop::collection::vec(-5_i32..5, 1..80), length in 1_usize..12,
        ) {
            let mut extreme = Extreme::new(length);
            for (i, &value) in values.iter().enumerate() {
                let window = &values[(i + 1).saturating_sub(length)..=i];
                let expected = window.iter().copied().max().map(f64::from);
                prop_assert_eq!(Some(extreme.push(f64::from(value))), expected);
            }
        }
    }

    #[test]
    fn window_with_a_null_inside_is_null() {
        let mut window = Window::new(2);
        let values = [1.0, 3.0, f64::NAN, 2.0, 1.0].map(|x| window.push(x));
        assert!(values[0].is_nan() && values[2].is_nan() && values[3].is_nan());
        assert_eq!((values[1], values[4]), (3.0, 2.0));
    }
}
