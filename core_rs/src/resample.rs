//! Longer bars of many symbols as they are finished, and anew when a bar in them is corrected.

use rustc_hash::FxHashMap;

use crate::{
    aggregate::{Aggregate, Finished},
    bar::{BAR_WIDTH, NEVER, instant, refuse},
    error::{CoreError, Result},
    grid::Grid,
    timeframe::Timeframe,
};

/// Longer bars of one symbol, with the bars of the newest finished one and of the one that grows.
#[derive(Debug, Clone)]
struct Series {
    aggregate: Aggregate,
    kept: Vec<(i64, [f64; BAR_WIDTH])>,
    /// Start of the last bar.
    last: i64,
    /// Start and end of the newest finished longer bar.
    from: i64,
    until: i64,
}

/// A finished longer bar, and whether it replaces one that was told before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    /// The bar.
    pub bar: Finished,
    /// Whether a correction has changed it.
    pub revised: bool,
}

/// Makes longer bars of many symbols.
pub struct Resampler {
    grid: Grid,
    timeframe: Timeframe,
    places: FxHashMap<String, usize>,
    symbols: Vec<String>,
    series: Vec<Series>,
}

impl Resampler {
    /// A resampler of bars of a grid to longer ones.
    ///
    /// # Errors
    /// Bars that are not longer than the grid's.
    pub fn new(grid: Grid, timeframe: Timeframe) -> Result<Self> {
        if timeframe <= grid.timeframe {
            let (wanted, own) = (timeframe.name(), grid.timeframe.name());
            return Err(CoreError::Parameter(format!(
                "{wanted} bars cannot be made of {own} bars: choose a longer timeframe"
            )));
        }
        Ok(Self {
            grid,
            timeframe,
            places: FxHashMap::default(),
            symbols: Vec::new(),
            series: Vec::new(),
        })
    }

    /// Take a bar; gives the longer bars that it finished, or, of a bar that comes late or again,
    /// the finished one that it changed.
    ///
    /// # Errors
    /// A bar that is not finite, or lies before the newest finished longer bar.
    pub fn push(&mut self, symbol: &str, at: i64, bar: [f64; BAR_WIDTH]) -> Result<Vec<Told>> {
        if let Some(refusal) = refuse(NEVER, at, &bar) {
            return Err(refusal.of(symbol, at));
        }
        let place = self.place(symbol);
        let series = &mut self.series[place];
        if at <= series.last || at < series.until {
            return self.correct(place, at, bar);
        }
        series.last = at;
        series.kept.push((at, bar));
        let finished = series
            .aggregate
            .push(&self.grid, self.timeframe, at, &bar)
            .into_iter()
            .flatten();
        let told: Vec<Told> = finished
            .map(|bar| Told {
                bar,
                revised: false,
            })
            .collect();
        if let Some(newest) = told.last() {
            series.finish(newest.bar);
        } else if series.aggregate.growing().is_none() {
            // Outside of all sessions: part of no longer bar, and nothing would ever forget it.
            series.kept.pop();
        }
        Ok(told)
    }

    /// Finish the bars whose time is over at `now`: nothing more was traded in them.
    pub fn close(&mut self, now: i64) -> Vec<(&str, Told)> {
        let mut told = Vec::new();
        for (symbol, series) in self.symbols.iter().zip(&mut self.series) {
            if let Some(bar) = series.aggregate.close(now) {
                series.finish(bar);
                let revised = false;
                told.push((symbol.as_str(), Told { bar, revised }));
            }
        }
        told
    }

    fn place(&mut self, symbol: &str) -> usize {
        if let Some(&place) = self.places.get(symbol) {
            return place;
        }
        let place = self.series.len();
        self.places.insert(symbol.to_string(), place);
        self.symbols.push(symbol.to_string());
        self.series.push(Series {
            aggregate: Aggregate::default(),
            kept: Vec::new(),
            last: NEVER,
            from: NEVER,
            until: NEVER,
        });
        place
    }

