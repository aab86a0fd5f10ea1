//! Decisions on hand-written bars.

use std::slice::from_ref;

use super::*;

/// Closes 10, 11, 12, ...; each bar opens one below its close and ranges one beyond both.
struct History {
    at: Vec<i64>,
    columns: [Vec<f64>; 5],
}

fn rising(count: usize) -> History {
    let close: Vec<f64> = (0..count).map(|bar| 10.0 + bar as f64).collect();
    let shifted = |by: f64| close.iter().map(|price| price + by).collect::<Vec<f64>>();
    History {
        at: (0..).take(count).collect(),
        columns: [
            shifted(-1.0),
            shifted(1.0),
            shifted(-2.0),
            close.clone(),
            vec![5.0; count],
        ],
    }
}

impl History {
    fn bars(&self) -> Bars<'_> {
        Bars {
            at: &self.at,
            columns: self.columns.each_ref().map(Vec::as_slice),
        }
    }
}

fn definition(json: &str) -> Definition {
    let mut fields = serde_json::json!({
        "strategy_id": "a name that the core does not need",
        "entry": "close > 0",
        "gates": {},
        "context": {},
        "conviction": null,
        "entry_price": null,
        "stop": "entry_price - 2",
        "targets": ["entry_price + 2 * (entry_price - stop)"],
        "trail": null,
        "invalidation": null,
        "exits": {},
    });
    let changes: serde_json::Value = serde_json::from_str(json).unwrap();
    for (name, value) in changes.as_object().unwrap() {
        fields[name] = value.clone();
    }
    serde_json::from_value(fields).unwrap()
}

fn compiled(json: &str) -> Strategy {
    Strategy::new(&definition(json), None).unwrap()
}

fn whole(strategy: &Strategy, history: &History) -> Vec<Decision> {
    strategy.run(history.bars(), from_ref(&(0..history.at.len())))
}

