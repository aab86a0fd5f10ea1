//! Lanes: the states of one node of a rule graph for every symbol, side by side.
//!
//! A lane is generic over its [`Step`], so the step is inlined into the three loops below, and
//! object-safe towards the engine, so one virtual call serves a block of bars or a universe.

mod loops;

use std::any::Any;

use crate::step::Step;

/// One node's states for many symbols ("slots"), behind one virtual call per block.
///
/// Values travel in numbered columns of `f64` with NaN as null; a lane knows the numbers of its
/// inputs and outputs, its *wires*.
pub trait Lane: Send + Sync {
    /// Connect the lane: numbers of its input columns, and of its first output column, which the
    /// others follow.
    fn wire(&mut self, inputs: &[usize], output: usize);

    /// Numbers of the input columns.
    fn inputs(&self) -> &[usize];

    /// Numbers of the output columns, ascending; all above those of the inputs.
    fn outputs(&self) -> &[usize];

    /// The same computation without any state and without slots.
    fn cold(&self) -> Box<dyn Lane>;

    /// Forget all slots.
    fn clear(&mut self);

    /// Add cold slots until there are at least `slots`.
    fn grow(&mut self, slots: usize);

    /// Take over one slot's state from a lane of the same computation.
    fn copy(&mut self, slot: usize, from: &dyn Lane);

    /// Itself, for [`Lane::copy`] to know its own type again.
    fn as_any(&self) -> &dyn Any;

    /// Take a block of consecutive bars of one slot; all slices have the same length.
    fn run(&mut self, slot: usize, inputs: &[&[f64]], outputs: &mut [&mut [f64]]);

    /// Take one bar of one slot: reads and writes the wired columns of `values`.
    fn push(&mut self, slot: usize, values: &mut [f64]);

    /// Take one bar of each of `slots`, which must differ; row `i` belongs to `slots[i]`.
    fn push_many(&mut self, slots: &[u32], inputs: &[&[f64]], outputs: &mut [&mut [f64]]);
}

/// Put a step behind a [`Lane`]; what every catalog entry's `build` returns.
#[must_use]
pub fn lane<S: Step<I, O>, const I: usize, const O: usize>(step: S) -> Box<dyn Lane> {
    Box::new(Slots {
        cold: step,
        states: Vec::new(),
        inputs: [0; I],
        outputs: std::array::from_fn(|i| i),
    })
}

struct Slots<S, const I: usize, const O: usize> {
    cold: S,
    states: Vec<S>,
    inputs: [usize; I],
    outputs: [usize; O],
}

impl<S: Step<I, O>, const I: usize, const O: usize> Lane for Slots<S, I, O> {
    fn wire(&mut self, inputs: &[usize], output: usize) {
        // A step may want nothing but what is shared, which comes last.
        debug_assert!(inputs.len() >= I);
        let wanted = inputs.iter().skip(inputs.len().saturating_sub(I));
        for (wired, &input) in self.inputs.iter_mut().zip(wanted) {
            *wired = input;
        }
        self.outputs = std::array::from_fn(|i| output + i);
    }

    fn inputs(&self) -> &[usize] {
        &self.inputs
    }

    fn outputs(&self) -> &[usize] {
        &self.outputs
    }

    fn cold(&self) -> Box<dyn Lane> {
        Box::new(Self {
            cold: self.cold.clone(),
            states: Vec::new(),
            inputs: self.inputs,
            outputs: self.outputs,
        })
    }

    fn clear(&mut self) {
        self.states.clear();
    }

    fn grow(&mut self, slots: usize) {
        if slots > self.states.len() {
            self.states.resize(slots, self.cold.clone());
        }
    }

    fn copy(&mut self, slot: usize, from: &dyn Lane) {
        if let Some(from) = from.as_any().downcast_ref::<Self>() {
            self.states[slot] = from.states[slot].clone();
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn run(&mut self, slot: usize, inputs: &[&[f64]], outputs: &mut [&mut [f64]]) {
        let inputs = std::array::from_fn(|i| inputs[i]);
        let state = loops::block(self.states.swap_remove(slot), inputs, columns(outputs));
        self.states.push(state);
        let last = self.states.len() - 1;
        self.states.swap(slot, last);
    }

    fn push(&mut self, slot: usize, values: &mut [f64]) {
        let mut input = [0.0; I];
        for i in 0..I {
            input[i] = values[self.inputs[i]];
        }
        let result = loops::advance(&mut self.states[slot], input);
        values[self.outputs[0]..self.outputs[0] + O].copy_from_slice(&result);
    }

    fn push_many(&mut self, slots: &[u32], inputs: &[&[f64]], outputs: &mut [&mut [f64]]) {
        let inputs = std::array::from_fn(|i| inputs[i]);
        loops::rows::<S, I, O>(&mut self.states, slots, inputs, columns(outputs));
    }
}

/// The columns as an array, whose length the compiler knows.
fn columns<'a, const O: usize>(outputs: &'a mut [&mut [f64]]) -> [&'a mut [f64]; O] {
    let mut outputs = outputs.iter_mut();
    std::array::from_fn(|_| match outputs.next() {
        Some(column) => &mut **column,
        None => &mut [],
    })
}
