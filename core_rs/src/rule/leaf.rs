//! Names that stand for a value of the bar, or of a plan.

/// A column of the bar, or a mean of some.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// First price.
    Open,
    /// Highest price.
    High,
    /// Lowest price.
    Low,
    /// Last price.
    Close,
    /// Units traded.
    Volume,
    /// (high + low) / 2
    Hl2,
    /// (high + low + close) / 3
    Hlc3,
    /// (open + high + low + close) / 4
    Ohlc4,
}

impl Column {
    /// All of them; the first five are the columns of a bar, in this order.
    pub const ALL: [Self; 8] = [
        Self::Open,
        Self::High,
        Self::Low,
        Self::Close,
        Self::Volume,
        Self::Hl2,
        Self::Hlc3,
        Self::Ohlc4,
    ];

    /// As in rule text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::High => "high",
            Self::Low => "low",
            Self::Close => "close",
            Self::Volume => "volume",
            Self::Hl2 => "hl2",
            Self::Hlc3 => "hlc3",
            Self::Ohlc4 => "ohlc4",
        }
    }

    pub(super) fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }
}

/// A name that a strategy's plan fills in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Variable {
    /// The entry price of the plan.
    EntryPrice,
    /// The initial stop of the plan.
    Stop,
}

impl Variable {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::EntryPrice, Self::Stop];

    /// As in rule text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EntryPrice => "entry_price",
            Self::Stop => "stop",
        }
    }

    pub(super) fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}
