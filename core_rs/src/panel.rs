//! Whole histories: every symbol from cold, symbols in parallel, straight into output columns.

use std::ops::Range;

use rayon::prelude::*;

use crate::{
    bar::{BAR_WIDTH, Bars, NEVER, Refusal},
    engine::{Block, ROWS},
    indicators::Kind,
    rule::Graph,
};

/// Values of one column over all rows, with the rows that are null.
#[derive(Debug, Clone, Default)]
pub struct Output {
    /// The values; empty for a condition.
    pub numbers: Vec<f64>,
    /// A condition's truth, 1 or 0; empty for a number.
    pub truths: Vec<u8>,
    /// Rows without a value, ascending and apart.
    pub nulls: Vec<Range<usize>>,
}

impl Output {
    /// The output of one column of values with NaN as null.
    #[must_use]
    pub fn of(values: Vec<f64>, kind: Kind) -> Self {
        let mut nulls = Nulls::default();
        nulls.note(&values, 0);
        let truths = match kind {
            Kind::Number => Vec::new(),
            Kind::Boolean => values.iter().map(|value| u8::from(*value == 1.0)).collect(),
        };
        Self {
            numbers: if kind == Kind::Number {
                values
            } else {
                Vec::new()
            },
            truths,
            nulls: nulls.runs,
        }
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
        .map(|(_, kind)| match kind {
            Kind::Number => Output {
                numbers: vec![0.0; bars.len()],
                ..Output::default()
            },
            Kind::Boolean => Output {
                truths: vec![0; bars.len()],
                ..Output::default()
            },
        })
        .collect();
    let tasks = tasks(&mut outputs, symbols);
    let work = |(rows, mut sinks): (&Range<usize>, Vec<Sink<'_>>)| {
        let nulls = history(
            graph,
            bars.slice(rows.start, rows.end),
            rows.start,
            wanted,
            &mut sinks,
        );
        nulls.map_err(|(row, why)| (rows.start + row, why))
    };
    let tasks: Vec<_> = symbols.iter().zip(tasks).collect();
    let done: Vec<Result<Vec<Nulls>, (usize, Refusal)>> = match threads {
        _ if symbols.len() < 2 => tasks.into_iter().map(work).collect(),
        1 => tasks.into_iter().map(work).collect(),
        0 => tasks.into_par_iter().map(work).collect(),
        count => match rayon::ThreadPoolBuilder::new().num_threads(count).build() {
            Ok(pool) => pool.install(|| tasks.into_par_iter().map(work).collect()),
            // No more threads to be had: the work is the same on this one.
            Err(_) => tasks.into_iter().map(work).collect(),
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
        let (mut numbers, mut truths) = (&mut output.numbers[..], &mut output.truths[..]);
        let numeric = truths.is_empty();
        for (rows, task) in symbols.iter().zip(&mut tasks) {
            if numeric {
                let (own, rest) = numbers.split_at_mut(rows.len());
                numbers = rest;
                task.push(Sink::Numbers(own));
            } else {
                let (own, rest) = truths.split_at_mut(rows.len());
                truths = rest;
                task.push(Sink::Truths(own));
            }
        }
    }
    tasks
}

/// Null rows as runs.
#[derive(Default)]
struct Nulls {
    runs: Vec<Range<usize>>,
}

impl Nulls {
    fn note(&mut self, values: &[f64], offset: usize) {
        let count: usize = values.iter().map(|value| usize::from(value.is_nan())).sum();
        if count == values.len() {
            self.extend(offset..offset + count);
        } else if count > 0 {
            for (row, value) in values.iter().enumerate() {
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

/// One symbol from its first bar to its last.
fn history(
    graph: &Graph,
    bars: Bars<'_>,
    offset: usize,
    wanted: &[(usize, Kind)],
    sinks: &mut [Sink<'_>],
) -> Result<Vec<Nulls>, (usize, Refusal)> {
    let mut block = Block::new(graph);
    for lane in &mut block.lanes {
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
            &part.columns,
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
