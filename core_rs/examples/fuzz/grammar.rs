//! Rule text that mostly makes sense: a walk over the language and the whole catalog.

use std::sync::LazyLock;

use pytoolkit_core::{
    catalog,
    entry::{Entry, Kind, Param},
    rule::{Column, Variable},
    timeframe::Timeframe,
};

use crate::source::Source;

/// What the walk may write.
#[derive(Clone, Copy, PartialEq)]
pub enum Style {
    /// Anything, a few mistakes among it.
    Anything,
    /// What parses and can be evaluated on bars; windows of at most so many bars.
    Valid(u32),
    /// The same with the names of a plan.
    Plan(u32),
}

/// Outputs of the catalog with a value of one type.
static NUMBERS: LazyLock<Vec<(&Entry, usize)>> = LazyLock::new(|| outputs(Kind::Number));
static CONDITIONS: LazyLock<Vec<(&Entry, usize)>> = LazyLock::new(|| outputs(Kind::Boolean));

fn outputs(kind: Kind) -> Vec<(&'static Entry, usize)> {
    let all =
        catalog::entries().flat_map(|entry| (0..entry.outputs.len()).map(move |i| (entry, i)));
    all.filter(|(entry, output)| entry.kind_of(*output) == kind)
        .collect()
}

/// A text whose value should be of that type.
pub fn text(source: &mut Source, kind: Kind, style: Style) -> String {
    let size = *source.pick(&[6, 1, 2, 4, 8, 12, 24, 48]);
    let mut writer = Writer {
        source,
        style,
        text: String::new(),
        left: size,
        longer: false,
    };
    writer.expression(kind);
    writer.text
}

/// Any text of the language.
pub fn any(source: &mut Source) -> String {
    let kind = *source.pick(&[Kind::Boolean, Kind::Number]);
    match source.below(400) {
        399 => long(source, kind, Style::Anything),
        _ => text(source, kind, Style::Anything),
    }
}

/// A text that is large in one way: many parts in a row, or many brackets.
pub fn long(source: &mut Source, kind: Kind, style: Style) -> String {
    let part = text(source, kind, style);
    let count = 1 + source.index(450);
    let joins: &[&str] = match kind {
        Kind::Boolean => &[" or ", " and "],
        Kind::Number => &[" + ", " * "],
    };
    let join = source.pick(joins);
    match source.below(4) {
        0 => vec![part.as_str(); count].join(join),
        1 => format!("{}{part}{}", "(".repeat(count), ")".repeat(count)),
        2 if kind == Kind::Number => format!("{}{part}", "-".repeat(count)),
        2 => format!("{}({part})", "not ".repeat(count)),
        // Pairs of pairs: wide without being deep.
        _ => (0..source.below(12)).fold(part, |text, _| format!("({text}){join}({text})")),
    }
}

struct Writer<'a> {
    source: &'a mut Source,
    style: Style,
    text: String,
    /// How many more things may be written before only leaves are.
    left: u32,
    /// Inside `on`.
    longer: bool,
}

