//! Streams of bars through every way that the core takes them.

use std::time::{Duration, Instant};

use pytoolkit_core::{
    bar::Bars,
    engine::Engine,
    entry::Kind,
    grid::Grid,
    panel::run,
    rule::{Graph, parse},
};

use crate::case::{Tally, Verdict, Violation, ensure, violation};
use crate::columns::{Panel, Table, Wanted, ran, same, sane};
use crate::grammar::{self, Style};
use crate::market::{Stream, grid};
use crate::source::Source;

/// No single push may take longer.
const SLOWEST: Duration = Duration::from_secs(1);

/// Refused bars leave no trace; push, run, `push_many` and history cut anywhere give the same bits;
/// nothing but null is not finite.
pub fn play(source: &mut Source, tally: &mut Tally) -> Verdict {
    let (length, window) = size(source);
    let grid = grid(source);
    let texts = texts(source, window, grid.is_some());
    source.note(|| format!("{grid:?}\n{}", texts.join("\n")));
    let (graph, wanted) = graph(&texts, grid.as_ref())?;
    let stream = Stream::of(source, length);
    let cut = source.index(length + 1);
    let good = stream.good();
    if length < 50 {
        source.note(|| format!("{:?}, cut at {cut}", stream.bars));
    }

    let pushed = pushed(&graph, &stream, &good, &wanted, tally)?;
    sane(&pushed, &wanted)?;
    let (panel, places) = stream.panel(&good, length);
    let chosen: Table = pushed
        .iter()
        .map(|column| places.iter().map(|place| column[*place]).collect())
        .collect();
    same(
        "pushed and run differ",
        &chosen,
        &ran(&graph, &panel, &wanted)?,
    )?;
    let later = continued(&graph, &stream, &good, cut, &wanted)?;
    same(
        "cut and continued differs",
        &pushed,
        &merged(&pushed, &later, cut),
    )?;
    refused_by_run(&graph, &stream, &wanted)
}

/// Bars and longest window of a case: mostly short, sometimes over several blocks of the engine,
/// seldom a window of a hundred thousand.
fn size(source: &mut Source) -> (usize, u32) {
    let (bars, window) = match source.below(512) {
        511 => (120_000, 100_000),
        500..=510 => (4000, 3000),
        480..=499 => (40, 100_000),
        _ => *source.pick(&[(24, 6), (60, 12), (200, 40), (12, 3)]),
    };
    (1 + source.index(bars), window)
}

/// Some rules that can be evaluated.
pub fn texts(source: &mut Source, window: u32, timed: bool) -> Vec<String> {
    let count = if window > 40 { 1 } else { 1 + source.below(4) };
    (0..count)
        .map(|_| {
            let kind = *source.pick(&[Kind::Number, Kind::Boolean]);
            let style = Style {
                mistakes: false,
                window,
                plan: false,
                timed,
            };
            grammar::text(source, kind, style)
        })
        .collect()
}

/// The graph of those rules that fit the grid, and the column of each.
pub fn graph(
    texts: &[String],
    grid: Option<&Grid>,
) -> Result<(Graph, Vec<(usize, Kind)>), Violation> {
    let mut graph = Graph::on(grid.cloned());
    let mut wanted = Vec::new();
    for text in texts {
        // The walk makes few mistakes with this style; those are for the targets of texts.
        let Ok(tree) = parse(text) else { continue };
        if tree.refuse_times(grid).is_err() {
            continue;
        }
        let column = graph.add(&tree);
        let column = column
            .map_err(|error| violation("a graph refuses a rule", format!("{text}: {error}")))?;
        wanted.push((column, tree.kind()));
    }
    Ok((graph, wanted))
}

fn slots(engine: &mut Engine, stream: &Stream) -> Vec<usize> {
    let names: Vec<String> = (0..stream.symbols)
        .map(|symbol| symbol.to_string())
        .collect();
    names.iter().map(|name| engine.slot(name)).collect()
}

