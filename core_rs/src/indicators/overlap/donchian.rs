//! Donchian channel.
//!
//! upper = highest high, lower = lowest low of the last n bars, the present one included; middle
//! their mean. A breakout compares with the channel of the bar before: `lag(donchian(20).upper)`.
//! First value at bar n; in the unit of the price. Null while a value of the window is null.
//!
//! # Source
//! R. Donchian's four-week rule, "High finance in copper", Financial Analysts Journal 16 (1960);
//! TA-Lib DONCHIAN.

use crate::{
    entry::{Entry, Group, HIGH_LOW, Kind, Param},
    indicators::rule::extreme::Window,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "donchian",
    group: Group::Overlap,
    inputs: HIGH_LOW,
    params: &[Param::bars("period", 20, 2)],
    outputs: &["upper", "middle", "lower"],
    kind: Kind::Number,
    doc: "Donchian channel: highest high and lowest low of the last `period` bars, the present \
          one included, and their mean; a breakout compares with lag(donchian(20).upper). First \
          value at bar `period`. In the unit of the price. Source: Donchian 1960, TA-Lib \
          DONCHIAN.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Channel::new(p[0] as usize)),
};

/// The extremes of the last bars.
#[derive(Debug, Clone)]
pub struct Channel {
    high: Window,
    low: Window,
}

impl Channel {
    /// A channel of `period` bars.
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self {
            high: Window::new(period),
            low: Window::new(period),
        }
    }
}

impl Step<2, 3> for Channel {
    const SEES_NULLS: bool = true;

    #[inline(always)]
    fn push(&mut self, [high, low]: [f64; 2]) -> [f64; 3] {
        let upper = self.high.push(high);
        let lower = -self.low.push(-low);
        [upper, f64::midpoint(upper, lower), lower]
    }
}
