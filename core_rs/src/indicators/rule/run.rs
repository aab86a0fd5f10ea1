//! Strict moves in a row, for `rising` and `falling`.

/// Counts how many values in a row were above the one before, up to the number asked for.
#[derive(Debug, Clone)]
pub struct Run {
    period: usize,
    last: f64,
    /// Values in a row that were not null, at most one more than `period`.
    known: usize,
    /// Rises in a row, at most `period`.
    rises: usize,
}

impl Run {
    /// A run of `period` rises (at least one).
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self {
            period,
            last: f64::NAN,
            known: 0,
            rises: 0,
        }
    }

    /// Take a value or null: 1 if the last `period` moves were rises, 0 if one was not, null while
    /// one of the `period + 1` values is null or does not exist.
    #[inline(always)]
    pub fn push(&mut self, value: f64) -> f64 {
        let last = std::mem::replace(&mut self.last, value);
        // Past what decides, counts stand still: they never overflow.
        self.known = if value.is_nan() {
            0
        } else {
            (self.known + 1).min(self.period + 1)
        };
        self.rises = if value > last {
            (self.rises + 1).min(self.period)
        } else {
            0
        };
        if self.known <= self.period {
            return f64::NAN;
        }
        f64::from(u8::from(self.rises == self.period))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn run_of_two_needs_three_values_and_strict_rises() {
        let mut run = Run::new(2);
        let values = [1.0, 2.0, 3.0, 3.0, 4.0, 5.0, 4.0].map(|x| run.push(x));
        assert!(values[0].is_nan() && values[1].is_nan());
        assert_eq!(values[2..], [1.0, 0.0, 0.0, 1.0, 0.0]);
    }

    #[test]
    fn run_with_a_null_in_its_window_is_null_even_if_a_fall_is_known() {
        let mut run = Run::new(2);
        let values = [3.0, 2.0, 1.0, f64::NAN, 1.0, 2.0, 3.0].map(|x| run.push(x));
        assert_eq!(values[2], 0.0);
        assert!(values[3..6].iter().all(|value| value.is_nan()));
        assert_eq!(values[6], 1.0);
    }
}
