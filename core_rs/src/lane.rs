//! Lanes: the states of one node of a rule graph for every symbol, side by side.
//!
//! A lane is generic over its [`Step`], so the step is inlined into the three loops below, and
//! object-safe towards the engine, so one virtual call serves a block of bars or a universe.

use crate::step::Step;

/// One node's states for many symbols ("slots"), behind one virtual call per block.
///
/// Values travel in numbered columns of `f64` with NaN as null; a lane knows the numbers of its
/// inputs and of its first output (the others follow it), its *wires*.
pub trait Lane: Send + Sync {
    /// Connect the lane: numbers of its input columns, and of its first output column.
    fn wire(&mut self, inputs: &[usize], output: usize);

    /// Numbers of the input columns.
    fn inputs(&self) -> &[usize];

    /// Numbers of the output columns.
    fn outputs(&self) -> std::ops::Range<usize>;

    /// The same computation without any state and without slots.
    fn cold(&self) -> Box<dyn Lane>;

    /// Add cold slots until there are at least `slots`.
    fn grow(&mut self, slots: usize);

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
        output: 0,
    })
}

/// Null out what is not finite: overflow and `x / 0` are null everywhere.
fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::NAN }
}

/// One bar through one step, with the null rule of [`Step`].
#[inline(always)]
fn advance<S: Step<I, O>, const I: usize, const O: usize>(
    state: &mut S,
    input: [f64; I],
) -> [f64; O] {
    if !S::SEES_NULLS && input.iter().any(|value| value.is_nan()) {
        return [f64::NAN; O];
    }
    let mut result = state.push(input);
    for value in &mut result {
        *value = finite(*value);
    }
    result
}

/// A block of bars through one step.
///
/// A function of its own, because around any call (`Vec::push` may grow) the state would be kept
/// in memory, in the loop too.
#[inline(never)]
fn block<S: Step<I, O>, const I: usize, const O: usize>(
    mut state: S,
    inputs: [&[f64]; I],
    outputs: &mut [&mut [f64]; O],
    length: usize,
) -> S {
    let inputs = inputs.map(|column| &column[..length]);
    let mut outputs = outputs.each_mut().map(|column| &mut column[..length]);
    for bar in 0..length {
        let result = advance(&mut state, std::array::from_fn(|i| inputs[i][bar]));
        for (column, value) in outputs.iter_mut().zip(result) {
            column[bar] = value;
        }
    }
    state
}

struct Slots<S, const I: usize, const O: usize> {
    cold: S,
    states: Vec<S>,
    inputs: [usize; I],
    output: usize,
}

impl<S: Step<I, O>, const I: usize, const O: usize> Lane for Slots<S, I, O> {
    fn wire(&mut self, inputs: &[usize], output: usize) {
        debug_assert_eq!(inputs.len(), I);
        for (wired, &input) in self.inputs.iter_mut().zip(inputs) {
            *wired = input;
        }
        self.output = output;
    }

    fn inputs(&self) -> &[usize] {
        &self.inputs
    }

    fn outputs(&self) -> std::ops::Range<usize> {
        self.output..self.output + O
    }

    fn cold(&self) -> Box<dyn Lane> {
        Box::new(Self {
            cold: self.cold.clone(),
            states: Vec::new(),
            inputs: self.inputs,
            output: self.output,
        })
    }

    fn grow(&mut self, slots: usize) {
        if slots > self.states.len() {
            self.states.resize(slots, self.cold.clone());
        }
    }

    fn run(&mut self, slot: usize, inputs: &[&[f64]], outputs: &mut [&mut [f64]]) {
        let inputs: [&[f64]; I] = std::array::from_fn(|i| inputs[i]);
        let length = outputs.first().map_or(0, |output| output.len());
        let mut outputs = outputs.iter_mut();
        let mut outputs: [&mut [f64]; O] = std::array::from_fn(|_| match outputs.next() {
            Some(column) => &mut column[..],
            None => &mut [],
        });
        // Moved out, the state can live in registers: behind `self` every field would be stored
        // and loaded again each bar.
        let state = block(self.states.swap_remove(slot), inputs, &mut outputs, length);
        self.states.push(state);
        let last = self.states.len() - 1;
        self.states.swap(slot, last);
    }

    fn push(&mut self, slot: usize, values: &mut [f64]) {
        let mut input = [0.0; I];
        for i in 0..I {
            input[i] = values[self.inputs[i]];
        }
        let result = advance(&mut self.states[slot], input);
        values[self.output..self.output + O].copy_from_slice(&result);
    }

    fn push_many(&mut self, slots: &[u32], inputs: &[&[f64]], outputs: &mut [&mut [f64]]) {
        for (row, &slot) in slots.iter().enumerate() {
            let mut input = [0.0; I];
            for i in 0..I {
                input[i] = inputs[i][row];
            }
            let result = advance(&mut self.states[slot as usize], input);
            for (column, value) in outputs.iter_mut().zip(result) {
                column[row] = value;
            }
        }
    }
}
