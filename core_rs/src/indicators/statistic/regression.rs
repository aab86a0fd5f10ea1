//! The least-squares line through a sliding window, for the five functions that read from it.

/// The line through the last `n` values, as a function of their age.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Its height in the middle of the window: the mean of the values.
    pub mean: f64,
    /// What it rises by from bar to bar.
    pub slope: f64,
}

impl Line {
    /// Its height `bars` after the middle of the window.
    #[inline(always)]
    #[must_use]
    pub fn after(self, bars: f64) -> f64 {
        self.mean + self.slope * bars
    }
}

/// Fits the line in a few additions per value, whatever `n` is, and without losing digits.
///
/// The stream is cut into blocks of `n`, as in `rule::extreme`. A window is the end of one block and
/// the beginning of the next: the sums of the ends are prepared when a block is complete, those of
/// the beginning grow with it. Nothing is ever subtracted from a sum, so that nothing remains of
/// values that have left; running sums keep a residue of them, of which the slope of a quiet market
/// would be made. All values are distances from an anchor, the last value of the complete block:
/// equal values have a slope of exactly 0.
#[derive(Debug, Clone)]
pub struct Regression {
    /// Before `at` the values of this block (as `plain`), from `at` on the sums of the last block's
    /// ends.
    places: Box<[Sums]>,
    at: usize,
    growing: Sums,
    anchor: f64,
    /// `1 / n` and what makes a slope of the sums; NaN until there are enough values, so that no bar
    /// needs a path of its own.
    share: f64,
    steepness: f64,
    middle: f64,
}

/// Sum of values, and of values times their place, counted from 0 at the oldest.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    plain: f64,
    weighted: f64,
}

impl Regression {
    /// A window of `period` values (at least two).
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self {
            places: vec![Sums::default(); period].into_boxed_slice(),
            at: 0,
            growing: Sums::default(),
            anchor: 0.0,
            share: f64::NAN,
            steepness: f64::NAN,
            middle: middle(period),
        }
    }

    /// Take a value, give the line; NaN for the first `period - 1` values.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> Line {
        let distance = value - self.anchor;
        self.growing.plain += distance;
        self.growing.weighted += distance * self.at as f64;
        self.places[self.at].plain = value;
        self.at += 1;
        let length = self.places.len();
        if self.at == length {
            self.turn(value);
        }
        let ends = self.places[self.at];
        let before = (length - self.at) as f64;
        let plain = ends.plain + self.growing.plain;
        let weighted = ends.weighted + self.growing.weighted + before * self.growing.plain;
        Line {
            mean: self.anchor + plain * self.share,
            slope: (weighted - self.middle * plain) * self.steepness,
        }
    }

    /// Prepare the sums of the ends of the block that `newest` completes, and begin the next.
    #[inline(always)]
    fn turn(&mut self, newest: f64) {
        let mut sums = Sums::default();
        for place in self.places.iter_mut().rev() {
            // One more before them: all others count once more.
            sums.weighted += sums.plain;
            sums.plain += place.plain - newest;
            *place = sums;
        }
        self.anchor = newest;
        self.growing = Sums::default();
        self.at = 0;
        if self.share.is_nan() {
            let n = self.places.len() as f64;
            self.share = 1.0 / n;
            self.steepness = 12.0 / (n * (n * n - 1.0));
        }
    }
}

/// Bars from the oldest or the newest value of a window to its middle.
#[must_use]
pub fn middle(period: usize) -> f64 {
    (period as f64 - 1.0) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same by the textbook, around the mean.
    fn fitted(window: &[f64]) -> Line {
        let mean = window.iter().sum::<f64>() / window.len() as f64;
        let place = |i: usize| i as f64 - middle(window.len());
        let products = window.iter().enumerate();
        let product: f64 = products.map(|(i, x)| place(i) * (x - mean)).sum();
        let squares: f64 = (0..window.len()).map(|i| place(i) * place(i)).sum();
        Line {
            mean,
            slope: product / squares,
        }
    }

    proptest! {
        #[test]
        fn regression_of_any_stream_keeps_its_digits(
            values in prop::collection::vec(-100.0..100.0_f64, 2..200),
            level in 0.0..1e4_f64,
            period in 2_usize..20,
        ) {
            let mut regression = Regression::new(period);
            for (i, value) in values.iter().enumerate() {
                let line = regression.next(value + level);
                if i + 1 < period {
                    prop_assert!(line.mean.is_nan());
                    continue;
                }
                // The level is left out, so that the reference has all its digits.
                let expected = fitted(&values[i + 1 - period..=i]);
                prop_assert!((line.slope - expected.slope).abs() < 1e-10);
                prop_assert!((line.mean - level - expected.mean).abs() < 1e-10);
            }
        }
    }

    #[test]
    fn regression_of_a_straight_line_is_that_line() {
        let mut regression = Regression::new(3);
        let lines: Vec<Line> = (0..9)
            .map(|i| regression.next(f64::from(i) * 2.0))
            .collect();
        for (i, line) in lines.iter().enumerate().skip(2) {
            assert_eq!((line.slope, line.mean), (2.0, 2.0 * (i as f64 - 1.0)));
            assert_eq!(line.after(1.0), 2.0 * i as f64);
        }
    }

    #[test]
    fn regression_after_an_outlier_left_has_its_digits_back() {
        let mut regression = Regression::new(2);
        let lines = [1.0, 1e15, 0.1, 0.1, 0.3].map(|x| regression.next(x));
        assert_eq!((lines[3].slope, lines[3].mean), (0.0, 0.1));
        assert!((lines[4].slope - 0.2).abs() < 1e-15);
    }
    #[test]
    fn regression_of_equal_values_is_level() {
        let mut regression = Regression::new(3);
        let lines = [37.123; 20].map(|x| regression.next(x));
        let level = |line: &Line| line.slope == 0.0 && line.mean == 37.123;
        assert!(lines[2..].iter().all(level));
    }
}
