//! What the catalog knows of one function: name, inputs, parameters, outputs, and how to build it.

use crate::lane::Lane;

/// What the catalog knows of one indicator or pattern.
#[derive(Debug)]
pub struct Entry {
    /// As in rule text: `sma`, `cdl.engulfing`, `candle.bullish_hammer`.
    pub name: &'static str,
    /// The room it belongs to.
    pub group: Group,
    /// Input expressions in call order, with the column each is when none is written; what is
    /// shared with other functions comes after them.
    pub inputs: &'static [Input],
    /// Parameters in TA-Lib's order.
    pub params: &'static [Param],
    /// Output names in TA-Lib's order; the single output of a function is [`VALUE`]. Where
    /// several outputs begin with `value`, the bare name means that one.
    pub outputs: &'static [&'static str],
    /// Type of the output `value`; outputs with names of their own are numbers.
    pub kind: Kind,
    /// Formula, seed, units, source.
    pub doc: &'static str,
    /// Leading bars without a value at these parameters, of the output that takes longest.
    pub warmup: fn(&[f64]) -> usize,
    /// A lane for these parameters, in the order of `params` and within their bounds.
    pub build: fn(&[f64]) -> Box<dyn Lane>,
}

impl Entry {
    /// The inputs that a call may write.
    #[must_use]
    pub fn given(&self) -> &'static [Input] {
        let inputs = self.inputs;
        let hidden = inputs.iter().position(|input| input.hidden.is_some());
        &inputs[..hidden.unwrap_or(inputs.len())]
    }

    /// What the function takes besides: the graph gives it.
    pub fn hidden(&self) -> impl Iterator<Item = Hidden> {
        self.inputs.iter().filter_map(|input| input.hidden)
    }

    /// Number of values its step takes per bar.
    #[must_use]
    pub fn width(&self) -> usize {
        let hidden = self.hidden().map(|hidden| match hidden {
            Hidden::Shared(shared) => shared.entry.outputs.len(),
            Hidden::Session => 1,
        });
        self.given().len() + hidden.sum::<usize>()
    }

    /// Type of the output with that index, where no input decides about it.
    #[must_use]
    pub fn kind_of(&self, output: usize) -> Kind {
        match self.outputs.get(output) {
            Some(&"value") => self.kind,
            _ => Kind::Number,
        }
    }

    /// The first input that may be of either type: the value is of the type this one has.
    #[must_use]
    pub fn decisive(&self) -> Option<usize> {
        self.given().iter().position(|input| input.kind.is_none())
    }

    /// Whether a number by position is an input: it has no parameters, and inputs must be written.
    #[must_use]
    pub fn takes_literals(&self) -> bool {
        self.params.is_empty() && self.given().iter().any(|input| input.default.is_empty())
    }

    /// Whether the last input may be written several times.
    #[must_use]
    pub fn repeats(&self) -> bool {
        self.given().last().is_some_and(|input| input.repeated)
    }
}

/// `outputs` of a function with one value.
pub const VALUE: &[&str] = &["value"];

/// `inputs` of a function of the close.
pub const CLOSE: &[Input] = &[Input::new("real", "close")];

/// `inputs` of a function of the open and the close.
pub const OPEN_CLOSE: &[Input] = &[Input::column("open"), Input::column("close")];

/// `inputs` of a function of the high and the low.
pub const HIGH_LOW: &[Input] = &[Input::column("high"), Input::column("low")];

/// `inputs` of a function of the high, the low and the close.
pub const HIGH_LOW_CLOSE: &[Input] = &[
    Input::column("high"),
    Input::column("low"),
    Input::column("close"),
];

/// `inputs` of a function of the high, the low, the close and the volume.
pub const HIGH_LOW_CLOSE_VOLUME: &[Input] = &[
    Input::column("high"),
    Input::column("low"),
    Input::column("close"),
    Input::column("volume"),
];

/// `inputs` of a function of the four prices.
pub const OPEN_HIGH_LOW_CLOSE: &[Input] = &[
    Input::column("open"),
    Input::column("high"),
    Input::column("low"),
    Input::column("close"),
];

/// One numeric parameter and its bounds, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Param {
    /// Name in a call, as in `bbands(period=20, up=2.5)`.
    pub name: &'static str,
    /// Value where none is written.
    pub default: f64,
    /// Smallest allowed value.
    pub min: f64,
    /// Largest allowed value.
    pub max: f64,
    /// Whether only whole numbers are allowed.
    pub integer: bool,
}

