//! A sliding window in order of size, for `percentile` and `percentrank`.

use crate::ring::Ring;

/// The last `n` values, sorted; infinite where there is none yet.
///
/// Two binary searches, and one move of what lies between the value that comes and the one that
/// goes: a flat array is faster than any tree up to thousands of values.
#[derive(Debug, Clone)]
pub struct Sorted {
    window: Ring,
    values: Box<[f64]>,
}

impl Sorted {
    /// A window of `length` values (at least one).
    #[must_use]
    pub fn new(length: usize) -> Self {
        Self {
            window: Ring::filled(length, f64::INFINITY),
            values: vec![f64::INFINITY; length.max(1)].into_boxed_slice(),
        }
    }

    /// Take a value for the oldest, give how many values of the window before were smaller.
    #[inline(always)]
    pub fn push(&mut self, value: f64) -> usize {
        let oldest = self.window.push(value);
        let smaller = self.values.partition_point(|&other| other < value);
        let leaves = self.values.partition_point(|&other| other < oldest);
        if smaller > leaves {
            self.values.copy_within(leaves + 1..smaller, leaves);
            self.values[smaller - 1] = value;
        } else {
            self.values.copy_within(smaller..leaves, smaller + 1);
            self.values[smaller] = value;
        }
        smaller
    }

    /// The window, the smallest value first.
    #[inline(always)]
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorted_window_of_any_stream_is_each_window_sorted(
            values in prop::collection::vec(-5_i32..5, 1..80), length in 1_usize..12,
        ) {
            let mut sorted = Sorted::new(length);
            for (i, &value) in values.iter().enumerate() {
                let before = &values[i.saturating_sub(length)..i];
                let smaller = before.iter().filter(|&&other| other < value).count();
                prop_assert_eq!(sorted.push(f64::from(value)), smaller);
                let mut window = values[(i + 1).saturating_sub(length)..=i].to_vec();
                window.sort_unstable();
                let window: Vec<f64> = window.into_iter().map(f64::from).collect();
                prop_assert_eq!(&sorted.values()[..window.len()], &window[..]);
            }
        }
    }
}
