use super::*;
use crate::{catalog, entry::Entry};

mod limits;
mod random;
mod refusals;

fn canonical(text: &str) -> String {
    parse(text).unwrap().to_string()
}

/// A call of the function with nothing written but the inputs that must be.
fn call(entry: &Entry) -> String {
    let inputs = entry.given().iter();
    let given = inputs.map(|input| match (input.kind, input.default) {
        (Some(Kind::Boolean), _) => "close > open",
        (_, "") => "high - low",
        (_, column) => column,
    });
    if entry.given().iter().all(|input| !input.default.is_empty()) {
        return entry.name.to_string();
    }
    format!("{}({})", entry.name, given.collect::<Vec<_>>().join(", "))
}

#[rustfmt::skip] // one row a line
const CANONICAL: &[(&str, &str)] = &[
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
    ("not(close > 1 and open < 2)", "not (close > 1 and open < 2)"),
    ("close>1 and(open<2 and low==3)", "close > 1 and open < 2 and low == 3"),
    ("(close>1 and open<2)or low!=3", "close > 1 and open < 2 or low != 3"),
    ("close>1 and (open<2 or low!=3)", "close > 1 and (open < 2 or low != 3)"),
    ("ema(12)crosses_above ema(26)", "ema(12) crosses_above ema(26)"),
    ("entry_price - 2*(entry_price-stop)", "entry_price - 2 * (entry_price - stop)"),
    ("within(close>1)", "within(close > 1, 10)"),
    ("any_of(close>1, open>2,low>3)", "close > 1 or open > 2 or low > 3"),
    ("any_of(close > 1)", "close > 1"),
    ("all_of(close>1, any_of(open>2, low>3))", "close > 1 and (open > 2 or low > 3)"),
    ("all_of(close > 1, (open > 2 and low > 3))", "close > 1 and open > 2 and low > 3"),
    ("crosses_above(rsi(14),30)", "rsi(14) crosses_above 30"),
    ("not crosses_below(close, sma(20)).value", "not close crosses_below sma(20)"),
    ("close crosses_above (sma(20))", "close crosses_above sma(20)"),
    ("lag", "lag(1)"),
    ("lag(close>open)", "lag(close > open, 1)"),
    ("rising", "rising(1)"),
    ("falling(sma(volume,5),period=3)", "falling(sma(volume, 5), 3)"),
    ("bars_since(candle.bullish_hammer)<5", "bars_since(candle.bullish_hammer) < 5"),
    ("abs(-5)", "abs(-5)"),
    ("max(close,open)", "max(close, open)"),
    ("max(max(close, open), low)", "max(close, open, low)"),
    ("max(close, max(open, low))", "max(close, max(open, low))"),
    ("min(stop, entry_price - 2, 3)", "min(stop, entry_price - 2, 3)"),
    ("if_else(close>open,1,-1)*volume", "if_else(close > open, 1, -1) * volume"),
    ("not if_else(close>1,open>2,low>3)", "not if_else(close > 1, open > 2, low > 3)"),
    ("1e-3 < .5", "0.001 < 0.5"),
    ("on('1Hour',ema(50))", "on(\"1Hour\", ema(50))"),
    ("close>on( \"1Day\" , ((sma)))", "close > on(\"1Day\", sma(30))"),
    ("not on(\"5Min\", close > open or low > 1)", "not on(\"5Min\", close > open or low > 1)"),
];

#[test]
fn canonical_text_has_every_parameter_and_no_needless_bracket() {
    for (text, expected) in CANONICAL {
        assert_eq!(canonical(text), *expected, "{text}");
        assert_eq!(canonical(expected), *expected, "{text}");
    }
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
    let half = target.substitute(Variable::EntryPrice, &entry).unwrap();
    assert_eq!(half.to_string(), "close * 1.01 + 2 * (close * 1.01 - stop)");
    let refused = Graph::new().add(&half).unwrap_err();
    assert!(refused.to_string().contains("`stop` is not known here"));
    let whole = half.substitute(Variable::Stop, &Tree::number(3.0)).unwrap();
    assert!(Graph::new().add(&whole).is_ok());
}

#[test]
fn substitute_of_a_negative_price_is_read_again_as_the_same() {
    let tree = parse("close > -stop").unwrap();
    let filled = tree
        .substitute(Variable::Stop, &Tree::number(-9.25))
        .unwrap();
    assert_eq!(filled.to_string(), "close > 9.25");
    assert_eq!(parse(&filled.to_string()).unwrap(), filled);
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
fn graph_has_one_lane_for_all_conditions_of_a_chain() {
    let lanes = |text: &str| {
        let mut graph = Graph::new();
        graph.add(&parse(text).unwrap()).unwrap();
        graph.lanes().len()
    };
    // Three comparisons and what joins them.
    assert_eq!(lanes("close > 1 or (open > 2 or low > 3)"), 4);
    assert_eq!(lanes("any_of(close > 1, open > 2, low > 3)"), 4);
    assert_eq!(lanes("all_of(close > 1)"), 1);
}

#[test]
fn warmup_is_the_longest_path() {
    for (text, bars) in [
        ("close", 0),
        ("ema(sma(5), 10)", 13),
        ("ema(12) crosses_above sma(26)", 26),
        ("crosses_below(ema(12), 30)", 12),
        ("lag(close > sma(5), 3)", 7),
        ("rising(sma(5), 3)", 7),
        ("falling(2)", 2),
        ("within(close > sma(5), 3)", 6),
        ("highest(3) > lowest(7)", 6),
        ("bars_since(close > sma(5))", 4),
        ("abs(close - lag(close))", 1),
        ("max(high, lag(high), sma(20))", 19),
        ("if_else(close > sma(5), sma(3), lag(low, 9))", 9),
        ("any_of(close > sma(5), rising(9))", 9),
        (
            "all_of(close > sma(5), rising(9), close crosses_above sma(30))",
            30,
        ),
    ] {
        assert_eq!(parse(text).unwrap().warmup(None), bars, "{text}");
    }
}

#[test]
fn chain_of_any_length_is_one_operation() {
    let rule = vec!["close > 1"; 1000];
    let plain = parse(&rule.join(" or ")).unwrap();
    let listed = parse(&format!("any_of({})", rule.join(", "))).unwrap();
    assert_eq!(plain, listed);
    assert_eq!(plain.alternatives().len(), 1000);
    assert!(matches!(&plain.node, Node::Operation { operands, .. } if operands.len() == 1000));
}

#[test]
fn catalog_names_and_parameters_are_consistent() {
    for entry in catalog::entries() {
        let name = entry.name;
        let text = match entry.outputs {
            ["value", ..] => call(entry),
            outputs => format!("{}.{}", call(entry), outputs[0]),
        };
        let tree = parse(&text).unwrap();
        assert_eq!(parse(&tree.to_string()).unwrap(), tree);
        let Some((_, others)) = entry.given().split_last() else {
            continue;
        };
        assert!(others.iter().all(|input| !input.repeated), "{name}");
        for param in entry.params {
            assert!(
                (param.min..=param.max).contains(&param.default),
                "{}",
                entry.name
            );
        }
        let defaults: Vec<f64> = entry.params.iter().map(|param| param.default).collect();
        if forms::operator(entry).is_none() {
            let lane = (entry.build)(&defaults);
            assert_eq!(lane.inputs().len(), entry.width(), "{name}");
        }
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
