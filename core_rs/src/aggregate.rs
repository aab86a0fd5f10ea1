//! Longer bars from shorter ones, bar by bar.
//!
//! Open of the first, highest high, lowest low, close of the last, sum of the volumes. Bars outside
//! of all sessions are left out. A longer bar is finished by the first bar whose end is at or after
//! its end: usually the last one in it, or, where nothing was traded then, the next one after it.

use crate::{
    bar::BAR_WIDTH,
    grid::{Grid, Span},
    timeframe::Timeframe,
};

/// A longer bar that nothing can change any more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Finished {
    /// When it was.
    pub span: Span,
    /// Open, high, low, close, volume.
    pub values: [f64; BAR_WIDTH],
}

/// The longer bar that is being made of one symbol's bars.
#[derive(Debug, Clone, Default)]
pub struct Aggregate {
    growing: Option<Finished>,
    /// Place of the last bar's session in the calendar.
    place: usize,
}

impl Aggregate {
    /// Take the next bar; gives the longer bars that it finished, oldest first.
    #[inline]
    pub fn push(
        &mut self,
        grid: &Grid,
        timeframe: Timeframe,
        at: i64,
        bar: &[f64; BAR_WIDTH],
    ) -> [Option<Finished>; 2] {
        let before = self.growing.take_if(|growing| growing.span.end <= at);
        let Some((session, place)) = grid.session(at, self.place) else {
            return [before, None];
        };
        self.place = place;
        let growing = match &mut self.growing {
            None => self.growing.insert(Finished {
                span: grid.longer(at, session, timeframe),
                values: *bar,
            }),
            Some(growing) => {
                join(&mut growing.values, bar);
                growing
            }
        };
        let complete = grid.end(at, session) >= growing.span.end;
        [before, if complete { self.growing.take() } else { None }]
    }

    /// The unfinished bar, if its time is over at `now`: nothing more was traded in it.
    pub fn close(&mut self, now: i64) -> Option<Finished> {
        self.growing.take_if(|growing| growing.span.end <= now)
    }

    /// The unfinished bar.
    #[must_use]
    pub fn growing(&self) -> Option<Finished> {
        self.growing
    }
}

/// Add a bar to the longer one.
fn join(values: &mut [f64; BAR_WIDTH], bar: &[f64; BAR_WIDTH]) {
    let [_, high, low, close, volume] = values;
    *high = high.max(bar[1]);
    *low = low.min(bar[2]);
    *close = bar[3];
    // Sums too large for a number are null, as everywhere; and stay so.
    let sum = *volume + bar[4];
    *volume = if sum.is_finite() { sum } else { f64::NAN };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::Calendar;

    const MINUTE: i64 = 60_000_000;

    fn grid() -> Grid {
        Grid {
            timeframe: Timeframe::Minute,
            calendar: Calendar::Utc,
        }
    }

    /// A bar of one price.
    fn bar(price: f64) -> [f64; BAR_WIDTH] {
        [price, price, price, price, 1.0]
    }

    /// Starts, in minutes, and closes of what each minute with a bar finishes.
    fn finished(minutes: &[i64]) -> Vec<Vec<(i64, f64)>> {
        let mut aggregate = Aggregate::default();
        minutes
            .iter()
            .map(|&minute| {
                let price = minute as f64;
                aggregate
                    .push(
                        &grid(),
                        Timeframe::FiveMinutes,
                        minute * MINUTE,
                        &bar(price),
                    )
                    .into_iter()
                    .flatten()
                    .map(|done| (done.span.start / MINUTE, done.values[3]))
                    .collect()
            })
            .collect()
    }

    #[test]
    fn five_minutes_are_finished_by_the_fifth() {
        let told = finished(&[0, 1, 2, 3, 4, 5]);
        assert_eq!(told[4], [(0, 4.0)]);
        assert!(told.iter().enumerate().all(|(i, t)| i == 4 || t.is_empty()));
    }

    #[test]
    fn five_minutes_without_a_last_one_are_finished_by_the_next_bar_without_it() {
        assert_eq!(
            finished(&[0, 2, 7, 9]),
            [vec![], vec![], vec![(0, 2.0)], vec![(5, 9.0)]]
        );
    }

    #[test]
    fn one_bar_can_finish_two() {
        assert_eq!(finished(&[1, 9]), [vec![], vec![(0, 1.0), (5, 9.0)]]);
    }

    #[test]
    fn values_are_the_first_open_extremes_the_last_close_and_the_sum_of_volumes() {
        let mut aggregate = Aggregate::default();
        let bars = [[3.0, 5.0, 2.0, 4.0, 10.0], [4.0, 4.5, 1.0, 2.0, 5.0]];
        for (minute, bar) in (0..).zip(bars) {
            aggregate.push(&grid(), Timeframe::FiveMinutes, minute * MINUTE, &bar);
        }
        let values = aggregate.growing().map(|growing| growing.values);
        assert_eq!(values, Some([3.0, 5.0, 1.0, 2.0, 15.0]));
        assert_eq!(aggregate.close(5 * MINUTE - 1), None);
        assert!(aggregate.close(5 * MINUTE).is_some());
    }

    #[test]
    fn a_sum_of_volumes_too_large_for_a_number_is_null() {
        let mut aggregate = Aggregate::default();
        for (minute, volume) in (0..).zip([f64::MAX, f64::MAX, 1.0]) {
            let bar = [1.0, 1.0, 1.0, 1.0, volume];
            aggregate.push(&grid(), Timeframe::FiveMinutes, minute * MINUTE, &bar);
        }
        assert!(aggregate.growing().unwrap().values[4].is_nan());
    }
}
