//! Calls of everything in the catalog, under all its names.

use std::iter::repeat_n;
use std::sync::LazyLock;

use pytoolkit_core::{
    catalog,
    entry::{Entry, Hidden, Kind, Param},
};

use crate::grammar::{COLUMNS, Writer};
use crate::source::Source;

/// A name, what it calls, and which output of it is meant.
type Callable = (&'static str, &'static Entry, usize);

/// Outputs of the catalog with a value of one type.
static NUMBERS: LazyLock<Vec<Callable>> = LazyLock::new(|| outputs(Kind::Number));
static CONDITIONS: LazyLock<Vec<Callable>> = LazyLock::new(|| outputs(Kind::Boolean));

fn outputs(kind: Kind) -> Vec<Callable> {
    let outputs = |(name, entry): (&'static str, &'static Entry)| {
        (0..entry.outputs.len()).map(move |output| (name, entry, output))
    };
    let all = catalog::names().flat_map(outputs);
    let fits = |(_, entry, output): &Callable| {
        entry.decisive().is_some() || entry.kind_of(*output) == kind
    };
    all.filter(fits).collect()
}

impl Writer<'_> {
    /// A call whose value is of that type.
    pub fn call(&mut self, kind: Kind) {
        let (name, entry, output) = *self.source.pick(match kind {
            Kind::Number => &NUMBERS,
            Kind::Boolean => &CONDITIONS,
        });
        if !self.style.timed
            && entry
                .hidden()
                .any(|hidden| matches!(hidden, Hidden::Session))
        {
            return self.leaf_of(kind);
        }
        let name = if self.errs(100) {
            misspelled(self.source, name)
        } else {
            name.to_string()
        };
        self.put(&name);
        self.arguments(entry, kind);
        let field = entry.outputs[output];
        if field != "value" || self.source.once_in(8) {
            self.put(".");
            self.put(field);
        }
    }

    fn arguments(&mut self, entry: &Entry, kind: Kind) {
        let mut first = true;
        let must = entry.given().iter().any(|input| input.default.is_empty());
        if must || (!entry.given().is_empty() && self.source.once_in(3)) {
            let more = if entry.repeats() {
                self.source.index(3)
            } else {
                0
            };
            for input in entry
                .given()
                .iter()
                .chain(repeat_n(&entry.given()[entry.given().len() - 1], more))
            {
                self.put(if first { "(" } else { ", " });
                first = false;
                self.input(input.kind.unwrap_or(kind), entry.takes_literals());
            }
        }
        let by_name = self.source.once_in(4);
        // The defaults of some functions are long; valid styles write every window.
        let written = if self.style.mistakes {
            self.source.index(entry.params.len() + 2)
        } else {
            entry.params.len()
        };
        for param in entry.params.iter().take(written) {
            self.put(if first { "(" } else { ", " });
            first = false;
            if by_name {
                self.put(param.name);
                self.put("=");
            }
            let value = self.parameter(param);
            self.put(&value);
        }
        if written > entry.params.len() && self.errs(50) {
            self.put(if first { "(7" } else { ", 7" });
            first = false;
        }
        if !first {
            self.put(")");
        }
    }

    /// An input; most functions refuse what is the same on every bar.
    fn input(&mut self, kind: Kind, literals: bool) {
        let start = self.text.len();
        self.expression(kind);
        let changes = COLUMNS
            .iter()
            .any(|column| self.text[start..].contains(column.name()));
        if !changes && !literals && !self.style.mistakes && kind == Kind::Number {
            self.text.push_str(" + close");
        }
    }

    fn parameter(&mut self, param: &Param) -> String {
        if self.errs(100) {
            let wrong = [
                param.min - 1.0,
                param.max + 1.0,
                param.min + 0.5,
                -param.max,
                1e300,
            ];
            return self.source.pick(&wrong).to_string();
        }
        let most = if param.integer {
            param.max.min(f64::from(self.style.window)).max(param.min)
        } else {
            param.max
        };
        let value = match self.source.below(8) {
            0 => param.default.min(most),
            1 => param.min,
            2 => most,
            3..=6 => (param.min + self.source.below(12) as f64).min(most),
            _ => param.min + (most - param.min) * self.source.below(1001) as f64 / 1000.0,
        };
        let value = if param.integer { value.floor() } else { value };
        value.to_string()
    }
}

fn misspelled(source: &mut Source, name: &str) -> String {
    let at = source.index(name.len());
    let (before, after) = name.split_at(at);
    match source.below(3) {
        0 => format!("{before}{}", &after[1..]),
        1 => format!("{before}x{after}"),
        _ => name.to_uppercase(),
    }
}
