use proptest::prelude::*;

use super::*;
use crate::{catalog, error::CoreError};

fn canonical(text: &str) -> String {
    parse(text).unwrap().to_string()
}

fn refusal(text: &str) -> (String, usize) {
    match parse(text).unwrap_err() {
        CoreError::Rule { message, at, .. } => (message, at),
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn canonical_text_has_every_parameter_and_no_needless_bracket() {
    for (text, expected) in [
        ("ema", "ema(30)"),
        ("ema()", "ema(30)"),
        ("sma(close,20)", "sma(20)"),
        ("sma(volume , 20)", "sma(volume, 20)"),
        ("sma(period=20)", "sma(20)"),
        ("sma(20).value", "sma(20)"),
        ("((close))+1.50", "close + 1.5"),
        ("(close - open) - low", "close - open - low"),
        ("close - (open - low)", "close - (open - low)"),
        ("-close*2", "-close * 2"),
        ("-(close*2)", "-(close * 2)"),
        ("- 5", "-5"),
        ("-0.0", "0"),
        ("close--5", "close - -5"),
        ("not (close > 1)", "not close > 1"),
        (
            "not(close > 1 and open < 2)",
            "not (close > 1 and open < 2)",
        ),
        (
            "close>1 and(open<2 and low==3)",
            "close > 1 and open < 2 and low == 3",
        ),
        (
            "(close>1 and open<2)or low!=3",
            "close > 1 and open < 2 or low != 3",
        ),
        (
            "close>1 and (open<2 or low!=3)",
            "close > 1 and (open < 2 or low != 3)",
        ),
        (
            "ema(12)crosses_above ema(26)",
            "ema(12) crosses_above ema(26)",
        ),
        (
            "entry_price - 2*(entry_price-stop)",
            "entry_price - 2 * (entry_price - stop)",
        ),
        ("within(close>1)", "within(close > 1, 10)"),
        ("1e-3 < .5", "0.001 < 0.5"),
        ("on('1Hour',ema(50))", "on(\"1Hour\", ema(50))"),
        (
            "close>on( \"1Day\" , ((sma)))",
            "close > on(\"1Day\", sma(30))",
        ),
        (
            "not on(\"5Min\", close > open or low > 1)",
            "not on(\"5Min\", close > open or low > 1)",
        ),
    ] {
        assert_eq!(canonical(text), expected, "{text}");
        assert_eq!(canonical(expected), expected, "{text}");
    }
}

#[test]
fn refusals_say_what_to_write_and_point_at_the_character() {
    for (text, at, part) in [
        ("", 0, "empty"),
        ("close >", 7, "found the end"),
        ("close > 1 1", 10, "expected an operator"),
        ("close = 1", 6, "equality is `==`"),
        ("close > 1 && open > 2", 10, "write `and`"),
        ("1 < close < 2", 10, "do not chain"),
        ("emma(12) > close", 0, "did you mean `ema`?"),
        (
            "close > ema(12",
            14,
            "bracket at character 11 is not closed",
        ),
        ("rsy_of_nothing", 0, "is not known"),
        ("rsi(1)", 4, "must be 2 to 100000, not 1"),
        ("ema(2.5)", 4, "whole number"),
        ("ema(perod=5)", 4, "did you mean `period`?"),
        ("ema(period=5, period=6)", 14, "given twice"),
        ("ema(5, close)", 7, "come before its parameters"),
        ("ema(5, 6)", 7, "takes 1 parameter:"),
        ("ema(close, open, 5)", 11, "all its inputs or none"),
        ("ema(period=close)", 11, "plain number"),
        ("ema(5).upper", 7, "it has a single value"),
        ("ema(close > 1, 5)", 4, "condition where a number"),
        ("close > 1 and ema(5)", 14, "write `ema(5) > 0`"),
        ("(close > 1) + 2", 1, "condition where a number"),
        ("within", 0, "needs its input"),
        ("within(close, 5)", 7, "write `close > 0`"),
        ("not close", 4, "number where a condition"),
        ("cdl", 0, "needs a name after it"),
        ("cdl.5nothing", 0, "`cdl.5nothing` is not known"),
        ("12close", 0, "runs into a name"),
        ("1e999", 0, "too large"),
        ("close > é", 8, "no meaning"),
        ("close > 'é", 8, "no closing `'`"),
        ("close > 'é'", 8, "which only `on` takes"),
        ("on", 2, "`on(\"1Hour\", ema(50))`"),
        ("on(5, close)", 3, "a timeframe in quotes, one of \"1Min\""),
        ("on(1Hour, close)", 3, "runs into a name"),
        ("on(close, close)", 3, "a timeframe in quotes"),
        ("on('1hour', close)", 3, "did you mean \"1Hour\"?"),
        ("on('year', close)", 3, "one of \"1Min\""),
        ("on('1Hour' close)", 11, "expected `,`"),
        ("on('1Hour')", 10, "expected `,` and an expression"),
        ("on('1Hour', close, 5)", 17, "expected `)`"),
        (
            "on('1Hour', 1 + sma(on('1Day', close), 5))",
            20,
            "inside another",
        ),
        (
            "on('1Hour', close - stop)",
            20,
            "`stop` is a price of the plan",
        ),
        ("on('1Hour', macd)", 12, "several outputs"),
        (
            "on('1Hour', close) and close > 1",
            0,
            "number where a condition",
        ),
        ("onn('1Hour', close)", 0, "did you mean `on`?"),
        ("äclose", 0, "no meaning"),
    ] {
        let (message, found) = refusal(text);
        assert!(message.contains(part), "{text}: {message}");
        assert_eq!(found, at, "{text}: {message}");
    }
}

#[test]
fn parse_of_deep_nesting_is_refused_not_a_crash() {
    for text in ["(".repeat(5000), "-".repeat(5000), "not ".repeat(4000)] {
        assert!(refusal(&text).0.contains("deep"));
    }
    let chain = vec!["close"; 2000].join(" + ");
    assert!(refusal(&chain).0.contains("deep"));
    assert!(refusal(&"a".repeat(30_000)).0.contains("characters"));
}

#[test]
fn observed_gives_the_largest_numeric_parts_once() {
    let tree = parse("ema(12) > ema(26) and (sma(5) + 1 <= 70 or not ema(12) > close)").unwrap();
    let observed: Vec<String> = tree.observed().iter().map(ToString::to_string).collect();
    assert_eq!(observed, ["ema(12)", "ema(26)", "sma(5) + 1", "close"]);
}

#[test]
fn observed_of_longer_bars_are_numbers_of_longer_bars() {
    let tree = parse("on('1Day', close > sma(5)) and close > on('1Hour', high)").unwrap();
    let observed: Vec<String> = tree.observed().iter().map(ToString::to_string).collect();
    let day = ["on(\"1Day\", close)", "on(\"1Day\", sma(5))"];
    assert_eq!(observed[..2], day);
    assert_eq!(observed[2..], ["close", "on(\"1Hour\", high)"]);
}

#[test]
fn alternatives_takes_top_level_or_apart() {
    let tree = parse("close > 1 or (open > 2 or low > 3 and high > 4)").unwrap();
    let parts: Vec<String> = tree
        .alternatives()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(parts, ["close > 1", "open > 2", "low > 3 and high > 4"]);
}

#[test]
fn substitute_fills_in_a_plan_and_graph_refuses_what_is_left() {
    let target = parse("entry_price + 2 * (entry_price - stop)").unwrap();
    let entry = parse("close * 1.01").unwrap();
    let half = target.substitute(Variable::EntryPrice, &entry);
    assert_eq!(half.to_string(), "close * 1.01 + 2 * (close * 1.01 - stop)");
    let refused = Graph::new().add(&half).unwrap_err();
    assert!(refused.to_string().contains("`stop` is not known here"));
    let whole = half.substitute(Variable::Stop, &Tree::number(3.0));
    assert!(Graph::new().add(&whole).is_ok());
}

#[test]
fn graph_keeps_equal_expressions_once() {
    let mut graph = Graph::new();
    let first = graph.add(&parse("ema(12) > ema(26)").unwrap()).unwrap();
    let lanes = graph.lanes().len();
    assert_eq!(
        graph
            .add(&parse("ema(close, 12)>(ema(26))").unwrap())
            .unwrap(),
        first
    );
    assert_eq!(graph.lanes().len(), lanes);
    graph
        .add(&parse("ema(open, 12) > ema(26)").unwrap())
        .unwrap();
    assert_eq!(graph.lanes().len(), lanes + 2);
}

#[test]
fn warmup_is_the_longest_path() {
    assert_eq!(parse("ema(sma(5), 10)").unwrap().warmup(None), 13);
    assert_eq!(
        parse("ema(12) crosses_above sma(26)").unwrap().warmup(None),
        26
    );
}

#[test]
fn catalog_names_and_parameters_are_consistent() {
    for entry in catalog::entries() {
        let text = match entry.outputs {
            ["value", ..] => entry.name.to_string(),
            outputs => format!("{}.{}", entry.name, outputs[0]),
        };
        if entry.given().iter().any(|input| input.default.is_empty()) {
            continue;
        }
        let tree = parse(&text).unwrap();
        assert_eq!(parse(&tree.to_string()).unwrap(), tree);
        for param in entry.params {
            assert!(
                (param.min..=param.max).contains(&param.default),
                "{}",
                entry.name
            );
        }
        let defaults: Vec<f64> = entry.params.iter().map(|param| param.default).collect();
        assert_eq!(
            (entry.build)(&defaults).inputs().len(),
            entry.width(),
            "{}",
            entry.name
        );
        assert_eq!(
            (entry.build)(&defaults).outputs().len(),
            entry.outputs.len(),
            "{}",
            entry.name
        );
        assert_eq!(
            catalog::entries()
                .filter(|other| other.name == entry.name)
                .count(),
            1
        );
        assert!(!entry.doc.is_empty());
    }
}

fn number() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (0_u32..1000).prop_map(|n| format!("{}", f64::from(n) / 8.0)),
        prop::sample::select(Column::ALL.map(Column::name).to_vec()).prop_map(String::from),
        (2_u32..50).prop_map(|n| format!("ema({n})")),
        Just("entry_price".to_string()),
    ];
    leaf.prop_recursive(4, 20, 2, |inner| {
        prop_oneof![
            (
                inner.clone(),
                prop::sample::select(vec!["+", "-", "*", "/"]),
                inner.clone()
            )
                .prop_map(|(a, op, b)| format!("({a}) {op} ({b})")),
            inner.clone().prop_map(|a| format!("-({a})")),
            // Through `+`, because a bare literal in a call is a parameter.
            (inner, 2_u32..50).prop_map(|(a, n)| format!("sma(({a}) + close, {n})")),
        ]
    })
}

