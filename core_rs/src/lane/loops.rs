//! The loops over a step: a block of bars of one symbol, a bar of each of many.
//!
//! Each is compiled twice, with and without the instructions of 2013 and later (AVX2, FMA); the
//! processor decides. Both give the same bits.

use pulp::{Arch, NullaryFnOnce};

use crate::step::Step;

/// Null out what is not finite: overflow and `x / 0` are null everywhere.
#[inline(always)]
fn finite(value: f64) -> f64 {
    // Zero times a finite number is zero, times an infinite one NaN: half the instructions of a
    // comparison and a choice, in the innermost loop of all.
    value + value * 0.0
}

/// One bar through one step, with the null rule of [`Step`].
#[inline(always)]
pub(super) fn advance<S: Step<I, O>, const I: usize, const O: usize>(
    state: &mut S,
    input: [f64; I],
) -> [f64; O] {
    step(state, input).map(finite)
}

/// As [`advance`], but a result may be infinite.
#[inline(always)]
fn step<S: Step<I, O>, const I: usize, const O: usize>(state: &mut S, input: [f64; I]) -> [f64; O] {
    // Inputs are finite or NaN, so their sum is NaN if one of them is, and only then.
    if !S::SEES_NULLS && input.iter().sum::<f64>().is_nan() {
        return [f64::NAN; O];
    }
    state.push(input)
}

/// Rows whose results are kept aside, to be written to their columns together.
///
/// A value at a time would go to as many places of memory as there are outputs, and the state's own
/// loads and stores would wait in line behind them.
const PART: usize = 64;

/// Take a block of bars; gives the state after them.
///
/// The state comes and goes by value: behind a reference every field would be stored and loaded
/// again each bar, because an output could be the same memory.
pub(super) fn block<S: Step<I, O>, const I: usize, const O: usize>(
    state: S,
    inputs: [&[f64]; I],
    outputs: [&mut [f64]; O],
) -> S {
    Arch::new().dispatch(Block {
        state,
        inputs,
        outputs,
    })
}

struct Block<'a, S, const I: usize, const O: usize> {
    state: S,
    inputs: [&'a [f64]; I],
    outputs: [&'a mut [f64]; O],
}

impl<S: Step<I, O>, const I: usize, const O: usize> NullaryFnOnce for Block<'_, S, I, O> {
    type Output = S;

    #[inline(always)]
    fn call(self) -> S {
        let mut state = self.state;
        let length = self.outputs[0].len();
        let mut outputs = self.outputs.map(|column| &mut column[..length]);
        let mut results = [[0.0; PART]; O];
        for start in (0..length).step_by(PART) {
            let rows = PART.min(length - start);
            let inputs = self.inputs.map(|column| &column[start..start + rows]);
            for row in 0..rows {
                let result = step(&mut state, std::array::from_fn(|i| inputs[i][row]));
                for (column, value) in results.iter_mut().zip(result) {
                    column[row] = value;
                }
            }
            for (column, results) in outputs.iter_mut().zip(&results) {
                let places = column[start..start + rows].iter_mut();
                for (place, value) in places.zip(results) {
                    *place = finite(*value);
                }
            }
        }
        state
    }
}

/// Take one bar of each of `slots`.
pub(super) fn rows<S: Step<I, O>, const I: usize, const O: usize>(
    states: &mut [S],
    slots: &[u32],
    inputs: [&[f64]; I],
    outputs: [&mut [f64]; O],
) {
    Arch::new().dispatch(Rows {
        states,
        slots,
        inputs,
        outputs,
    });
}

struct Rows<'a, S, const I: usize, const O: usize> {
    states: &'a mut [S],
    slots: &'a [u32],
    inputs: [&'a [f64]; I],
    outputs: [&'a mut [f64]; O],
}

impl<S: Step<I, O>, const I: usize, const O: usize> NullaryFnOnce for Rows<'_, S, I, O> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let length = self.slots.len();
        let inputs = self.inputs.map(|column| &column[..length]);
        let mut outputs = self.outputs.map(|column| &mut column[..length]);
        for (row, &slot) in self.slots.iter().enumerate() {
            let input = std::array::from_fn(|i| inputs[i][row]);
            let result = advance(&mut self.states[slot as usize], input);
            for (column, value) in outputs.iter_mut().zip(result) {
                column[row] = value;
            }
        }
    }
}
