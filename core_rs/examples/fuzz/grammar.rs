//! Rule text that mostly makes sense: a walk over the language and the whole catalog.

use pytoolkit_core::{
    entry::Kind,
    rule::{Column, Variable},
    timeframe::Timeframe,
};

use crate::source::Source;

/// What the walk may write.
#[derive(Clone, Copy)]
pub struct Style {
    /// A few mistakes.
    pub mistakes: bool,
    /// Windows of at most so many bars.
    pub window: u32,
    /// The names of a plan.
    pub plan: bool,
    /// Longer bars and functions of the session.
    pub timed: bool,
}

/// Anything, a few mistakes among it.
pub const ANYTHING: Style = Style {
    mistakes: true,
    window: u32::MAX,
    plan: true,
    timed: true,
};

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
        399 => long(source, kind, ANYTHING),
        _ => text(source, kind, ANYTHING),
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

/// A text that is being written.
pub struct Writer<'a> {
    pub source: &'a mut Source,
    pub style: Style,
    pub text: String,
    /// How many more things may be written before only leaves are.
    left: u32,
    /// Inside `on`.
    longer: bool,
}

impl Writer<'_> {
    /// A deliberate mistake, where they are allowed.
    pub fn errs(&mut self, once_in: u64) -> bool {
        self.style.mistakes && self.source.once_in(once_in)
    }

    /// Write on, sometimes with a space after it.
    pub fn put(&mut self, text: &str) {
        self.text.push_str(text);
        if self.style.mistakes && self.source.once_in(64) {
            let space = *self
                .source
                .pick(&[" ", "  ", "\n", "\t", "\u{3000}", "\u{85}"]);
            self.text.push_str(space);
        }
    }

    /// An expression of that type.
    pub fn expression(&mut self, kind: Kind) {
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
            (0, _) => self.leaf_of(kind),
            (1..=3, _) => self.call(kind),
            (4 | 5, _) => self.joined(kind),
            (6, _) => self.unary(kind),
            _ if self.style.timed && !self.longer => self.on(kind),
            _ => self.call(kind),
        }
    }

    /// The simplest expression of a type.
    pub fn leaf_of(&mut self, kind: Kind) {
        match kind {
            Kind::Number => self.leaf(),
            Kind::Boolean => self.comparison(),
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
            _ if !self.style.plan || self.longer => self.put("close"),
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
}

/// The close comes first: it is the simplest.
pub const COLUMNS: [Column; 8] = [
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
