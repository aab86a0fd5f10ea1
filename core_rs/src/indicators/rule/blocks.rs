//! The last `n` values joined into one, for whatever can be joined but not taken apart again:
//! extremes, and sums that keep their digits.

/// What a window's values are joined to.
pub trait Joins: Copy + Send + Sync + 'static {
    /// Joined with anything, it is that.
    const NOTHING: Self;

    /// Both, of which `self` came first.
    #[must_use]
    fn join(self, later: Self) -> Self;
}

/// All of the last `n` values joined, in three joins per value, whatever `n` is.
///
/// The stream is cut into blocks of `n`. A window always is the end of one block and the beginning
/// of the next: the ends are joined when a block is complete, the beginning while it grows. There
/// are no branches that depend on the data.
///
/// # Source
/// M. van Herk, "A fast algorithm for local minimum and maximum filters", Pattern Recognition
/// Letters 13 (1992); J. Gil and M. Werman, IEEE PAMI 15 (1993).
#[derive(Debug, Clone)]
pub struct Blocks<T> {
    /// Before `at` this block's values, from `at` on the last block's ends, joined; one more place
    /// than the window is long, for an empty end.
    buffer: Box<[T]>,
    at: usize,
    growing: T,
}

impl<T: Joins> Blocks<T> {
    /// A window of `length` values (at least one).
    #[must_use]
    pub fn new(length: usize) -> Self {
        Self {
            buffer: vec![T::NOTHING; length.max(1) + 1].into_boxed_slice(),
            at: 0,
            growing: T::NOTHING,
        }
    }

    /// Take a value, give the window joined; all values before there are enough.
    #[inline(always)]
    pub fn push(&mut self, value: T) -> T {
        self.growing = self.growing.join(value);
        self.buffer[self.at] = value;
        self.at += 1;
        let joined = self.buffer[self.at].join(self.growing);
        if self.at + 1 == self.buffer.len() {
            for i in (0..self.at).rev() {
                self.buffer[i] = self.buffer[i].join(self.buffer[i + 1]);
            }
            self.at = 0;
            self.growing = T::NOTHING;
        }
        joined
    }
}