    /// Put a bar among those kept and make the longer bars of these anew.
    fn correct(&mut self, place: usize, at: i64, bar: [f64; BAR_WIDTH]) -> Result<Vec<Told>> {
        let series = &mut self.series[place];
        if at < series.from {
            let (symbol, at, from) = (&self.symbols[place], instant(at), instant(series.from));
            let message = format!(
                "{symbol} at {at}: too late, only bars since {from} can still be corrected"
            );
            return Err(CoreError::Bars(message));
        }
        match series.kept.binary_search_by_key(&at, |(kept, _)| *kept) {
            Ok(known) => series.kept[known].1 = bar,
            Err(next) => series.kept.insert(next, (at, bar)),
        }
        series.last = series.last.max(at);
        let mut aggregate = Aggregate::default();
        let mut finished: Vec<Finished> = Vec::new();
        for (at, bar) in &series.kept {
            let told = aggregate.push(&self.grid, self.timeframe, *at, bar);
            finished.extend(told.into_iter().flatten());
        }
        // What the clock had finished stays finished.
        finished.extend(aggregate.close(series.until));
        series.aggregate = aggregate;
        let changed = |told: &Finished| told.span.start <= at && at < told.span.end;
        Ok(finished
            .into_iter()
            .filter(changed)
            .map(|bar| Told { bar, revised: true })
            .collect())
    }
}

impl Series {
    /// Note the newest finished bar and forget the bars before it.
    fn finish(&mut self, bar: Finished) {
        (self.from, self.until) = (bar.span.start, bar.span.end);
        let gone = self.kept.partition_point(|(at, _)| *at < self.from);
        self.kept.drain(..gone);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::Calendar;

    const MINUTE: i64 = 60_000_000;

    fn resampler() -> Resampler {
        let grid = Grid {
            timeframe: Timeframe::Minute,
            calendar: Calendar::Utc,
        };
        Resampler::new(grid, Timeframe::FiveMinutes).unwrap()
    }

    /// Push a bar of one price; starts in minutes, closes, and whether revised.
    fn push(resampler: &mut Resampler, minute: i64, price: f64) -> Vec<(i64, f64, bool)> {
        let bar = [price, price, price, price, 1.0];
        let told = resampler.push("A", minute * MINUTE, bar).unwrap();
        let short = |told: Told| {
            (
                told.bar.span.start / MINUTE,
                told.bar.values[3],
                told.revised,
            )
        };
        told.into_iter().map(short).collect()
    }

    #[test]
    fn a_correction_in_the_finished_bar_tells_it_again_and_leaves_the_growing_one() {
        let mut resampler = resampler();
        for minute in 0..4 {
            assert!(push(&mut resampler, minute, 1.0).is_empty());
        }
        assert_eq!(push(&mut resampler, 4, 2.0), [(0, 2.0, false)]);
        push(&mut resampler, 5, 3.0);
        assert_eq!(push(&mut resampler, 4, 2.5), [(0, 2.5, true)]);
        assert!(push(&mut resampler, 5, 3.5).is_empty());
        assert_eq!(push(&mut resampler, 9, 4.0), [(5, 4.0, false)]);
    }

    #[test]
    fn a_bar_that_comes_after_the_clock_finished_its_longer_one_revises_it() {
        let mut resampler = resampler();
        push(&mut resampler, 3, 1.0);
        assert!(resampler.close(5 * MINUTE - 1).is_empty());
        assert_eq!(resampler.close(5 * MINUTE).len(), 1);
        assert_eq!(push(&mut resampler, 4, 2.0), [(0, 2.0, true)]);
        assert!(push(&mut resampler, 6, 3.0).is_empty());
        assert_eq!(resampler.close(10 * MINUTE)[0].1.bar.values[4], 1.0);
    }

    #[test]
    fn a_bar_before_the_finished_one_is_too_late() {
        let mut resampler = resampler();
        push(&mut resampler, 4, 1.0);
        push(&mut resampler, 9, 1.0);
        let refusal = resampler.push("A", 4 * MINUTE, [1.0; 5]).unwrap_err();
        assert!(
            refusal
                .to_string()
                .contains("only bars since 1970-01-01T00:05:00Z")
        );
    }

    #[test]
    fn longer_bars_must_be_longer() {
        let grid = Grid {
            timeframe: Timeframe::Hour,
            calendar: Calendar::Utc,
        };
        assert!(Resampler::new(grid, Timeframe::Hour).is_err());
    }

    #[test]
    fn bars_outside_of_all_sessions_are_not_kept() {
        let grid = Grid {
            timeframe: Timeframe::Minute,
            calendar: Calendar::Sessions([].into()),
        };
        let mut resampler = Resampler::new(grid, Timeframe::FiveMinutes).unwrap();
        for minute in 0..100 {
            assert_eq!(push(&mut resampler, minute, 1.0), []);
        }
        assert!(resampler.series[0].kept.is_empty());
    }
}