impl Param {
    /// A whole number of bars, `min` to 100,000 as in TA-Lib.
    #[must_use]
    pub const fn bars(name: &'static str, default: u32, min: u32) -> Self {
        Self {
            name,
            default: default as f64,
            min: min as f64,
            max: 100_000.0,
            integer: true,
        }
    }

    /// A real number.
    #[must_use]
    pub const fn real(name: &'static str, default: f64, min: f64, max: f64) -> Self {
        Self {
            name,
            default,
            min,
            max,
            integer: false,
        }
    }
}

/// Work that several functions have in common: one node of the graph for all of them.
///
/// It takes those inputs of the call that stand for the same columns as its own: `atr` the high,
/// the low and the close of a candle. Its outputs follow the call's inputs in what the function's
/// step takes; a step is not asked about bars on which one of them is null.
#[derive(Debug)]
pub struct Shared {
    /// What is computed; an entry that the catalog does not list.
    pub entry: &'static Entry,
    /// Its parameters, from those of the function.
    pub params: fn(&[f64]) -> Vec<f64>,
}

/// One input expression of a function.
#[derive(Debug, Clone, Copy)]
pub struct Input {
    /// What it is, for documentation: `real`, `high`, `volume`.
    pub name: &'static str,
    /// The column it is when the call names no inputs; empty: it must be written.
    pub default: &'static str,
    /// Type of the expression; none: either, and the value of the function is of the same.
    pub kind: Option<Kind>,
    /// Whether it may be written once or several times; the last input only.
    pub repeated: bool,
    /// Not an expression of the call, but what the graph gives.
    pub hidden: Option<Hidden>,
}

/// What the graph gives a function besides the inputs of the call.
#[derive(Debug, Clone, Copy)]
pub enum Hidden {
    /// All outputs of what it shares with others.
    Shared(&'static Shared),
    /// Start of the bar's session, microseconds UTC; null outside of all sessions.
    Session,
}

impl Input {
    /// An input and its default column.
    #[must_use]
    pub const fn new(name: &'static str, default: &'static str) -> Self {
        Self {
            name,
            default,
            kind: Some(Kind::Number),
            repeated: false,
            hidden: None,
        }
    }

    /// An input that is a column of the bar, under its own name.
    #[must_use]
    pub const fn column(name: &'static str) -> Self {
        Self::new(name, name)
    }

    /// The outputs of what the function shares with others.
    #[must_use]
    pub const fn shared(shared: &'static Shared) -> Self {
        Self {
            hidden: Some(Hidden::Shared(shared)),
            ..Self::new("", "")
        }
    }

    /// The start of the bar's session.
    #[must_use]
    pub const fn session() -> Self {
        Self {
            hidden: Some(Hidden::Session),
            ..Self::new("", "")
        }
    }

    /// An input that is a condition, which must be written.
    #[must_use]
    pub const fn condition(name: &'static str) -> Self {
        Self {
            kind: Some(Kind::Boolean),
            ..Self::new(name, "")
        }
    }

    /// A number that must be written.
    #[must_use]
    pub const fn number(name: &'static str) -> Self {
        Self::new(name, "")
    }

    /// The same input, of either type.
    #[must_use]
    pub const fn either(self) -> Self {
        Self { kind: None, ..self }
    }

    /// The same input, once or several times.
    #[must_use]
    pub const fn repeated(self) -> Self {
        Self {
            repeated: true,
            ..self
        }
    }
}

/// Type of an expression in rule text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A number.
    Number,
    /// True, false or null.
    Boolean,
}

/// Group of a catalog entry; TA-Lib's groups, and our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// Averages and bands on the price scale.
    Overlap,
    /// Oscillators and direction.
    Momentum,
    /// Functions of volume.
    Volume,
    /// Ranges.
    Volatility,
    /// Combinations of one bar's prices.
    Price,
    /// Statistics of a window.
    Statistic,
    /// The dominant cycle.
    Cycle,
    /// Building blocks of rules: lags and extremes.
    Rule,
    /// TA-Lib's candles, -200 to 200, under `cdl.`.
    Cdl,
    /// Strict candles, true or false, under `candle.`.
    Candle,
    /// Patterns on confirmed pivots, under `structure.`.
    Structure,
}

impl Group {
    /// Name shown to users.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Overlap => "overlap",
            Self::Momentum => "momentum",
            Self::Volume => "volume",
            Self::Volatility => "volatility",
            Self::Price => "price",
            Self::Statistic => "statistic",
            Self::Cycle => "cycle",
            Self::Rule => "rule",
            Self::Cdl => "cdl",
            Self::Candle => "candle",
            Self::Structure => "structure",
        }
    }
}
