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
        Self {
            values: vec![0.0; length.max(1)].into_boxed_slice(),
            next: 0,
        }
    }

    /// Put `value` in, get the one that is `length` pushes old (zero before there is one).
    #[inline]
    pub fn push(&mut self, value: f64) -> f64 {
        let oldest = std::mem::replace(&mut self.values[self.next], value);
        self.next += 1;
        if self.next == self.values.len() {
            self.next = 0;
        }
        oldest
    }
}
