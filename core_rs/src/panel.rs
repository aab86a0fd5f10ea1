//! Whole histories: every symbol from cold, symbols in parallel, straight into output columns.

use std::ops::Range;

use rayon::prelude::*;

use crate::{
    bar::{BAR_WIDTH, Bars, NEVER, Refusal},
    engine::{Block, ROWS},
    entry::Kind,
    memory::Numbers,
    rule::Graph,
};

/// Threads that make sense on any machine.
const MOST_THREADS: usize = 1024;

/// Values of one column over all rows, with the rows that are null.
#[derive(Debug)]
pub struct Output {
    /// The values; anything where they are null.
    pub values: Values,
    /// Rows without a value, ascending and apart.
    pub nulls: Vec<Range<usize>>,
}

/// Values by type.
#[derive(Debug)]
pub enum Values {
    /// Of a number.
    Numbers(Numbers),
    /// Of a condition: 1 or 0.
    Truths(Vec<u8>),
}

impl Output {
    fn new(kind: Kind, length: usize) -> Self {
        let values = match kind {
            Kind::Number => Values::Numbers(Numbers::new(length)),
            Kind::Boolean => Values::Truths(vec![0; length]),
        };
        let nulls = Vec::new();
        Self { values, nulls }
    }

    /// The output of one column of values with NaN as null.
    #[must_use]
    pub fn of(values: Vec<f64>, kind: Kind) -> Self {
        let mut nulls = Nulls::default();
        nulls.note(&values, 0);
        let values = match kind {
            Kind::Number => Values::Numbers(values.into()),
            Kind::Boolean => {
                Values::Truths(values.iter().map(|value| u8::from(*value == 1.0)).collect())
            }
        };
        let nulls = nulls.runs;
        Self { values, nulls }
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.values {
            Values::Numbers(numbers) => numbers.len(),
            Values::Truths(truths) => truths.len(),
        }
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Run a graph over bars of several symbols.
///
/// # Arguments
/// `symbols` are the row ranges of the symbols, one after the other without gaps; `wanted` the
/// columns to give, each once, with their types; `threads` how many to use, 0 for one per core.
///
/// # Errors
/// The first row that is not finite or not later than the one before it in its symbol.
pub fn run(
    graph: &Graph,
    bars: Bars<'_>,
    symbols: &[Range<usize>],
    wanted: &[(usize, Kind)],
    threads: usize,
) -> Result<Vec<Output>, (usize, Refusal)> {
    let mut outputs: Vec<Output> = wanted
        .iter()
        .map(|(_, kind)| Output::new(*kind, bars.len()))
        .collect();
    let tasks = tasks(&mut outputs, symbols);
    let block = || Block::new(graph);
    let work = |block: &mut Block, (rows, mut sinks): (&Range<usize>, Vec<Sink<'_>>)| {
        let nulls = history(
            block,
            bars.slice(rows.start, rows.end),
            rows.start,
            wanted,
            &mut sinks,
        );
        nulls.map_err(|(row, why)| (rows.start + row, why))
    };
    let tasks: Vec<_> = symbols.iter().zip(tasks).collect();
    let alone = |tasks: Vec<_>| {
        let mut block = block();
        tasks
            .into_iter()
            .map(|task| work(&mut block, task))
            .collect()
    };
    // A thread makes its block once and starts it anew for each symbol.
    let together = |tasks: Vec<_>| tasks.into_par_iter().map_init(block, work).collect();
    let done: Vec<Result<Vec<Nulls>, (usize, Refusal)>> = match threads {
        _ if symbols.len() < 2 => alone(tasks),
        0 => together(tasks),
        1 => alone(tasks),
        // A symbol is one thread's work, and a pool makes room for all its threads at once.
        count => match rayon::ThreadPoolBuilder::new()
            .num_threads(count.min(symbols.len()).min(MOST_THREADS))
            .build()
        {
            Ok(pool) => pool.install(|| together(tasks)),
            // No more threads to be had: the work is the same on this one.
            Err(_) => alone(tasks),
        },
    };
    for nulls in done {
        for (output, nulls) in outputs.iter_mut().zip(nulls?) {
            output.nulls.extend(nulls.runs);
        }
    }
    Ok(outputs)
}

/// Where one symbol's values of one column go.
enum Sink<'a> {
    Numbers(&'a mut [f64]),
    Truths(&'a mut [u8]),
}

/// Cut the outputs into each symbol's part of each column.
fn tasks<'a>(outputs: &'a mut [Output], symbols: &[Range<usize>]) -> Vec<Vec<Sink<'a>>> {
    let mut tasks: Vec<Vec<Sink<'a>>> = symbols.iter().map(|_| Vec::new()).collect();
    for output in outputs {
        match &mut output.values {
            Values::Numbers(numbers) => deal(numbers, symbols, &mut tasks, Sink::Numbers),
            Values::Truths(truths) => deal(truths, symbols, &mut tasks, Sink::Truths),
        }
    }
    tasks
}

/// Give each symbol's task its own part of one column.
fn deal<'a, T>(
    mut values: &'a mut [T],
    symbols: &[Range<usize>],
    tasks: &mut [Vec<Sink<'a>>],
    sink: fn(&'a mut [T]) -> Sink<'a>,
) {
    for (rows, task) in symbols.iter().zip(tasks) {
        let (own, rest) = values.split_at_mut(rows.len());
        values = rest;
        task.push(sink(own));
    }
}

/// Null rows as runs.
#[derive(Default)]
struct Nulls {
    runs: Vec<Range<usize>>,
}

impl Nulls {
    fn note(&mut self, values: &[f64], offset: usize) {
        let count = pulp::Arch::new().dispatch(Count(values));
        let leading = values
            .iter()
            .take(count)
            .take_while(|value| value.is_nan())
            .count();
        if leading > 0 {
            self.extend(offset..offset + leading);
        }
        // Most columns have no other nulls than those before they are warm.
        if leading < count {
            for (row, value) in values.iter().enumerate().skip(leading) {
                if value.is_nan() {
                    self.extend(offset + row..offset + row + 1);
                }
            }
        }
    }

    fn extend(&mut self, run: Range<usize>) {
        match self.runs.last_mut() {
            Some(last) if last.end == run.start => last.end = run.end,
            _ => self.runs.push(run),
        }
    }
}

/// Number of nulls; compiled twice, as lanes are.
struct Count<'a>(&'a [f64]);

impl pulp::NullaryFnOnce for Count<'_> {
    type Output = usize;

