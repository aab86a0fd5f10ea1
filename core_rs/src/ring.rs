//! The last `n` values, in a fixed ring.

/// A window over the last `n` values of a stream.
#[derive(Debug, Clone)]
pub struct Ring {
    values: Box<[f64]>,
    next: usize,
}

impl Ring {
    /// A window of `length` values (at least one), all zero.
    #[must_use]
    pub fn new(length: usize) -> Self {
        Self::filled(length, 0.0)
    }

    /// A window of `length` values (at least one), all `value`.
    #[must_use]
    pub fn filled(length: usize, value: f64) -> Self {
        Self {
            values: vec![value; length.max(1)].into_boxed_slice(),
            next: 0,
        }
    }

    /// Put `value` in, get the one that is `length` pushes old (the filling before there is one).
    #[inline(always)]
    pub fn push(&mut self, value: f64) -> f64 {
        let leaving = std::mem::replace(&mut self.values[self.next], value);
        self.next += 1;
        if self.next == self.values.len() {
            self.next = 0;
        }
        leaving
    }

    /// How many values the window holds.
    #[inline(always)]
    #[must_use]
    pub fn length(&self) -> usize {
        self.values.len()
    }

    /// The oldest value of the window: the one the next push gives back.
    #[inline(always)]
    #[must_use]
    pub fn oldest(&self) -> f64 {
        self.values[self.next]
    }

    /// The window as it lies: each value stays in its place until the one that is `length` newer
    /// takes it.
    #[inline(always)]
    #[must_use]
    pub fn unordered(&self) -> &[f64] {
        &self.values
    }

    /// The window as two slices, the older values first.
    #[inline(always)]
    #[must_use]
    pub fn halves(&self) -> (&[f64], &[f64]) {
        let (newer, older) = self.values.split_at(self.next);
        (older, newer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ring_pushed_past_its_length_gives_back_the_oldest() {
        let mut ring = Ring::new(2);
        let back: Vec<f64> = [1.0, 2.0, 3.0, 4.0].map(|x| ring.push(x)).to_vec();
        assert_eq!(back, [0.0, 0.0, 1.0, 2.0]);
        assert_eq!(ring.oldest(), 3.0);
    }

    #[test]
    fn ring_halves_are_the_window_oldest_first() {
        let mut ring = Ring::new(3);
        for x in [1.0, 2.0, 3.0, 4.0] {
            ring.push(x);
        }
        let (older, newer) = ring.halves();
        assert_eq!([older, newer].concat(), [2.0, 3.0, 4.0]);
    }
}
