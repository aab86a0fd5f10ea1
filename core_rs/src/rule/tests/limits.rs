//! How large a rule may be, so that no text asks for more memory or time than anybody has.

use crate::grid::{Calendar, Grid};
use crate::rule::{Graph, MOST_LOOKBACK, Tree, Variable, parse};
use crate::timeframe::Timeframe;

fn refusal(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

#[test]
fn text_that_is_too_long_with_every_parameter_written_is_refused() {
    // As stored it has 14 times the characters, and could not be read again.
    let chain = vec!["stochrsi.k > 5"; 900].join(" or ");
    let message = refusal(&chain);
    assert!(
        message.contains("with every parameter written"),
        "{message}"
    );
}

#[test]
fn a_name_as_long_as_a_text_is_refused_without_a_suggestion() {
    let message = refusal(&"s".repeat(20_000));
    assert!(!message.contains("did you mean"), "{}", &message[20_000..]);
}

#[test]
fn windows_longer_than_a_graph_may_look_back_are_refused() {
    let sums = |count: usize| {
        let calls = (0..count).map(|call| format!("sma({}) > 1", 100_000 - call));
        parse(&calls.collect::<Vec<_>>().join(" or ")).unwrap()
    };
    assert!(Graph::new().add(&sums(MOST_LOOKBACK / 100_000)).is_ok());
    let refused = Graph::new().add(&sums(500)).unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("look back more than 2000000 bars"),
        "{refused}"
    );
    let grid = Grid {
        timeframe: Timeframe::Minute,
        calendar: Calendar::Utc,
    };
    let mut graph = Graph::on(Some(grid));
    graph.add(&sums(15)).unwrap();
    let hours = parse(&format!("on(\"1Hour\", {})", sums(15))).unwrap();
    assert!(graph.add(&hours).is_err());
}

#[test]
fn substitute_refuses_more_parts_than_a_text_can_have() {
    let many = parse(&vec!["entry_price"; 300].join(" + ")).unwrap();
    let once = many.substitute(Variable::EntryPrice, &Tree::number(1.0));
    assert!(once.is_ok());
    let refused = many.substitute(Variable::EntryPrice, &many).unwrap_err();
    assert!(refused.to_string().contains("180299 parts"), "{refused}");
}