    #[inline(always)]
    fn call(self) -> usize {
        self.0.iter().map(|value| usize::from(value.is_nan())).sum()
    }
}

/// One symbol from its first bar to its last.
fn history(
    block: &mut Block,
    bars: Bars<'_>,
    offset: usize,
    wanted: &[(usize, Kind)],
    sinks: &mut [Sink<'_>],
) -> Result<Vec<Nulls>, (usize, Refusal)> {
    for lane in &mut block.lanes {
        lane.clear();
        lane.grow(1);
    }
    let mut nulls: Vec<Nulls> = wanted.iter().map(|_| Nulls::default()).collect();
    let mut last = NEVER;
    for start in (0..bars.len()).step_by(ROWS) {
        let end = (start + ROWS).min(bars.len());
        let part = bars.slice(start, end);
        if let Some((row, why)) = part.refused(last) {
            return Err((start + row, why));
        }
        last = part.at[end - start - 1];
        // Number columns are written where they will be read; conditions pass through scratch.
        let mut others = Vec::new();
        let mut places = Vec::new();
        for (index, (sink, &(column, _))) in sinks.iter_mut().zip(wanted).enumerate() {
            match sink {
                Sink::Numbers(values) => {
                    let place = &mut values[start..end];
                    if column < BAR_WIDTH {
                        others.push((index, Sink::Numbers(place)));
                    } else {
                        places.push((column, place));
                    }
                }
                Sink::Truths(values) => others.push((index, Sink::Truths(&mut values[start..end]))),
            }
        }
        block.advance(
            part,
            places.into_iter(),
            |lane, inputs, outputs| lane.run(0, inputs, outputs),
            |values| {
                for (index, sink) in others {
                    copy(values.column(wanted[index].0), sink);
                }
                for (nulls, &(wanted, _)) in nulls.iter_mut().zip(wanted) {
                    nulls.note(values.column(wanted), offset + start);
                }
            },
        );
    }
    Ok(nulls)
}

fn copy(values: &[f64], sink: Sink<'_>) {
    match sink {
        Sink::Numbers(place) => place.copy_from_slice(values),
        Sink::Truths(place) => {
            for (truth, value) in place.iter_mut().zip(values) {
                *truth = u8::from(*value == 1.0);
            }
        }
    }
}
