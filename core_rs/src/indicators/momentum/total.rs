//! Sums of a window that keep their digits.

use crate::indicators::rule::blocks::{Blocks, Joins};

/// Sum of the last `n` values of one sign. Nothing is ever subtracted: a window of zeros adds up to
/// zero, and small values count in full right after a large one has left.
#[derive(Debug, Clone)]
pub struct Total(Blocks<Sum>);

#[derive(Debug, Clone, Copy)]
struct Sum(f64);

impl Joins for Sum {
    const NOTHING: Self = Self(0.0);

    #[inline(always)]
    fn join(self, later: Self) -> Self {
        Self(self.0 + later.0)
    }
}

impl Total {
    /// A sum of `length` values (at least one).
    #[must_use]
    pub fn new(length: usize) -> Self {
        Self(Blocks::new(length))
    }

    /// Take a value, give the sum; of all values before there are enough.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> f64 {
        self.0.push(Sum(value)).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn total_after_a_huge_value_has_left_is_the_sum_of_what_is_there() {
        let mut total = Total::new(2);
        let values = [1.0, 1e300, 0.1, 0.2, 0.0, 0.0].map(|x| total.next(x));
        assert_eq!(values[3..], [0.1 + 0.2, 0.2, 0.0]);
    }
}
