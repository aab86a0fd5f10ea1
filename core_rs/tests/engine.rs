//! The three ways through an engine are one: whatever the split, the same bits.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic")]

use std::ops::Range;

use proptest::prelude::*;
use pytoolkit_core::{
    bar::Bars,
    catalog,
    engine::Engine,
    entry::Kind,
    grid::{Calendar, Grid},
    panel::{Output, Values, run},
    rule::{Graph, parse},
    timeframe::Timeframe,
};

/// Rules over operators and every catalog entry at its defaults and at short parameters.
fn texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        "ema(3) crosses_above sma(5)",
        "sma(ema(3), 4) / (close - open)",
        "not (close > open or sma(7) <= close) and hlc3 != hl2",
        "ema(3) crosses_below 20 or ohlc4 > sma(volume, 2)",
        "within(ema(3) crosses_above close, 4)",
        "on(\"5Min\", sma(3)) > close",
        "on(\"5Min\", sma(3) crosses_above close)",
        "on(\"1Hour\", highest(high, 2) - volume) + on(\"5Min\", hl2)",
        "on(\"15Min\", session_vwap)",
        "-close * 2",
        "high",
        "3",
    ]
    .map(String::from)
    .to_vec();
    for entry in catalog::entries().filter(|e| e.given().iter().all(|i| !i.default.is_empty())) {
        let short: Vec<String> = entry
            .params
            .iter()
            .map(|p| {
                format!(
                    "{}={}",
                    p.name,
                    if p.integer {
                        3.0_f64.clamp(p.min, p.max)
                    } else {
                        p.default
                    }
                )
            })
            .collect();
        for output in entry.outputs {
            texts.push(format!("{}({}).{output}", entry.name, short.join(", ")));
        }
    }
    texts
}

struct Panel {
    at: Vec<i64>,
    columns: [Vec<f64>; 5],
    symbols: Vec<Range<usize>>,
}

impl Panel {
    fn bars(&self) -> Bars<'_> {
        Bars {
            at: &self.at,
            columns: self.columns.each_ref().map(Vec::as_slice),
        }
    }
}

fn panel(lengths: &[usize], moves: &[f64]) -> Panel {
    let mut panel = Panel {
        at: vec![],
        columns: Default::default(),
        symbols: vec![],
    };
    let mut moves = moves.iter().cycle();
    let mut next = || moves.next().copied().unwrap_or(0.0);
    for &length in lengths {
        let start = panel.at.len();
        let mut close = 20.0;
        for bar in 0..length {
            let open = close;
            close = (close + next()).max(1.0);
            let (high, low) = (open.max(close) + next().abs(), open.min(close) * 0.99);
            panel.at.push(60_000_000 * i64::try_from(bar).unwrap());
            for (column, value) in
                panel
                    .columns
                    .iter_mut()
                    .zip([open, high, low, close, 1000.0 * next().abs()])
            {
                column.push(value);
            }
        }
        panel.symbols.push(start..start + length);
    }
    panel
}

fn graph() -> (Graph, Vec<usize>) {
    let mut graph = Graph::on(Some(Grid {
        timeframe: Timeframe::Minute,
        calendar: Calendar::Utc,
    }));
    let mut columns: Vec<usize> = texts()
        .iter()
        .map(|text| graph.add(&parse(text).unwrap()).unwrap())
        .collect();
    columns.sort_unstable();
    columns.dedup();
    (graph, columns)
}

fn numbers(outputs: &[Output]) -> Vec<Vec<u64>> {
    let bits_of = |output: &Output| match &output.values {
        Values::Numbers(numbers) => bits(numbers),
        Values::Truths(_) => vec![],
    };
    outputs.iter().map(bits_of).collect()
}

fn bits(values: &[f64]) -> Vec<u64> {
    // All NaNs are the one null.
    values
        .iter()
        .map(|v| {
            if v.is_nan() {
                0x7ff8 << 48
            } else {
                v.to_bits()
            }
        })
        .collect()
}