#[test]
fn plan_names_stand_for_the_plans_expressions() {
    let decisions = whole(&compiled("{}"), &rising(2));
    assert_eq!(decisions[1].entry_price, 11.0);
    assert_eq!(decisions[1].stop, 9.0);
    assert_eq!(decisions[1].targets, [15.0]);
    let limit = whole(&compiled(r#"{"entry_price": "low"}"#), &rising(1));
    assert_eq!(
        (limit[0].entry_price, limit[0].stop, limit[0].targets[0]),
        (8.0, 6.0, 12.0)
    );
}

#[test]
fn only_bars_on_which_the_entry_is_true_decide() {
    let history = rising(4);
    let rows = |entry: &str| {
        let json = format!(r#"{{"entry": "{entry}"}}"#);
        whole(&compiled(&json), &history)
            .iter()
            .map(|found| found.row)
            .collect::<Vec<_>>()
    };
    assert_eq!(rows("close >= 12"), [2, 3]);
    // Null until warm: an unknown entry does not fire.
    assert_eq!(rows("close > sma(3)"), [2, 3]);
    assert_eq!(rows("close < 0"), Vec::<usize>::new());
}

#[test]
fn every_alternative_that_is_true_is_told() {
    let strategy = compiled(r#"{"entry": "close >= 11 or close >= 99 or (high > 5 or low > 99)"}"#);
    let decisions = whole(&strategy, &rising(2));
    assert_eq!(
        strategy.alternatives,
        ["close >= 11", "close >= 99", "high > 5", "low > 99"]
    );
    assert_eq!(decisions[0].fired, [2]);
    assert_eq!(decisions[1].fired, [0, 2]);
}

#[test]
fn gates_are_true_false_or_unknown_in_order_of_name() {
    let gates = r#"{"gates": {"c_warm": {"rule": "sma(2) > 0", "high": null},
        "a_holds": {"rule": "close > 0", "high": null}, "b_not": {"rule": "close < 0", "high": null}}}"#;
    let strategy = compiled(gates);
    let decisions = whole(&strategy, &rising(2));
    assert_eq!(decisions[0].gates[..2], [1.0, 0.0]);
    assert!(decisions[0].gates[2].is_nan());
    assert_eq!(decisions[1].gates, [1.0, 0.0, 1.0]);
    assert_eq!(strategy.observed, ["close", "sma(2)"]);
    assert_eq!(decisions[1].observed, [11.0, 10.5]);
}

#[test]
fn high_conviction_takes_the_relaxed_rule() {
    let json = r#"{"conviction": "close >= 11",
        "gates": {"volume": {"rule": "volume >= 6", "high": "volume >= 4"}}}"#;
    let decisions = whole(&compiled(json), &rising(2));
    assert_eq!((decisions[0].high, decisions[0].gates[0]), (false, 0.0));
    assert_eq!((decisions[1].high, decisions[1].gates[0]), (true, 1.0));
}

#[test]
fn unknown_conviction_is_standard() {
    let decisions = whole(&compiled(r#"{"conviction": "sma(2) > 0"}"#), &rising(2));
    assert_eq!([decisions[0].high, decisions[1].high], [false, true]);
}

#[test]
fn context_comes_in_order_of_name() {
    let strategy = compiled(r#"{"context": {"b": "open", "a": "sma(2)"}}"#);
    let decisions = whole(&strategy, &rising(2));
    assert!(decisions[0].context[0].is_nan());
    assert_eq!(decisions[1].context, [10.5, 10.0]);
}

#[test]
fn decide_sees_exactly_its_history() {
    let strategy = compiled(r#"{"context": {"mean": "ema(3)"}}"#);
    let history = rising(40);
    let exact = strategy.run_exact(history.bars(), from_ref(&(0..40)), 5);
    assert_eq!(exact.len(), 40);
    for decision in &exact {
        let row = decision.row;
        let first = row.saturating_sub(4);
        let short = History {
            at: history.at[first..=row].to_vec(),
            columns: history
                .columns
                .each_ref()
                .map(|column| column[first..=row].to_vec()),
        };
        let alone = strategy
            .run(short.bars(), from_ref(&(0..short.at.len())))
            .pop()
            .unwrap();
        assert_eq!(alone.entry_price, decision.entry_price);
        assert_eq!(
            format!("{:?}", alone.context),
            format!("{:?}", decision.context)
        );
        let same = strategy.decide(history.bars(), &[(0, row)], 5)[0]
            .clone()
            .unwrap();
        assert_eq!(format!("{same:?}"), format!("{decision:?}"));
    }
}

#[test]
fn symbols_begin_cold_and_keep_their_rows() {
    let strategy = compiled(r#"{"entry": "close > sma(3)"}"#);
    let history = rising(8);
    let rows = |found: Vec<Decision>| found.iter().map(|one| one.row).collect::<Vec<_>>();
    assert_eq!(
        rows(strategy.run(history.bars(), &[0..4, 4..8])),
        [2, 3, 6, 7]
    );
    assert_eq!(
        rows(strategy.run_exact(history.bars(), &[0..4, 4..8], 100)),
        [2, 3, 6, 7]
    );
}

#[test]
fn blocks_longer_than_one_keep_their_state() {
    let strategy = compiled(r#"{"entry": "close > sma(3)"}"#);
    assert_eq!(whole(&strategy, &rising(3 * ROWS + 5)).len(), 3 * ROWS + 3);
}

#[test]
fn warmup_is_the_longest_of_all_expressions_exits_included() {
    assert_eq!(compiled(r#"{"stop": "entry_price - sma(20)"}"#).warmup, 19);
    assert_eq!(
        compiled(r#"{"trail": "sma(30)", "exits": {"x": "close < sma(40)"}}"#).warmup,
        39
    );
}

#[test]
fn names_of_the_plan_are_refused_where_they_mean_nothing() {
    for (json, field) in [
        (r#"{"entry": "close > entry_price"}"#, "entry: "),
        (r#"{"entry_price": "entry_price + 1"}"#, "entry_price: "),
        (r#"{"stop": "stop - 1"}"#, "stop: "),
        (
            r#"{"gates": {"g": {"rule": "close > stop", "high": null}}}"#,
            "gates.g: ",
        ),
        (r#"{"context": {"c": "stop"}}"#, "context.c: "),
        (r#"{"exits": {"x": "close < entry_price"}}"#, "exits.x: "),
        (r#"{"targets": ["no_such_thing"]}"#, "targets.0: "),
    ] {
        let error = Strategy::new(&definition(json), None)
            .err()
            .unwrap()
            .to_string();
        assert!(error.starts_with(field), "{error}");
    }
}

#[test]
fn substituted_fills_in_a_trades_prices() {
    assert_eq!(
        substituted("entry_price - 2 * (entry_price - stop)", 10.5, 9.0).unwrap(),
        "10.5 - 2 * (10.5 - 9)"
    );
}

#[test]
fn prices_that_multiply_when_filled_in_are_refused_by_field() {
    let sum = |name: &str| vec![name; 300].join(" + ");
    let (entry, stop) = (sum("close"), sum("entry_price"));
    let json = format!(r#"{{"entry_price": "{entry}", "stop": "{stop}"}}"#);
    let error = Strategy::new(&definition(&json), None).err().unwrap();
    assert!(
        error.to_string().starts_with("stop: with `entry_price`"),
        "{error}"
    );
}

#[test]
fn windows_that_are_too_long_together_are_refused_by_field() {
    let calls = (0..30).map(|call| format!("sma({}) > 1", 100_000 - call));
    let rule = calls.collect::<Vec<_>>().join(" or ");
    let json = format!(r#"{{"gates": {{"long": {{"rule": "{rule}", "high": null}}}}}}"#);
    let error = Strategy::new(&definition(&json), None).err().unwrap();
    assert!(
        error.to_string().starts_with("gates.long: all functions"),
        "{error}"
    );
}
