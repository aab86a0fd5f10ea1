//! Expressions of longer bars, `on("1Hour", x)`, as one lane: bars in, held values out.
//!
//! The lane makes the longer bars and moves the graph of everything that is asked of them; between
//! two of them its outputs keep their values. They are null before the first is finished.

use std::any::Any;
use std::sync::Arc;

use super::graph::Graph;
use crate::{
    aggregate::{Aggregate, Finished},
    bar::BAR_WIDTH,
    grid::Grid,
    lane::Lane,
    step::Step,
    timeframe::Timeframe,
};

/// Longer bars and the lanes that stand on them, for many slots.
pub(super) struct Longer {
    grid: Arc<Grid>,
    timeframe: Timeframe,
    lanes: Vec<Box<dyn Lane>>,
    /// One value per column of the longer bars' graph; constants stand in it for good.
    values: Vec<f64>,
    time: Option<usize>,
    /// Columns of that graph that are asked for, in order of the outputs.
    asked: Vec<usize>,
    inputs: Vec<usize>,
    outputs: Vec<usize>,
    growing: Vec<Aggregate>,
    /// Values of the newest finished bar, slot by slot.
    held: Vec<f64>,
}

impl Longer {
    /// The lane of `graph`, which is over bars of `timeframe`; `asked` are pairs of its columns
    /// and those of the graph around, ascending in the latter.
    pub fn new(
        grid: Arc<Grid>,
        timeframe: Timeframe,
        graph: &Graph,
        time: usize,
        asked: &[(usize, usize)],
    ) -> Self {
        let mut values = vec![f64::NAN; graph.width()];
        for &(column, value) in graph.constants() {
            values[column] = value;
        }
        let mut inputs = vec![time];
        inputs.extend(0..BAR_WIDTH);
        Self {
            grid,
            timeframe,
            lanes: graph.lanes().iter().map(|lane| lane.cold()).collect(),
            values,
            time: graph.time(),
            asked: asked.iter().map(|(inner, _)| *inner).collect(),
            inputs,
            outputs: asked.iter().map(|(_, outer)| *outer).collect(),
            growing: Vec::new(),
            held: Vec::new(),
        }
    }

    /// Take a bar of a slot; gives what it holds after it.
    fn advance(&mut self, slot: usize, at: f64, bar: &[f64; BAR_WIDTH]) -> &[f64] {
        // Instants are whole microseconds, exact up to the year 2255.
        let finished = self.growing[slot].push(&self.grid, self.timeframe, at as i64, bar);
        for bar in finished.into_iter().flatten() {
            self.take(slot, bar);
        }
        &self.held[slot * self.asked.len()..][..self.asked.len()]
    }

    fn take(&mut self, slot: usize, Finished { span, values }: Finished) {
        self.values[..BAR_WIDTH].copy_from_slice(&values);
        if let Some(time) = self.time {
            self.values[time] = span.start as f64;
        }
        for lane in &mut self.lanes {
            lane.push(slot, &mut self.values);
        }
        let held = &mut self.held[slot * self.asked.len()..];
        for (held, column) in held.iter_mut().zip(&self.asked) {
            *held = self.values[*column];
        }
    }

    fn row(&mut self, slot: usize, row: usize, inputs: &[&[f64]], outputs: &mut [&mut [f64]]) {
        let bar = std::array::from_fn(|i| inputs[1 + i][row]);
        let held = self.advance(slot, inputs[0][row], &bar);
        for (column, value) in outputs.iter_mut().zip(held) {
            column[row] = *value;
        }
    }
}

impl Lane for Longer {
    /// The graph has told the columns when it made the lane.
    fn wire(&mut self, _: &[usize], _: usize) {}

    fn inputs(&self) -> &[usize] {
        &self.inputs
    }

    fn outputs(&self) -> &[usize] {
        &self.outputs
    }

    fn cold(&self) -> Box<dyn Lane> {
        Box::new(Self {
            grid: Arc::clone(&self.grid),
            timeframe: self.timeframe,
            lanes: self.lanes.iter().map(|lane| lane.cold()).collect(),
            values: self.values.clone(),
            time: self.time,
            asked: self.asked.clone(),
            inputs: self.inputs.clone(),
            outputs: self.outputs.clone(),
            growing: Vec::new(),
            held: Vec::new(),
        })
    }

    fn clear(&mut self) {
        self.lanes.iter_mut().for_each(|lane| lane.clear());
        self.growing.clear();
        self.held.clear();
    }

    fn grow(&mut self, slots: usize) {
        if slots > self.growing.len() {
            self.lanes.iter_mut().for_each(|lane| lane.grow(slots));
            self.growing.resize_with(slots, Aggregate::default);
            self.held.resize(slots * self.asked.len(), f64::NAN);
        }
    }

    fn copy(&mut self, slot: usize, from: &dyn Lane) {
        if let Some(from) = from.as_any().downcast_ref::<Self>() {
            for (lane, other) in self.lanes.iter_mut().zip(&from.lanes) {
                lane.copy(slot, other.as_ref());
            }
            self.growing[slot] = from.growing[slot].clone();
            let held = slot * self.asked.len()..(slot + 1) * self.asked.len();
            self.held[held.clone()].copy_from_slice(&from.held[held]);
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn run(&mut self, slot: usize, inputs: &[&[f64]], outputs: &mut [&mut [f64]]) {
        for row in 0..inputs[0].len() {
            self.row(slot, row, inputs, outputs);
        }
    }

    fn push(&mut self, slot: usize, values: &mut [f64]) {
        let bar = std::array::from_fn(|i| values[i]);
        self.advance(slot, values[self.inputs[0]], &bar);
        let held = &self.held[slot * self.asked.len()..];
        for (column, value) in self.outputs.iter().zip(held) {
            values[*column] = *value;
        }
    }

    fn push_many(&mut self, slots: &[u32], inputs: &[&[f64]], outputs: &mut [&mut [f64]]) {
        for (row, slot) in slots.iter().enumerate() {
            self.row(*slot as usize, row, inputs, outputs);
        }
    }
}

/// Start of the session that a bar belongs to; null outside of all.
#[derive(Debug, Clone)]
pub(super) struct SessionStart {
    grid: Arc<Grid>,
    place: usize,
}

impl SessionStart {
    pub fn new(grid: Arc<Grid>) -> Self {
        Self { grid, place: 0 }
    }
}

impl Step<1, 1> for SessionStart {
    #[inline(always)]
    fn push(&mut self, [at]: [f64; 1]) -> [f64; 1] {
        // A daily bar is a session by itself, wherever its market's clock puts its start.
        if self.grid.timeframe == Timeframe::Day {
            return [at];
        }
        [match self.grid.session(at as i64, self.place) {
            Some((session, place)) => {
                self.place = place;
                session.start as f64
            }
            None => f64::NAN,
        }]
    }
}
