//! A graph at work: bars in, values of its columns out.
//!
//! `push` takes one bar of one symbol, `push_many` one bar of many, [`crate::panel::run`] whole
//! histories. All three move the same lanes.

use rustc_hash::FxHashMap;

use crate::{
    bar::{BAR_WIDTH, Bars, NEVER, Refusal, refuse},
    error::Result,
    lane::Lane,
    rule::Graph,
};

/// Lanes with their values side by side: one block of rows at a time goes through all of them.
///
/// A block is small enough that what one lane writes is still in the cache when the next reads it.
pub(crate) struct Block {
    pub lanes: Vec<Box<dyn Lane>>,
    scratch: Vec<Vec<f64>>,
    constants: Vec<(usize, f64)>,
    /// The column that takes each bar's start.
    time: Option<usize>,
}

/// Rows of a block.
pub(crate) const ROWS: usize = 1024;

impl Block {
    pub fn new(graph: &Graph) -> Self {
        let mut scratch = vec![vec![0.0; ROWS]; graph.width() - BAR_WIDTH];
        for &(column, value) in graph.constants() {
            scratch[column - BAR_WIDTH].fill(value);
        }
        Self {
            lanes: graph.lanes().iter().map(|lane| lane.cold()).collect(),
            scratch,
            constants: graph.constants().to_vec(),
            time: graph.time(),
        }
    }

    /// Move all lanes over one block of at most [`ROWS`] rows.
    ///
    /// `places` are columns to write somewhere else than into scratch; `advance` moves one lane;
    /// `read` gets every value column in the end.
    pub fn advance<'a>(
        &'a mut self,
        bars: Bars<'_>,
        places: impl Iterator<Item = (usize, &'a mut [f64])>,
        mut advance: impl FnMut(&mut dyn Lane, &[&[f64]], &mut [&mut [f64]]),
        read: impl FnOnce(&Values<'_>),
    ) {
        let rows = bars.len();
        let mut columns: Vec<&mut [f64]> = self
            .scratch
            .iter_mut()
            .map(|column| &mut column[..rows])
            .collect();
        for (column, place) in places {
            if let Some(&(_, value)) = self.constants.iter().find(|(c, _)| *c == column) {
                place.fill(value);
            }
            columns[column - BAR_WIDTH] = place;
        }
        if let Some(time) = self.time {
            for (place, at) in columns[time - BAR_WIDTH].iter_mut().zip(bars.at) {
                *place = *at as f64;
            }
        }
        let bars = &bars.columns;
        let mut written: Vec<&mut [f64]> = Vec::new();
        for lane in &mut self.lanes {
            // What a lane writes is taken out of the columns while it reads others of them.
            written.extend(
                lane.outputs()
                    .iter()
                    .map(|column| std::mem::take(&mut columns[column - BAR_WIDTH])),
            );
            let inputs: Vec<&[f64]> = lane
                .inputs()
                .iter()
                .map(|&column| match column.checked_sub(BAR_WIDTH) {
                    Some(node) => &*columns[node],
                    None => bars[column],
                })
                .collect();
            advance(lane.as_mut(), &inputs, &mut written);
            for (column, place) in lane.outputs().iter().zip(written.drain(..)) {
                columns[column - BAR_WIDTH] = place;
            }
        }
        read(&Values {
            bars,
            nodes: &columns,
        });
    }
}

/// All value columns of one block.
pub(crate) struct Values<'a> {
    bars: &'a [&'a [f64]; BAR_WIDTH],
    nodes: &'a [&'a mut [f64]],
}

impl Values<'_> {
    pub fn column(&self, column: usize) -> &[f64] {
        match column.checked_sub(BAR_WIDTH) {
            Some(node) => self.nodes[node],
            None => self.bars[column],
        }
    }
}

/// One graph with a state for every symbol it has met.
pub struct Engine {
    block: Block,
    /// One value per column; constants stand in it for good.
    values: Vec<f64>,
    slots: FxHashMap<String, u32>,
    symbols: Vec<String>,
    last: Vec<i64>,
}

impl Engine {
    /// An engine without symbols.
    #[must_use]
    pub fn new(graph: &Graph) -> Self {
        let mut values = vec![f64::NAN; graph.width()];
        for &(column, value) in graph.constants() {
            values[column] = value;
        }
        Self {
            block: Block::new(graph),
            values,
            slots: FxHashMap::default(),
            symbols: Vec::new(),
            last: Vec::new(),
        }
    }

    /// The slot of a symbol, a cold one if it is new.
    #[inline]
    pub fn slot(&mut self, symbol: &str) -> usize {
        match self.slots.get(symbol) {
            Some(&slot) => slot as usize,
            None => self.slots([symbol].into_iter())[0] as usize,
        }
    }

