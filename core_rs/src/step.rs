//! The streaming step: the only form in which anything per bar is written.
//!
//! Every value is an `f64`; null is NaN. Booleans are `1.0`, `0.0` or NaN (SQL's unknown).

/// One streaming computation with `I` inputs and `O` outputs per bar.
///
/// A batch is this step in a loop; there is no second implementation, so research and live cannot
/// differ. There is no `reset`: build a new one.
pub trait Step<const I: usize, const O: usize>: Clone + Send + Sync + 'static {
    /// Whether `push` is called for bars on which an input is null.
    ///
    /// By default such a bar gives null outputs and leaves the state alone, so that an indicator
    /// of an indicator starts to count at the first warm input. Steps that count bars (`lag`,
    /// `highest`, `bars_since`, crosses) set this and handle NaN themselves.
    const SEES_NULLS: bool = false;

    /// Take the next bar's inputs, give this bar's outputs; NaN until warm.
    fn push(&mut self, input: [f64; I]) -> [f64; O];
}