fn condition() -> impl Strategy<Value = String> {
    let compares: Vec<&str> = Operator::BINARY
        .iter()
        .filter(|operator| operator.compares())
        .map(|operator| operator.text())
        .collect();
    let leaf = (number(), prop::sample::select(compares), number())
        .prop_map(|(a, op, b)| format!("({a}) {op} ({b})"));
    leaf.prop_recursive(4, 16, 2, |inner| {
        prop_oneof![
            (
                inner.clone(),
                prop::sample::select(vec!["and", "or"]),
                inner.clone()
            )
                .prop_map(|(a, op, b)| format!("({a}) {op} ({b})")),
            inner.prop_map(|a| format!("not ({a})")),
        ]
    })
}

proptest! {
    #[test]
    fn canonical_text_reads_back_as_the_same_tree(text in condition()) {
        let tree = parse(&text).unwrap();
        let again = parse(&tree.to_string()).unwrap();
        prop_assert_eq!(&again, &tree);
        prop_assert_eq!(again.to_string(), tree.to_string());
    }

    #[test]
    fn parse_of_anything_answers_and_points_into_the_text(text in "\\PC{0,40}") {
        if let Err(CoreError::Rule { at, .. }) = parse(&text) {
            prop_assert!(at <= text.chars().count());
        }
    }

    #[test]
    fn parse_of_rule_like_noise_answers(text in "[a-z0-9_ .()<>=+*/,-]{0,60}") {
        let _ = parse(&text);
    }
}