impl Writer<'_> {
    /// A deliberate mistake, where they are allowed.
    fn errs(&mut self, once_in: u64) -> bool {
        self.style == Style::Anything && self.source.once_in(once_in)
    }

    fn put(&mut self, text: &str) {
        self.text.push_str(text);
        if self.style == Style::Anything && self.source.once_in(64) {
            let space = *self
                .source
                .pick(&[" ", "  ", "\n", "\t", "\u{3000}", "\u{85}"]);
            self.text.push_str(space);
        }
    }

    fn expression(&mut self, kind: Kind) {
        let kind = match kind {
            Kind::Number if self.errs(200) => Kind::Boolean,
            Kind::Boolean if self.errs(200) => Kind::Number,
            same => same,
        };
        let choice = if self.left == 0 {
            0
        } else {
            self.source.below(8)
        };
        self.left = self.left.saturating_sub(1);
        match (choice, kind) {
            (0, Kind::Number) => self.leaf(),
            (0, Kind::Boolean) => self.comparison(),
            (1..=3, _) => self.call(kind),
            (4 | 5, _) => self.joined(kind),
            (6, _) => self.unary(kind),
            _ if self.style == Style::Anything && !self.longer => self.on(kind),
            _ => self.call(kind),
        }
    }

    fn leaf(&mut self) {
        match self.source.below(8) {
            0..=3 => {
                let column = *self.source.pick(&COLUMNS);
                self.put(column.name());
            }
            4..=6 => {
                let number = number(self.source);
                self.put(&number);
            }
            _ if matches!(self.style, Style::Valid(_)) => self.put("close"),
            _ => {
                let variable = *self.source.pick(&Variable::ALL);
                self.put(variable.name());
            }
        }
    }

    fn comparison(&mut self) {
        let operator = *self.source.pick(&[
            ">",
            "<",
            ">=",
            "<=",
            "==",
            "!=",
            "crosses_above",
            "crosses_below",
        ]);
        self.operand(Kind::Number);
        self.put(&format!(" {operator} "));
        self.operand(Kind::Number);
    }

    /// An expression, in brackets unless it may do without.
    fn operand(&mut self, kind: Kind) {
        let start = self.text.len();
        self.expression(kind);
        let bare = self.text[start..].contains(' ') || self.source.once_in(16);
        if bare && !self.source.once_in(4) {
            self.text.insert(start, '(');
            self.text.push(')');
        }
    }

    fn joined(&mut self, kind: Kind) {
        let operator = match kind {
            Kind::Boolean if self.source.below(3) == 0 => return self.comparison(),
            Kind::Boolean => *self.source.pick(&["or", "and"]),
            Kind::Number => *self.source.pick(&["+", "-", "*", "/"]),
        };
        for _ in 0..=self.source.below(2) {
            self.operand(kind);
            self.put(&format!(" {operator} "));
        }
        self.operand(kind);
    }

    fn unary(&mut self, kind: Kind) {
        self.put(match kind {
            Kind::Boolean => "not ",
            Kind::Number => "-",
        });
        self.operand(kind);
    }

    fn on(&mut self, kind: Kind) {
        let timeframe = self.source.pick(&Timeframe::ALL).name();
        let quote = *self.source.pick(&["\"", "'"]);
        self.put(&format!("on({quote}{timeframe}{quote}, "));
        self.longer = true;
        self.expression(kind);
        self.longer = false;
        self.put(")");
    }

    fn call(&mut self, kind: Kind) {
        let (entry, output) = *self.source.pick(match kind {
            Kind::Number => &NUMBERS,
            Kind::Boolean => &CONDITIONS,
        });
        let name = if self.errs(100) {
            misspelled(self.source, entry.name)
        } else {
            entry.name.to_string()
        };
        self.put(&name);
        self.arguments(entry);
        let field = entry.outputs[output];
        if field != "value" || self.source.once_in(8) {
            self.put(".");
            self.put(field);
        }
    }

    fn arguments(&mut self, entry: &Entry) {
        let mut first = true;
        let must = entry.given().iter().any(|input| input.default.is_empty());
        if must || (!entry.given().is_empty() && self.source.once_in(3)) {
            for input in entry.given() {
                self.put(if first { "(" } else { ", " });
                first = false;
                self.input(input.kind);
            }
        }
        let by_name = self.source.once_in(4);
        // The defaults of some functions are long; valid styles write every window.
        let written = match self.style {
            Style::Anything => self.source.index(entry.params.len() + 2),
            _ => entry.params.len(),
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

    /// An input; a number alone would be read as a parameter.
    fn input(&mut self, kind: Kind) {
        let start = self.text.len();
        self.expression(kind);
        let written = self.text[start..].trim();
        if self.style != Style::Anything
            && written.trim_matches(['(', ')', '-']).parse::<f64>().is_ok()
        {
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
        let most = match self.style {
            Style::Valid(bars) | Style::Plan(bars) if param.integer => {
                param.max.min(f64::from(bars)).max(param.min)
            }
            _ => param.max,
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

/// The close comes first: it is the simplest.
const COLUMNS: [Column; 8] = [
    Column::Close,
    Column::Open,
    Column::High,
    Column::Low,
    Column::Volume,
    Column::Hl2,
    Column::Hlc3,
    Column::Ohlc4,
];

/// A number as one could write it.
fn number(source: &mut Source) -> String {
    let written = [
        "1",
        "0",
        "2",
        "70",
        "0.5",
        ".5",
        "1.",
        "100000",
        "1e3",
        "1E-3",
        "1e308",
        "5e-324",
        "1e-400",
        "0.1000000000000000055511151231257827",
        "123456789012345678901234567890",
        "1e+10",
        "007",
    ];
    match source.below(4) {
        3 => format!("{:e}", f64::from_bits(source.below(f64::MAX.to_bits()))),
        2 => (source.below(1 << 20) as f64 / 1024.0).to_string(),
        _ => (*source.pick(&written)).to_string(),
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
