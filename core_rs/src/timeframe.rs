//! Lengths of bars.

/// Length of a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timeframe {
    /// One minute.
    Minute,
    /// Five minutes.
    FiveMinutes,
    /// Fifteen minutes.
    QuarterHour,
    /// One hour.
    Hour,
    /// One session.
    Day,
}

impl Timeframe {
    /// All of them, shortest first.
    pub const ALL: [Self; 5] = [
        Self::Minute,
        Self::FiveMinutes,
        Self::QuarterHour,
        Self::Hour,
        Self::Day,
    ];

    /// As it is written in rule text and in settings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Minute => "1Min",
            Self::FiveMinutes => "5Min",
            Self::QuarterHour => "15Min",
            Self::Hour => "1Hour",
            Self::Day => "1Day",
        }
    }

    /// Its length in microseconds; a day's is that of a day without sessions.
    #[must_use]
    pub const fn micros(self) -> i64 {
        let minutes = match self {
            Self::Minute => 1,
            Self::FiveMinutes => 5,
            Self::QuarterHour => 15,
            Self::Hour => 60,
            Self::Day => 1_440,
        };
        minutes * 60_000_000
    }

    /// The timeframe of that name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|timeframe| timeframe.name() == name)
    }
}