fn batch(panel: &Panel, threads: usize) -> Vec<Output> {
    let (graph, columns) = graph();
    let wanted: Vec<(usize, Kind)> = columns.iter().map(|c| (*c, Kind::Number)).collect();
    run(&graph, panel.bars(), &panel.symbols, &wanted, threads).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn push_gives_the_bits_of_run(
        lengths in prop::collection::vec(1_usize..700, 1..4),
        moves in prop::collection::vec(-3.0..3.0_f64, 40..90),
    ) {
        let panel = panel(&lengths, &moves);
        let (graph, columns) = graph();
        let mut engine = Engine::new(&graph);
        let mut streamed: Vec<Vec<f64>> = columns.iter().map(|_| vec![]).collect();
        for (index, rows) in panel.symbols.iter().enumerate() {
            let slot = engine.slot(&format!("S{index}"));
            for row in rows.clone() {
                let values = engine.push(slot, panel.at[row], &panel.bars().row(row)).unwrap();
                for (stream, column) in streamed.iter_mut().zip(&columns) {
                    stream.push(values[*column]);
                }
            }
        }
        let streamed: Vec<Vec<u64>> = streamed.iter().map(|s| bits(s)).collect();
        prop_assert_eq!(numbers(&batch(&panel, 1)), streamed);
    }

    #[test]
    fn run_on_more_threads_gives_the_same_bits(
        lengths in prop::collection::vec(1_usize..200, 1..9),
        moves in prop::collection::vec(-3.0..3.0_f64, 40..90),
    ) {
        let panel = panel(&lengths, &moves);
        let (one, two) = (batch(&panel, 1), batch(&panel, 2));
        prop_assert_eq!(numbers(&one), numbers(&two));
        for (a, b) in one.iter().zip(&two) {
            prop_assert_eq!(&a.nulls, &b.nulls);
        }
    }

    #[test]
    fn run_on_a_prefix_gives_the_prefix(
        length in 2_usize..1500,
        cut in 0.0..1.0_f64,
        moves in prop::collection::vec(-3.0..3.0_f64, 40..90),
    ) {
        let cut = 1 + (cut * (length - 1) as f64) as usize;
        let (whole, part) = (panel(&[length], &moves), panel(&[cut], &moves));
        let whole: Vec<Vec<u64>> =
            numbers(&batch(&whole, 1)).into_iter().map(|c| c[..cut].to_vec()).collect();
        prop_assert_eq!(whole, numbers(&batch(&part, 1)));
    }

    #[test]
    fn push_many_gives_the_bits_of_push(
        symbols in 1_usize..1300,
        bad in prop::collection::vec(0_usize..1300, 0..4),
        moves in prop::collection::vec(-3.0..3.0_f64, 40..90),
    ) {
        let (graph, columns) = graph();
        let (mut one, mut many) = (Engine::new(&graph), Engine::new(&graph));
        let names: Vec<String> = (0..symbols).map(|i| format!("S{i}")).collect();
        let slots: Vec<u32> = names.iter().map(|name| many.slot(name) as u32).collect();
        let history = panel(&vec![6; symbols], &moves);
        for bar in 0..6 {
            let rows: Vec<usize> = (0..symbols).map(|s| s * 6 + bar).collect();
            let at: Vec<i64> = rows.iter().map(|r| history.at[*r]).collect();
            let mut values =
                history.columns.each_ref().map(|c| rows.iter().map(|r| c[*r]).collect::<Vec<_>>());
            for row in bad.iter().filter(|row| **row < symbols && bar == 3) {
                values[row % 5][*row] = f64::NAN;
            }
            let bars = Bars { at: &at, columns: values.each_ref().map(Vec::as_slice) };
            let (got, refused) = many.push_many(&slots, bars, &columns);
            for row in 0..symbols {
                let slot = one.slot(&names[row]);
                let found: Vec<f64> = got.iter().map(|column| column[row]).collect();
                if let Ok(values) = one.push(slot, at[row], &bars.row(row)) {
                    let wanted: Vec<f64> = columns.iter().map(|c| values[*c]).collect();
                    prop_assert_eq!(bits(&wanted), bits(&found));
                } else {
                    prop_assert!(refused.iter().any(|(r, _)| *r == row));
                    prop_assert!(found.iter().all(|value| value.is_nan()));
                }
            }
        }
    }
}

#[test]
fn push_of_a_refused_bar_changes_nothing() {
    let panel = panel(&[400], &[0.5, -0.7, 0.2, 0.9, -0.4]);
    let (graph, columns) = graph();
    let mut engine = Engine::new(&graph);
    let slot = engine.slot("AAPL");
    let mut streamed: Vec<Vec<f64>> = columns.iter().map(|_| vec![]).collect();
    for row in 0..400 {
        let bar = panel.bars().row(row);
        for wrong in [f64::NAN, f64::INFINITY] {
            let mut broken = bar;
            broken[row % 5] = wrong;
            let refused = engine
                .push(slot, panel.at[row], &broken)
                .unwrap_err()
                .to_string();
            assert!(refused.starts_with("AAPL at 1970-01-01T"), "{refused}");
        }
        if row > 0 {
            assert!(engine.push(slot, panel.at[row - 1], &bar).is_err());
        }
        let values = engine.push(slot, panel.at[row], &bar).unwrap();
        for (stream, column) in streamed.iter_mut().zip(&columns) {
            stream.push(values[*column]);
        }
    }
    let streamed: Vec<Vec<u64>> = streamed.iter().map(|s| bits(s)).collect();
    assert_eq!(numbers(&batch(&panel, 1)), streamed);
}
