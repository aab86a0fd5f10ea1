//! Rule text over hand-made bars, for tests.

use crate::{
    bar::Bars,
    entry::Kind,
    panel::{Values, run},
    rule::{Graph, parse},
};

/// What a condition says of each bar (open, high, low, close), oldest first; `None` is null.
pub fn truths(rule: &str, bars: &[[f64; 4]]) -> Vec<Option<bool>> {
    let mut graph = Graph::new();
    let column = graph.add(&parse(rule).unwrap()).unwrap();
    let at: Vec<i64> = (0..).take(bars.len()).collect();
    let price = |which: usize| -> Vec<f64> { bars.iter().map(|bar| bar[which]).collect() };
    let columns = [price(0), price(1), price(2), price(3), vec![1e3; at.len()]];
    let bars = Bars {
        at: &at,
        columns: columns.each_ref().map(Vec::as_slice),
    };
    let rows = 0..at.len();
    let symbols = std::slice::from_ref(&rows);
    let outputs = run(&graph, bars, symbols, &[(column, Kind::Boolean)], 1).unwrap();
    let Values::Truths(truths) = &outputs[0].values else {
        panic!("`{rule}` is no condition");
    };
    let null = |bar: usize| outputs[0].nulls.iter().any(|nulls| nulls.contains(&bar));
    let value = |(bar, truth): (usize, &u8)| (!null(bar)).then_some(*truth == 1);
    truths.iter().enumerate().map(value).collect()
}

/// What a condition says of the last bar.
pub fn last(rule: &str, bars: &[[f64; 4]]) -> Option<bool> {
    truths(rule, bars)[bars.len() - 1]
}

/// Fifteen equal bars, as many as an average range of fourteen needs, then the given ones.
pub fn after(quiet: [f64; 4], bars: &[[f64; 4]]) -> Vec<[f64; 4]> {
    [&[quiet; 15], bars].concat()
}
