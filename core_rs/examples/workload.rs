//! Fixed work, for counting its instructions: `workload NAME BARS`.
//!
//! Two counts with different numbers of bars give the instructions of one bar, without those of
//! getting ready; `walk` only makes the bars, which is to be subtracted. `python -m tests.benches instructions` counts and compares.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a tool may end in a panic"
)]

use pytoolkit_core::{
    bar::Bars,
    catalog,
    engine::Engine,
    panel::run,
    rule::{Graph, parse},
};

const SEVEN: &[&str] = &[
    "sma(20)",
    "ema(20)",
    "rsi(14)",
    "atr(14)",
    "bbands(20, 2, 2).upper",
    "bbands(20, 2, 2).middle",
    "bbands(20, 2, 2).lower",
    "macd(12, 26, 9).line",
    "macd(12, 26, 9).signal",
    "macd(12, 26, 9).hist",
    "adx(14)",
];

fn main() {
    let mut arguments = std::env::args().skip(1);
    let name = arguments
        .next()
        .expect("a workload: walk, history, push or candles");
    let count: usize = arguments
        .next()
        .and_then(|text| text.parse().ok())
        .expect("a number of bars");
    let candles: Vec<&str> = catalog::entries()
        .map(|entry| entry.name)
        .filter(|name| name.starts_with("cdl."))
        .collect();
    let texts = if name == "candles" { &candles } else { SEVEN };
    let mut graph = Graph::new();
    let wanted: Vec<_> = texts
        .iter()
        .map(|text| {
            let tree = parse(text).unwrap();
            (graph.add(&tree).unwrap(), tree.kind())
        })
        .collect();
    let columns = walk(count);
    let at: Vec<i64> = (0..).map(|bar| bar * 60_000_000).take(count).collect();
    let bars = Bars {
        at: &at,
        columns: columns.each_ref().map(Vec::as_slice),
    };
    if name == "walk" {
        return;
    }
    if name == "push" {
        let mut engine = Engine::new(&graph);
        let slot = engine.slot("X");
        for (bar, at) in at.iter().enumerate() {
            engine.push(slot, *at, &bars.row(bar)).unwrap();
        }
    } else {
        run(&graph, bars, std::slice::from_ref(&(0..count)), &wanted, 1).unwrap();
    }
}

/// Bars of a random walk that is the same on every machine.
fn walk(count: usize) -> [Vec<f64>; 5] {
    let mut state = 7_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31) - 0.5
    };
    let mut columns: [Vec<f64>; 5] = Default::default();
    let mut close: f64 = 100.0;
    for _ in 0..count {
        let open = close * (1.0 + 0.001 * next());
        close = (open * (1.0 + 0.004 * next())).max(1.0);
        let high = open.max(close) * (1.0 + 0.001 * next().abs());
        let low = open.min(close) * (1.0 - 0.001 * next().abs());
        let volume = (1000.0 + 900.0 * next()).round();
        for (column, value) in columns.iter_mut().zip([open, high, low, close, volume]) {
            column.push(value);
        }
    }
    columns
}