    /// The slots of many symbols.
    ///
    /// New ones are added together: what one lane keeps for them then lies together too, and one
    /// bar of all of them is taken at the pace of memory that is read in order.
    pub fn slots<'a>(&mut self, symbols: impl Iterator<Item = &'a str>) -> Vec<u32> {
        let slots = symbols.map(|symbol| self.name(symbol)).collect();
        for lane in &mut self.block.lanes {
            lane.grow(self.symbols.len());
        }
        slots
    }

    /// The number of a symbol, whose lanes have yet to grow if it is new.
    fn name(&mut self, symbol: &str) -> u32 {
        if let Some(&slot) = self.slots.get(symbol) {
            return slot;
        }
        let slot = self.symbols.len() as u32;
        self.slots.insert(symbol.to_string(), slot);
        self.symbols.push(symbol.to_string());
        self.last.push(NEVER);
        slot
    }

    /// Name of the symbol in a slot.
    #[must_use]
    pub fn symbol(&self, slot: usize) -> &str {
        &self.symbols[slot]
    }

    /// Start of the last bar of a slot, [`NEVER`] before the first.
    #[must_use]
    pub fn last(&self, slot: usize) -> i64 {
        self.last[slot]
    }

    /// Take over one symbol's state, the start of its last bar included, from another engine of the
    /// same graph in which it has the same slot.
    pub fn restore(&mut self, slot: usize, from: &Self) {
        for (lane, other) in self.block.lanes.iter_mut().zip(&from.block.lanes) {
            lane.copy(slot, other.as_ref());
        }
        self.last[slot] = from.last[slot];
    }

    /// Take history of one symbol that [`Bars::refused`] has nothing against.
    pub fn warm(&mut self, slot: usize, bars: Bars<'_>) {
        for start in (0..bars.len()).step_by(ROWS) {
            let block = bars.slice(start, (start + ROWS).min(bars.len()));
            self.block.advance(
                block,
                std::iter::empty(),
                |lane, inputs, outputs| lane.run(slot, inputs, outputs),
                |_| {},
            );
        }
        if let Some(at) = bars.at.last() {
            self.last[slot] = *at;
        }
    }

    /// Take the next bar of one symbol; gives the values of all columns.
    ///
    /// # Errors
    /// A bar that is not finite or not later than the last; nothing is changed.
    #[inline]
    pub fn push(&mut self, slot: usize, at: i64, bar: &[f64; BAR_WIDTH]) -> Result<&[f64]> {
        if let Some(refusal) = refuse(self.last[slot], at, bar) {
            return Err(refusal.of(&self.symbols[slot], at));
        }
        self.last[slot] = at;
        self.values[..BAR_WIDTH].copy_from_slice(bar);
        if let Some(time) = self.block.time {
            self.values[time] = at as f64;
        }
        for lane in &mut self.block.lanes {
            lane.push(slot, &mut self.values);
        }
        Ok(&self.values)
    }

    /// The values of all columns after the last push.
    #[inline]
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Take one bar of each of `slots`, which must differ.
    ///
    /// # Returns
    /// The values of the `wanted` columns, and why rows were refused: a refused row's values are
    /// null and its symbol's state is as it was.
    pub fn push_many(
        &mut self,
        slots: &[u32],
        bars: Bars<'_>,
        wanted: &[usize],
    ) -> (Vec<Vec<f64>>, Vec<(usize, Refusal)>) {
        let later = slots
            .iter()
            .zip(bars.at)
            .all(|(&slot, at)| *at > self.last[slot as usize]);
        if later && bars.are_finite() {
            return (self.take(slots, bars, wanted), Vec::new());
        }
        let refused: Vec<(usize, Refusal)> = (0..slots.len())
            .filter_map(|row| {
                let last = self.last[slots[row] as usize];
                refuse(last, bars.at[row], &bars.row(row)).map(|why| (row, why))
            })
            .collect();
        let mut kept = vec![true; slots.len()];
        for (row, _) in &refused {
            kept[*row] = false;
        }
        let rows: Vec<usize> = (0..slots.len()).filter(|row| kept[*row]).collect();
        let at: Vec<i64> = rows.iter().map(|row| bars.at[*row]).collect();
        let columns = bars
            .columns
            .map(|column| rows.iter().map(|row| column[*row]).collect::<Vec<f64>>());
        let good = Bars {
            at: &at,
            columns: columns.each_ref().map(Vec::as_slice),
        };
        let good_slots: Vec<u32> = rows.iter().map(|row| slots[*row]).collect();
        let values = self.take(&good_slots, good, wanted);
        let spread = values
            .iter()
            .map(|column| {
                let mut whole = vec![f64::NAN; slots.len()];
                for (row, value) in rows.iter().zip(column) {
                    whole[*row] = *value;
                }
                whole
            })
            .collect();
        (spread, refused)
    }

    /// Take good bars of many slots.
    fn take(&mut self, slots: &[u32], bars: Bars<'_>, wanted: &[usize]) -> Vec<Vec<f64>> {
        let mut results: Vec<Vec<f64>> = wanted
            .iter()
            .map(|_| Vec::with_capacity(slots.len()))
            .collect();
        for start in (0..slots.len()).step_by(ROWS) {
            let end = (start + ROWS).min(slots.len());
            let block = bars.slice(start, end);
            self.block.advance(
                block,
                std::iter::empty(),
                |lane, inputs, outputs| lane.push_many(&slots[start..end], inputs, outputs),
                |values| {
                    for (result, &wanted) in results.iter_mut().zip(wanted) {
                        result.extend_from_slice(values.column(wanted));
                    }
                },
            );
        }
        for (slot, at) in slots.iter().zip(bars.at) {
            self.last[*slot as usize] = *at;
        }
        results
    }
}
