//! Where bars lie in time: their length, the sessions of their market, the longer bars they make.
//!
//! Longer bars within a session begin at multiples of their length in UTC, as vendors cut them, and
//! are cut at the session's open and close: of a session that opens at 13:30, the first hour is
//! 13:30 to 14:00. A day is a whole session. Bars at the ends of time, which no calendar has, lie in
//! spans that end there.

use std::sync::Arc;

use crate::timeframe::Timeframe;

/// From an instant to before another, microseconds UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first instant.
    pub start: i64,
    /// The first instant after it.
    pub end: i64,
}

/// When a market is open.
#[derive(Debug, Clone)]
pub enum Calendar {
    /// Always; a session is a UTC day.
    Utc,
    /// From open to close of each of these sessions, ascending and apart.
    Sessions(Arc<[Span]>),
}

/// Length of the bars at hand and the sessions they belong to.
#[derive(Debug, Clone)]
pub struct Grid {
    /// Length of a bar.
    pub timeframe: Timeframe,
    /// The sessions.
    pub calendar: Calendar,
}

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

impl Grid {
    /// The session that a bar belongs to, and its place in the calendar; none outside of all.
    ///
    /// A bar that begins before the open and ends after it belongs to the session. `near` is the
    /// place of the session found last: bars come in order, so the search seldom goes far.
    #[must_use]
    pub fn session(&self, at: i64, near: usize) -> Option<(Span, usize)> {
        match &self.calendar {
            Calendar::Utc => {
                let since = at.rem_euclid(DAY);
                let start = at.saturating_sub(since);
                let end = at.saturating_add(DAY - since);
                Some((Span { start, end }, 0))
            }
            Calendar::Sessions(sessions) => {
                let until = at.saturating_add(self.timeframe.micros());
                let holds = |place: usize| {
                    let session = sessions.get(place)?;
                    (at < session.end && session.start < until).then_some((*session, place))
                };
                holds(near)
                    .or_else(|| holds(near + 1))
                    .or_else(|| holds(sessions.partition_point(|session| session.end <= at)))
            }
        }
    }

    /// The first instant after a bar that begins at `at` and belongs to `session`.
    #[must_use]
    pub fn end(&self, at: i64, session: Span) -> i64 {
        let end = at.saturating_add(self.timeframe.micros());
        session.end.min(end)
    }

    /// The longer bar that a bar of `session` is part of.
    #[must_use]
    pub fn longer(&self, at: i64, session: Span, timeframe: Timeframe) -> Span {
        if timeframe == Timeframe::Day {
            return session;
        }
        let length = timeframe.micros();
        let inside = at.max(session.start);
        let since = inside.rem_euclid(length);
        Span {
            start: inside.saturating_sub(since).max(session.start),
            end: inside.saturating_add(length - since).min(session.end),
        }
    }

    /// Most bars that one longer bar is made of.
    #[must_use]
    pub fn bars_in(&self, timeframe: Timeframe) -> usize {
        let length = match (timeframe, &self.calendar) {
            // New York's regular session.
            (Timeframe::Day, Calendar::Sessions(_)) => 390 * Timeframe::Minute.micros(),
            (other, _) => other.micros(),
        };
        usize::try_from(length.div_euclid(self.timeframe.micros()))
            .unwrap_or(1)
            .max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000_000;
    const HOUR: i64 = 60 * MINUTE;

    /// Two days with a session from 13:30 to 20:00, the second one until 18:00.
    fn new_york(timeframe: Timeframe) -> Grid {
        let open = 13 * HOUR + 30 * MINUTE;
        let session = |day: i64, close: i64| Span {
            start: day * DAY + open,
            end: day * DAY + close,
        };
        let sessions = [session(0, 20 * HOUR), session(1, 18 * HOUR)];
        Grid {
            timeframe,
            calendar: Calendar::Sessions(sessions.into()),
        }
    }

    #[test]
    fn session_holds_bars_from_open_to_close_and_none_outside() {
        let grid = new_york(Timeframe::Minute);
        let place = |at| grid.session(at, 0).map(|(_, place)| place);
        assert_eq!(place(13 * HOUR + 29 * MINUTE), None);
        assert_eq!(place(13 * HOUR + 30 * MINUTE), Some(0));
        assert_eq!(place(20 * HOUR - MINUTE), Some(0));
        assert_eq!(place(20 * HOUR), None);
        assert_eq!(place(DAY + 17 * HOUR), Some(1));
        assert_eq!(place(3 * DAY), None);
        // Whatever place the search begins at.
        assert_eq!(grid.session(14 * HOUR, 7).map(|(_, place)| place), Some(0));
    }

    #[test]
    fn session_holds_an_hour_that_begins_before_the_open() {
        let grid = new_york(Timeframe::Hour);
        let (session, _) = grid.session(13 * HOUR, 0).unwrap();
        assert_eq!(grid.longer(13 * HOUR, session, Timeframe::Day), session);
    }

    #[test]
    fn longer_bars_begin_at_their_multiples_and_are_cut_at_open_and_close() {
        let grid = new_york(Timeframe::Minute);
        let (session, _) = grid.session(14 * HOUR, 0).unwrap();
        let hour = |at| {
            let Span { start, end } = grid.longer(at, session, Timeframe::Hour);
            (start, end)
        };
        assert_eq!(hour(session.start), (session.start, 14 * HOUR));
        assert_eq!(hour(14 * HOUR), (14 * HOUR, 15 * HOUR));
        assert_eq!(hour(20 * HOUR - MINUTE), (19 * HOUR, 20 * HOUR));
    }

    #[test]
    fn a_day_of_the_utc_calendar_is_a_session() {
        let grid = Grid {
            timeframe: Timeframe::Hour,
            calendar: Calendar::Utc,
        };
        let (session, _) = grid.session(DAY + HOUR, 0).unwrap();
        assert_eq!((session.start, session.end), (DAY, 2 * DAY));
        assert_eq!(grid.bars_in(Timeframe::Day), 24);
    }

    #[test]
    fn bars_at_the_ends_of_time_lie_in_spans_that_end_there() {
        for calendar in [Calendar::Utc, Calendar::Sessions([].into())] {
            let grid = Grid {
                timeframe: Timeframe::Hour,
                calendar,
            };
            for at in [i64::MIN + 1, i64::MAX] {
                let Some((session, _)) = grid.session(at, 0) else {
                    continue;
                };
                assert!((session.start..=session.end).contains(&at));
                assert!(grid.end(at, session) >= at);
                assert_eq!(grid.longer(at, session, Timeframe::Day), session);
                assert!(grid.longer(at, session, Timeframe::Hour).start >= session.start);
            }
        }
    }
}
