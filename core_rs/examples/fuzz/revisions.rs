//! Bars that are corrected later, and longer bars made of them.

use std::time::Instant;

use pytoolkit_core::{
    bar::BAR_WIDTH, corrections::Corrections, engine::Engine, grid::Span, resample::Resampler,
    timeframe::Timeframe,
};

use crate::bars::{graph, texts};
use crate::case::{Tally, Verdict, ensure, violation};
use crate::columns::{Wanted, same};
use crate::market::{Market, grid};
use crate::source::Source;

/// Longest window of a rule, and most bars.
const WINDOW: u32 = 12;
const BARS: usize = 60;

type Bar = (i64, [f64; BAR_WIDTH]);

/// After a correction everything is as if the corrected bar had come in the first place.
pub fn correct(source: &mut Source, tally: &mut Tally) -> Verdict {
    let grid = grid(source);
    let texts = texts(source, WINDOW, grid.is_some());
    source.note(|| format!("{grid:?}\n{}", texts.join("\n")));
    let (graph, wanted) = graph(&texts, grid.as_ref())?;
    let places: Vec<usize> = wanted.iter().map(|(column, _)| *column).collect();
    let most = 1 + source.index(8);
    let (mut front, mut corrections) =
        (Engine::new(&graph), Corrections::new(&graph, most, places));
    let slot = front.slot("X");
    let mut market = Market::fair(source);
    let mut bars: Vec<Bar> = Vec::new();
    let mut told: Vec<Vec<f64>> = Vec::new();
    for _ in 0..source.index(BARS) {
        let (at, bar) = market.next(source);
        let values = read(front.push(slot, at, &bar), &wanted)?;
        let kept = corrections.keep(&front, slot, at, bar, values.clone());
        kept.map_err(|error| violation("a bar is not kept", error.to_string()))?;
        bars.push((at, bar));
        told.push(values);
        tally.count(true);
        if source.once_in(8) {
            let (_, bar) = market.next(source);
            let place = source.index(bars.len());
            let start = Instant::now();
            let revised = corrections.revise(&mut front, slot, bars[place].0, bar);
            tally.slowest = tally.slowest.max(start.elapsed());
            let known = place + most >= bars.len();
            tally.count(known);
            ensure(
                revised.is_ok() == known,
                "a correction wrongly taken or refused",
                || format!("bar {place} of {}, the last {most} are kept", bars.len()),
            )?;
            if let Ok(revised) = revised {
                bars[place].1 = bar;
                told.truncate(place);
                told.extend(revised.into_iter().map(|row| row.now));
            }
        }
    }
    source.note(|| format!("{bars:?}"));
    let mut fresh = Engine::new(&graph);
    let slot = fresh.slot("X");
    let mut expected = Vec::new();
    for (at, bar) in &bars {
        expected.push(read(fresh.push(slot, *at, bar), &wanted)?);
    }
    same(
        "a corrected stream differs from one of the corrected bars",
        &told,
        &expected,
    )
}

fn read(
    values: pytoolkit_core::error::Result<&[f64]>,
    wanted: &Wanted,
) -> Result<Vec<f64>, crate::case::Violation> {
    let values = values.map_err(|error| violation("a good bar is refused", error.to_string()))?;
    Ok(wanted.iter().map(|(column, _)| values[*column]).collect())
}

/// Longer bars of any stream come in order, do not overlap, and have numbers or nulls.
pub fn resample(source: &mut Source, tally: &mut Tally) -> Verdict {
    let Some(grid) = grid(source) else {
        return Ok(());
    };
    let timeframe = *source.pick(&Timeframe::ALL);
    source.note(|| format!("{grid:?} to {timeframe:?}"));
    let longer = timeframe > grid.timeframe;
    let resampler = Resampler::new(grid, timeframe);
    ensure(
        resampler.is_ok() == longer,
        "shorter bars of longer ones",
        String::new,
    )?;
    let Ok(mut resampler) = resampler else {
        return Ok(());
    };
    let mut market = Market::of(source);
    let mut last = Span {
        start: i64::MIN,
        end: i64::MIN,
    };
    for _ in 0..source.index(BARS) {
        let (at, bar) = market.next(source);
        source.note(|| format!("{at} {bar:?}"));
        let start = Instant::now();
        let told = resampler.push("X", at, bar);
        tally.slowest = tally.slowest.max(start.elapsed());
        tally.count(told.is_ok());
        for told in told.into_iter().flatten() {
            let span = told.bar.span;
            let fine = told.bar.values.iter().all(|value| !value.is_infinite());
            ensure(fine, "an infinite longer bar", || format!("{told:?}"))?;
            // The last longer bar of all time has no end, so every bar in it finishes one.
            let follows = span.start >= last.end && span.end > span.start;
            let follows = follows || span.end == i64::MAX;
            ensure(follows || told.revised, "longer bars overlap", || {
                format!("{span:?} after {last:?}")
            })?;
            if !told.revised {
                last = span;
            }
        }
    }
    Ok(())
}