/// Every bar pushed, refused ones among them; null on those.
fn pushed(
    graph: &Graph,
    stream: &Stream,
    good: &[bool],
    wanted: &Wanted,
    tally: &mut Tally,
) -> Result<Table, Violation> {
    let mut engine = Engine::new(graph);
    let slots = slots(&mut engine, stream);
    let mut table: Table = vec![Vec::new(); wanted.len()];
    for ((symbol, at, bar), good) in stream.bars.iter().zip(good) {
        let start = Instant::now();
        let values = engine.push(slots[*symbol], *at, bar).ok();
        let time = start.elapsed();
        tally.slowest = tally.slowest.max(time);
        tally.count(*good);
        ensure(time < SLOWEST, "a slow push", || format!("{time:.1?}"))?;
        ensure(
            values.is_some() == *good,
            "a bar wrongly taken or refused",
            || format!("{at} {bar:?}: good is {good}"),
        )?;
        for (column, (place, _)) in table.iter_mut().zip(wanted) {
            column.push(values.map_or(f64::NAN, |values| values[*place]));
        }
    }
    Ok(table)
}

/// History to the cut at once, then one bar of as many symbols as come in a row.
fn continued(
    graph: &Graph,
    stream: &Stream,
    good: &[bool],
    cut: usize,
    wanted: &Wanted,
) -> Result<Table, Violation> {
    let mut engine = Engine::new(graph);
    let slots = slots(&mut engine, stream);
    let (history, _) = stream.panel(good, cut);
    for (slot, rows) in slots.iter().zip(&history.symbols) {
        engine.warm(*slot, history.bars().slice(rows.start, rows.end));
    }
    let places: Vec<usize> = wanted.iter().map(|(column, _)| *column).collect();
    let mut table: Table = vec![Vec::new(); wanted.len()];
    let mut start = cut;
    while start < stream.bars.len() {
        let end = start + apart(stream, start);
        let mut panel = Panel::default();
        let mut rows = Vec::new();
        for (symbol, at, bar) in &stream.bars[start..end] {
            panel.add(*at, *bar);
            rows.push(slots[*symbol] as u32);
        }
        let (values, refused) = engine.push_many(&rows, panel.bars(), &places);
        let expected = (start..end)
            .filter(|place| !good[*place])
            .map(|place| place - start);
        ensure(
            refused.iter().map(|(row, _)| *row).eq(expected),
            "push_many refuses other bars",
            || format!("bars {start}..{end}: {refused:?}"),
        )?;
        for (column, values) in table.iter_mut().zip(values) {
            column.extend(values);
        }
        start = end;
    }
    Ok(table)
}

/// How many bars from `start` on are of different symbols.
fn apart(stream: &Stream, start: usize) -> usize {
    let mut seen = vec![false; stream.symbols];
    let fresh = |(symbol, _, _): &&(usize, i64, _)| !std::mem::replace(&mut seen[*symbol], true);
    stream.bars[start..].iter().take_while(fresh).count()
}

/// The table with the rows from `cut` on replaced.
fn merged(table: &Table, later: &Table, cut: usize) -> Table {
    let columns = table.iter().zip(later);
    columns
        .map(|(column, later)| [&column[..cut], later].concat())
        .collect()
}

/// A panel with bad bars is refused at the first of them.
fn refused_by_run(graph: &Graph, stream: &Stream, wanted: &Wanted) -> Verdict {
    let everything = vec![true; stream.bars.len()];
    let (panel, places) = stream.panel(&everything, stream.bars.len());
    let bars = panel.bars();
    let mut distinct = wanted.to_vec();
    distinct.sort_unstable_by_key(|(column, _)| *column);
    distinct.dedup();
    let first = panel
        .symbols
        .iter()
        .find_map(|rows| first_bad(bars.slice(rows.start, rows.end)).map(|row| rows.start + row));
    let found = run(graph, bars, &panel.symbols, &distinct, 1)
        .err()
        .map(|(row, _)| row);
    ensure(found == first, "run refuses another bar", || {
        format!("{found:?}, not {first:?}, of {places:?}")
    })
}

/// The first bar that is not finite, or not later than the one before it, taken or not.
fn first_bad(bars: Bars<'_>) -> Option<usize> {
    (0..bars.len()).find(|&row| {
        let late = row > 0 && bars.at[row] <= bars.at[row - 1];
        late || bars.at[row] == i64::MIN || bars.row(row).iter().any(|value| !value.is_finite())
    })
}
