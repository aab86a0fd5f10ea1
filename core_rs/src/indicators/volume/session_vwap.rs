//! Volume-weighted average price of the session.
//!
//! Sum of (high + low + close) / 3 times volume over the bars of the session so far, divided by the
//! sum of their volumes; begins anew with each session. Null outside of sessions and while nothing
//! was traded in one. First value at bar 1; in the unit of price.
//!
//! # Source
//! S. Berkowitz, D. Logue and E. Noser, "The Total Cost of Transactions on the NYSE", Journal of
//! Finance 43 (1988), whose day is a session.

use crate::{
    entry::{Entry, Group, Input, Kind, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "session_vwap",
    group: Group::Volume,
    inputs: &[
        Input::column("high"),
        Input::column("low"),
        Input::column("close"),
        Input::column("volume"),
        Input::session(),
    ],
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Volume-weighted average of (high + low + close) / 3 over the session so far; begins anew \
          with each session. Null outside of sessions and before something was traded in one. \
          Needs to know timeframe and calendar. In the unit of price. Source: Berkowitz, Logue and \
          Noser 1988.",
    warmup: |_| 0,
    build: |_| lane(SessionVwap::new()),
};

#[derive(Debug, Clone)]
struct SessionVwap {
    session: f64,
    traded: f64,
    volume: f64,
}

impl SessionVwap {
    fn new() -> Self {
        Self {
            session: f64::NAN,
            traded: 0.0,
            volume: 0.0,
        }
    }
}

impl Step<5, 1> for SessionVwap {
    #[inline(always)]
    fn push(&mut self, [high, low, close, volume, session]: [f64; 5]) -> [f64; 1] {
        if session != self.session {
            *self = Self {
                session,
                ..Self::new()
            };
        }
        self.traded += (high + low + close) / 3.0 * volume;
        self.volume += volume;
        [self.traded / self.volume]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn session_vwap_weighs_by_volume_and_begins_anew_with_a_session() {
        let mut vwap = SessionVwap::new();
        let bar = |price, volume, session| [price, price, price, volume, session];
        assert_eq!(vwap.push(bar(10.0, 1.0, 0.0)), [10.0]);
        assert_eq!(vwap.push(bar(20.0, 3.0, 0.0)), [17.5]);
        assert_eq!(vwap.push(bar(30.0, 2.0, 1.0)), [30.0]);
        assert!(vwap.push(bar(30.0, 0.0, 2.0))[0].is_nan());
    }
}
