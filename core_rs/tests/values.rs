//! Values of rules on hand-made bars: nulls, truths, refusals.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic")]

use std::ops::Range;

use pytoolkit_core::{
    bar::Bars,
    engine::Engine,
    entry::Kind,
    panel::{Values, run},
    rule::{Graph, parse},
};

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

/// Symbols of these lengths whose close goes 20, 19, 21, 20, 22 ...
fn panel(lengths: &[usize]) -> Panel {
    let mut panel = Panel {
        at: vec![],
        columns: Default::default(),
        symbols: vec![],
    };
    for &length in lengths {
        let start = panel.at.len();
        for bar in 0..length {
            let close = 20.0 + (bar / 2) as f64 - (bar % 2) as f64;
            panel.at.push(60_000_000 * i64::try_from(bar).unwrap());
            let values = [close - 0.5, close + 1.0, close - 1.0, close, 900.0];
            for (column, value) in panel.columns.iter_mut().zip(values) {
                column.push(value);
            }
        }
        panel.symbols.push(start..start + length);
    }
    panel
}

fn bits(value: f64) -> u64 {
    // All NaNs are the one null.
    if value.is_nan() {
        0x7ff8 << 48
    } else {
        value.to_bits()
    }
}

#[test]
fn run_notes_null_rows_and_truths() {
    let panel = panel(&[10, 4]);
    let mut graph = Graph::new();
    let rule = graph.add(&parse("sma(3) > close").unwrap()).unwrap();
    let number = graph.add(&parse("sma(3)").unwrap()).unwrap();
    let wanted = [(rule, Kind::Boolean), (number, Kind::Number)];
    let outputs = run(&graph, panel.bars(), &panel.symbols, &wanted, 1).unwrap();
    for output in &outputs {
        assert_eq!(output.nulls, [0..2, 10..12]);
    }
    let [Values::Truths(truths), Values::Numbers(numbers)] =
        [&outputs[0].values, &outputs[1].values]
    else {
        unreachable!("a condition and a number")
    };
    for row in (2..10).chain(12..14) {
        let expected = u8::from(numbers[row] > panel.columns[3][row]);
        assert_eq!(truths[row], expected);
    }
}

#[test]
fn run_names_the_first_bad_row() {
    let mut panel = panel(&[600, 600]);
    panel.columns[1][1111] = f64::NAN;
    panel.columns[2][1150] = f64::NAN;
    let mut graph = Graph::new();
    let column = graph.add(&parse("ema(3)").unwrap()).unwrap();
    for threads in [1, 2] {
        let wanted = [(column, Kind::Number)];
        let refused = run(&graph, panel.bars(), &panel.symbols, &wanted, threads).unwrap_err();
        assert_eq!(refused.0, 1111);
    }
}

#[test]
fn logic_is_three_valued() {
    // 1 / 0 is null, so is any comparison with it.
    let null = "1 / (close - close) > 0";
    let (yes, no) = ("close > 0", "close < 0");
    let expect = |text: String, value: f64| {
        let mut graph = Graph::new();
        let column = graph.add(&parse(&text).unwrap()).unwrap();
        let mut engine = Engine::new(&graph);
        let slot = engine.slot("X");
        let found = engine.push(slot, 0, &[1.0, 2.0, 0.5, 1.5, 9.0]).unwrap()[column];
        assert_eq!(bits(found), bits(value), "{text}");
    };
    for (a, op, b, value) in [
        (yes, "and", yes, 1.0),
        (yes, "and", no, 0.0),
        (no, "and", null, 0.0),
        (null, "and", no, 0.0),
        (yes, "and", null, f64::NAN),
        (null, "and", null, f64::NAN),
        (no, "or", no, 0.0),
        (yes, "or", null, 1.0),
        (null, "or", yes, 1.0),
        (no, "or", null, f64::NAN),
        (null, "or", null, f64::NAN),
    ] {
        expect(format!("{a} {op} {b}"), value);
    }
    expect(format!("not {null}"), f64::NAN);
    expect("1e308 * 10".to_string(), f64::NAN);
    expect("0 / 0".to_string(), f64::NAN);
}
