//! Strategies made of random rules, over random bars.

use std::collections::BTreeMap;
use std::time::Instant;

use pytoolkit_core::{
    entry::Kind,
    error::CoreError,
    strategy::{Decision, Definition, Gate, Strategy, substituted},
};

use crate::case::{Tally, Verdict, ensure, place_of, violation};
use crate::columns::Panel;
use crate::grammar::{self, ANYTHING, Style};
use crate::market::{Market, grid};
use crate::source::Source;

/// Longest window of a rule, and most bars.
const WINDOW: u32 = 12;
const BARS: usize = 24;

/// A definition compiles or says which text is wrong; decisions are about fired bars, whatever way
/// they are asked for.
pub fn play(source: &mut Source, tally: &mut Tally) -> Verdict {
    let grid = grid(source);
    let definition = definition(source, grid.is_some());
    source.note(|| format!("{grid:?}"));
    source.note(|| format!("{definition:#?}"));
    let start = Instant::now();
    let compiled = Strategy::new(&definition, grid.as_ref());
    tally.slowest = tally.slowest.max(start.elapsed());
    tally.count(compiled.is_ok());
    let strategy = match compiled {
        Ok(strategy) => strategy,
        Err(error) => return refusal(&error),
    };
    let panel = panel(source);
    source.note(|| format!("{panel:?}"));
    let decisions = strategy.run(panel.bars(), &panel.symbols);
    for decision in &decisions {
        plausible(&strategy, decision, panel.at.len())?;
    }
    ensure(
        decisions.windows(2).all(|pair| pair[0].row < pair[1].row),
        "decisions out of order",
        String::new,
    )?;
    let exact = strategy.run_exact(panel.bars(), &panel.symbols, BARS);
    alike("exact decisions differ", &decisions, &exact)?;
    let history = 1 + source.index(8);
    let short = strategy.run_exact(panel.bars(), &panel.symbols, history);
    for _ in 0..panel.at.len().min(3) {
        let row = source.index(panel.at.len());
        let first = panel.symbols[panel.symbol_of(row)].start;
        let asked = strategy.decide(panel.bars(), &[(first, row)], history);
        let asked: Vec<Decision> = asked.into_iter().flatten().collect();
        let told: Vec<Decision> = short
            .iter()
            .filter(|told| told.row == row)
            .cloned()
            .collect();
        alike("an asked decision differs", &told, &asked)?;
    }
    trail(&definition)
}

fn definition(source: &mut Source, timed: bool) -> Definition {
    let valid = Style {
        mistakes: false,
        window: WINDOW,
        plan: false,
        timed,
    };
    let (rules, prices) = if source.once_in(16) {
        (ANYTHING, ANYTHING)
    } else {
        (
            valid,
            Style {
                plan: true,
                ..valid
            },
        )
    };
    let large = source.once_in(256);
    let text = |source: &mut Source, kind: Kind, style: Style| {
        if large && source.once_in(2) {
            grammar::long(source, kind, style)
        } else {
            grammar::text(source, kind, style)
        }
    };
    let condition = |source: &mut Source| text(source, Kind::Boolean, rules);
    let number = |source: &mut Source| text(source, Kind::Number, rules);
    let price = |source: &mut Source| text(source, Kind::Number, prices);
    Definition {
        // Half of the entries fire often.
        entry: if source.once_in(2) {
            "close > 0 or high != low".into()
        } else {
            condition(source)
        },
        gates: named(source, |source| Gate {
            rule: condition(source),
            high: source.once_in(2).then(|| condition(source)),
        }),
        context: named(source, number),
        conviction: source.once_in(3).then(|| condition(source)),
        entry_price: source.once_in(2).then(|| number(source)),
        // `stop` is not known in a stop, so half of those texts are replaced.
        stop: Some(price(source))
            .filter(|text| !text.contains("stop"))
            .unwrap_or("entry_price - 1".into()),
        targets: (0..source.below(4)).map(|_| price(source)).collect(),
        trail: source.once_in(2).then(|| price(source)),
        invalidation: source.once_in(4).then(|| condition(source)),
        exits: named(source, condition),
    }
}

fn named<T>(source: &mut Source, mut make: impl FnMut(&mut Source) -> T) -> BTreeMap<String, T> {
    let count = source.below(3);
    (0..count)
        .map(|index| (format!("n{index}"), make(source)))
        .collect()
}

fn panel(source: &mut Source) -> Panel {
    let mut panel = Panel::default();
    for _ in 0..=source.below(2) {
        let start = panel.at.len();
        let mut market = Market::fair(source);
        for _ in 0..source.index(BARS) {
            let (at, bar) = market.next(source);
            panel.add(at, bar);
        }
        panel.symbols.push(start..panel.at.len());
    }
    panel
}

fn refusal(error: &CoreError) -> Verdict {
    place_of(error)?;
    let text = error.to_string();
    let fields = [
        "entry",
        "gates.",
        "context.",
        "conviction",
        "stop",
        "targets",
        "trail",
        "invalidation",
        "exits.",
    ];
    let named = fields.iter().any(|field| text.starts_with(field));
    ensure(named, "a refusal that does not name its field", || {
        text.clone()
    })
}

/// What a decision tells lies within what the strategy has.
fn plausible(strategy: &Strategy, decision: &Decision, rows: usize) -> Verdict {
    let Decision {
        row,
        fired,
        gates,
        observed,
        context,
        entry_price,
        stop,
        targets,
        ..
    } = decision;
    let numbers = observed
        .iter()
        .chain(context)
        .chain(targets)
        .chain([entry_price, stop]);
    let finite = numbers.into_iter().all(|value| !value.is_infinite());
    let verdicts = gates
        .iter()
        .all(|gate| gate.is_nan() || *gate == 0.0 || *gate == 1.0);
    let sizes = *row < rows && observed.len() == strategy.observed.len();
    let known = fired
        .iter()
        .all(|index| *index < strategy.alternatives.len())
        && !fired.is_empty();
    ensure(
        finite && verdicts && sizes && known,
        "a decision that may not be",
        || format!("{decision:?}"),
    )
}

/// The same decisions; their text tells null from null.
fn alike(check: &str, some: &[Decision], others: &[Decision]) -> Verdict {
    let pair = some
        .iter()
        .zip(others)
        .find(|(a, b)| format!("{a:?}") != format!("{b:?}"));
    ensure(some.len() == others.len() && pair.is_none(), check, || {
        format!("{} and {} decisions, {pair:?}", some.len(), others.len())
    })
}

/// A trail that a definition has can be filled in with any prices.
fn trail(definition: &Definition) -> Verdict {
    let Some(text) = &definition.trail else {
        return Ok(());
    };
    for (entry, stop) in [(10.5, 9.0), (0.0001, -3.0), (1e15, 1e-9)] {
        let filled = substituted(text, entry, stop)
            .map_err(|error| violation("a trail cannot be filled in", error.to_string()))?;
        pytoolkit_core::rule::parse(&filled).map_err(|error| {
            violation(
                "a filled in trail does not parse",
                format!("{filled}: {error}"),
            )
        })?;
    }
    Ok(())
}
