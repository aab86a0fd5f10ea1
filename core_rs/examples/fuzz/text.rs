//! What must hold for any rule text.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Instant;

use pytoolkit_core::{
    error::CoreError,
    grid::{Calendar, Grid},
    rule::{Graph, Tree, Variable, parse},
    strategy::substituted,
    timeframe::Timeframe,
};

use crate::case::{Tally, Verdict, ensure, place_of, violation};
use crate::columns::{Panel, pushed, ran, same, sane};

/// Parsing returns; a refusal points into the text; what is taken prints itself as text that means
/// the same, and can be evaluated unless it needs a plan or longer bars.
pub fn check(text: &str, tally: &mut Tally) -> Verdict {
    let start = Instant::now();
    let parsed = parse(text);
    tally.slowest = tally.slowest.max(start.elapsed());
    tally.count(parsed.is_ok());
    match parsed {
        Err(error) => refusal(text, &error),
        Ok(tree) => {
            canonical(&tree)?;
            if tally.sampling && !sampled(text) {
                return Ok(());
            }
            evaluation(text, &tree)
        }
    }
}

/// The same, and every text is evaluated.
pub fn check_all(text: &str, tally: &mut Tally) -> Verdict {
    tally.sampling = false;
    check(text, tally)
}

/// Whether a text is among those that are evaluated too, which takes ten times as long.
fn sampled(text: &str) -> bool {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish() % 8 == 0
}

fn refusal(text: &str, error: &CoreError) -> Verdict {
    let (at, length) = (place_of(error)?, text.chars().count());
    ensure(at <= length, "refusal outside the text", || {
        format!("character {at} of {length}: {error}")
    })
}

/// The printed form reads back as the same expression and prints itself again.
fn canonical(tree: &Tree) -> Verdict {
    let printed = tree.to_string();
    let again = parse(&printed)
        .map_err(|error| violation("canonical text does not parse", error.to_string()))?;
    ensure(
        again == *tree,
        "canonical text means something else",
        || format!("{printed} became {again}"),
    )?;
    ensure(
        again.to_string() == printed,
        "canonical text prints differently",
        || format!("{printed} became {again}"),
    )?;
    ensure(
        (again.kind(), again.warmup(None)) == (tree.kind(), tree.warmup(None)),
        "canonical text has another type or warm-up",
        || printed,
    )
}

/// A graph takes it or says why not; pushed and run it gives the same.
fn evaluation(text: &str, tree: &Tree) -> Verdict {
    if tree.refuse_variables(&[]).is_err() {
        return filled_in(&tree.to_string());
    }
    let mut graph = Graph::on(Some(Grid {
        timeframe: Timeframe::Minute,
        calendar: Calendar::Utc,
    }));
    let column = match graph.add(tree) {
        Ok(column) => column,
        Err(error) => return refusal(text, &error).and(known(&error)),
    };
    let wanted = [(column, tree.kind())];
    let panel = Panel::short();
    let pushed = pushed(&graph, panel, &wanted)?;
    sane(&pushed, &wanted)?;
    let ran = ran(&graph, panel, &wanted)?;
    same("pushed and run differ", &pushed, &ran)
}

/// Why a tree without variables may be refused by a graph.
fn known(error: &CoreError) -> Verdict {
    let text = error.to_string();
    let reasons = ["asks for longer bars than", "look back more than"];
    ensure(
        reasons.iter().any(|reason| text.contains(reason)),
        "a graph refuses what parsed",
        || text.clone(),
    )
}

/// With prices for the plan's names the text must still be one.
fn filled_in(printed: &str) -> Verdict {
    let text = substituted(printed, 10.5, 9.25)
        .map_err(|error| violation("canonical text cannot be filled in", error.to_string()))?;
    let tree = parse(&text)
        .map_err(|error| violation("filled in text does not parse", format!("{text}: {error}")))?;
    ensure(
        tree.refuse_variables(&Variable::ALL).is_ok() && tree.refuse_variables(&[]).is_ok(),
        "a name of the plan was left",
        || text,
    )
}
