//! Bars as the core takes them, and values compared bit by bit.

use std::ops::Range;
use std::sync::LazyLock;

use pytoolkit_core::{
    bar::{BAR_WIDTH, Bars},
    engine::Engine,
    entry::Kind,
    panel::{Output, Values, run},
    rule::Graph,
};

use crate::case::{Verdict, Violation, ensure, violation};

/// Bars of symbols one after the other.
#[derive(Debug, Default, Clone)]
pub struct Panel {
    pub at: Vec<i64>,
    pub columns: [Vec<f64>; BAR_WIDTH],
    pub symbols: Vec<Range<usize>>,
}

/// Values of each wanted column on each row; NaN is null.
pub type Table = Vec<Vec<f64>>;
/// Columns of a graph with their types.
pub type Wanted = [(usize, Kind)];

impl Panel {
    /// A few bars of one symbol, for texts.
    pub fn short() -> &'static Self {
        static SHORT: LazyLock<Panel> = LazyLock::new(|| {
            let mut panel = Panel::default();
            for bar in 0..12_u32 {
                let close = 10.0 + f64::from(bar * 7 % 5);
                let open = 10.0 + f64::from(bar * 3 % 4);
                let volume = f64::from(bar % 3) * 100.0;
                let (high, low) = (open.max(close) + 0.5, open.min(close) - 0.25);
                panel.add(
                    i64::from(bar) * 60_000_000 * 7,
                    [open, high, low, close, volume],
                );
            }
            panel.symbols.push(0..12);
            panel
        });
        &SHORT
    }

    /// Add a bar to the last symbol, whose range is still to be told.
    pub fn add(&mut self, at: i64, bar: [f64; BAR_WIDTH]) {
        self.at.push(at);
        for (column, value) in self.columns.iter_mut().zip(bar) {
            column.push(value);
        }
    }

    /// As the core takes them.
    pub fn bars(&self) -> Bars<'_> {
        Bars {
            at: &self.at,
            columns: self.columns.each_ref().map(Vec::as_slice),
        }
    }

    /// The symbol of a row.
    pub fn symbol_of(&self, row: usize) -> usize {
        self.symbols.partition_point(|rows| rows.end <= row)
    }
}

/// Every bar pushed, symbol after symbol.
pub fn pushed(graph: &Graph, panel: &Panel, wanted: &Wanted) -> Result<Table, Violation> {
    let mut engine = Engine::new(graph);
    let mut table: Table = vec![Vec::new(); wanted.len()];
    for (symbol, rows) in panel.symbols.iter().enumerate() {
        let slot = engine.slot(&symbol.to_string());
        for row in rows.clone() {
            let values = engine
                .push(slot, panel.at[row], &panel.bars().row(row))
                .map_err(|error| violation("a good bar is refused", error.to_string()))?;
            for (column, (place, _)) in table.iter_mut().zip(wanted) {
                column.push(values[*place]);
            }
        }
    }
    Ok(table)
}

/// All bars at once.
pub fn ran(graph: &Graph, panel: &Panel, wanted: &Wanted) -> Result<Table, Violation> {
    let mut distinct = wanted.to_vec();
    distinct.sort_unstable_by_key(|(column, _)| *column);
    distinct.dedup();
    let outputs = run(graph, panel.bars(), &panel.symbols, &distinct, 1)
        .map_err(|(row, why)| violation("a good bar is refused", format!("row {row}: {why:?}")))?;
    let place = |column| distinct.partition_point(|(other, _)| *other < column);
    Ok(wanted
        .iter()
        .map(|(column, _)| numbers(&outputs[place(*column)]))
        .collect())
}

/// Values of an output with NaN where it is null.
fn numbers(output: &Output) -> Vec<f64> {
    let mut values: Vec<f64> = match &output.values {
        Values::Numbers(numbers) => numbers.to_vec(),
        Values::Truths(truths) => truths.iter().map(|truth| f64::from(*truth)).collect(),
    };
    for rows in &output.nulls {
        values[rows.clone()].fill(f64::NAN);
    }
    values
}

/// Null is the only value that is not finite, and conditions are 1, 0 or null.
pub fn sane(table: &Table, wanted: &Wanted) -> Verdict {
    for (column, (place, kind)) in table.iter().zip(wanted) {
        for (row, value) in column.iter().enumerate() {
            let fine = match kind {
                Kind::Number => !value.is_infinite(),
                Kind::Boolean => value.is_nan() || *value == 0.0 || *value == 1.0,
            };
            ensure(fine, "a value that may not be", || {
                format!("column {place}, row {row}: {value}")
            })?;
        }
    }
    Ok(())
}

/// Equal bit by bit; one null is like another.
pub fn same(check: &str, one: &Table, other: &Table) -> Verdict {
    let bits = |value: f64| if value.is_nan() { 0 } else { !value.to_bits() };
    for (index, (a, b)) in one.iter().zip(other).enumerate() {
        ensure(a.len() == b.len(), check, || {
            format!("{} rows and {}", a.len(), b.len())
        })?;
        let differ = a.iter().zip(b).position(|(a, b)| bits(*a) != bits(*b));
        if let Some(row) = differ {
            let seen = format!("output {index}, row {row}: {} and {}", a[row], b[row]);
            return Err(violation(check, seen));
        }
    }
    Ok(())
}
