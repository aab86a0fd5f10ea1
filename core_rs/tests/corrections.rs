//! A corrected stream is the stream that knew it all along, and what was told stays told.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic")]

use proptest::prelude::*;
use pytoolkit_core::{
    corrections::Corrections,
    engine::Engine,
    grid::{Calendar, Grid},
    rule::{Graph, parse},
    timeframe::Timeframe,
};

const TEXTS: [&str; 5] = [
    "ema(3)",
    "rsi(4) > 50 or highest(high, 5) == high",
    "on(\"5Min\", ema(2))",
    "macd(2, 4, 3).hist crosses_above 0",
    "session_vwap",
];

fn graph() -> (Graph, Vec<usize>) {
    let mut graph = Graph::on(Some(Grid {
        timeframe: Timeframe::Minute,
        calendar: Calendar::Utc,
    }));
    let columns = TEXTS.map(|text| graph.add(&parse(text).unwrap()).unwrap());
    (graph, columns.to_vec())
}

fn bits(values: &[f64]) -> Vec<u64> {
    let null = f64::NAN.to_bits();
    values
        .iter()
        .map(|v| if v.is_nan() { null } else { v.to_bits() })
        .collect()
}

fn bar(close: f64) -> [f64; 5] {
    [close, close + 1.0, close - 1.0, close, 10.0 + close]
}

fn told(closes: &[f64]) -> Vec<Vec<u64>> {
    let (graph, columns) = graph();
    let mut engine = Engine::new(&graph);
    let slot = engine.slot("A");
    (0..)
        .zip(closes)
        .map(|(minute, close)| {
            let values = engine
                .push(slot, minute * 60_000_000, &bar(*close))
                .unwrap();
            bits(
                &columns
                    .iter()
                    .map(|column| values[*column])
                    .collect::<Vec<_>>(),
            )
        })
        .collect()
}

proptest! {
    #[test]
    fn corrected_stream_goes_on_as_if_it_had_known(
        mut closes in prop::collection::vec(10.0..20.0_f64, 12..40),
        most in 1_usize..6,
        back in 0_usize..6,
        correction in 10.0..20.0_f64,
    ) {
        let back = back.min(most - 1);
        let split = closes.len() - 3;
        let (graph, columns) = graph();
        let mut engine = Engine::new(&graph);
        let mut corrections = Corrections::new(&graph, most, columns.clone());
        engine.slot("another");
        let slot = engine.slot("A");
        let take = |engine: &mut Engine, corrections: &mut Corrections, row: usize, close: f64| {
            let at = 60_000_000 * i64::try_from(row).unwrap();
            let values = engine.push(slot, at, &bar(close)).unwrap();
            let told: Vec<f64> = columns.iter().map(|column| values[*column]).collect();
            corrections.keep(engine, slot, at, bar(close), told.clone()).unwrap();
            bits(&told)
        };
        let acted: Vec<_> = (0..split)
            .map(|row| take(&mut engine, &mut corrections, row, closes[row]))
            .collect();
        let wrong = split - 1 - back;
        let at = 60_000_000 * i64::try_from(wrong).unwrap();

        let revised = corrections.revise(&mut engine, slot, at, bar(correction)).unwrap();

        closes[wrong] = correction;
        let known = told(&closes);
        prop_assert_eq!(revised.len(), back + 1);
        for (index, row) in revised.iter().enumerate() {
            prop_assert_eq!(&bits(&row.now), &known[wrong + index]);
            prop_assert_eq!(&bits(&row.told), &acted[wrong + index]);
        }
        for row in split..closes.len() {
            prop_assert_eq!(&take(&mut engine, &mut corrections, row, closes[row]), &known[row]);
        }
    }
}

#[test]
fn bars_that_are_gone_or_never_came_cannot_be_corrected() {
    let (graph, columns) = graph();
    let mut engine = Engine::new(&graph);
    let mut corrections = Corrections::new(&graph, 2, columns);
    let slot = engine.slot("A");
    for at in 0..5 {
        engine.push(slot, at, &bar(10.0)).unwrap();
        corrections
            .keep(&engine, slot, at, bar(10.0), vec![0.0; 5])
            .unwrap();
    }
    let before = bits(engine.values());
    for at in [2, 5] {
        let refusal = corrections
            .revise(&mut engine, slot, at, bar(11.0))
            .unwrap_err();
        assert!(
            refusal
                .to_string()
                .contains("among the last 2 of the symbol")
        );
    }
    let refusal = corrections.revise(&mut engine, slot, 4, [f64::NAN; 5]);
    assert!(
        refusal
            .unwrap_err()
            .to_string()
            .contains("not a finite number")
    );
    assert_eq!(bits(engine.values()), before);
}
