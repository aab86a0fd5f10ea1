//! Decisions as bars arrive: each from exactly the last `history` bars of its symbol.
//!
//! The same computation as [`Strategy::decide`] on the same bars, so live and research cannot
//! differ. The bars of a symbol lie side by side, ready to be read; old ones are dropped in one go
//! once there are as many as are needed.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Decision, Strategy};
use crate::{
    bar::{BAR_WIDTH, Bars, NEVER, refuse},
    engine::Block,
    error::Result,
};

/// The newest bars of one symbol, oldest first.
#[derive(Default)]
struct Window {
    at: Vec<i64>,
    columns: [Vec<f64>; BAR_WIDTH],
}

impl Window {
    fn last(&self) -> i64 {
        self.at.last().copied().unwrap_or(NEVER)
    }

    fn bars(&self) -> Bars<'_> {
        Bars {
            at: &self.at,
            columns: self.columns.each_ref().map(Vec::as_slice),
        }
    }

    /// Add a bar; all but the last `kept` go once there are twice as many.
    fn add(&mut self, at: i64, bar: &[f64; BAR_WIDTH], kept: usize) {
        if self.at.len() >= 2 * kept {
            let gone = self.at.len() - kept;
            self.at.drain(..gone);
            for column in &mut self.columns {
                column.drain(..gone);
            }
        }
        self.at.push(at);
        for (column, value) in self.columns.iter_mut().zip(bar) {
            column.push(*value);
        }
    }
}

/// Fewer bars than this for each thread are not worth waking it.
const LEAST_FOR_A_THREAD: usize = 32;

/// A strategy with the last bars of every symbol.
pub struct Decider {
    strategy: Arc<Strategy>,
    history: usize,
    windows: FxHashMap<String, Window>,
    /// One for each thread that decides.
    blocks: Vec<Block>,
}

/// The next bar of a symbol.
pub struct Next<S> {
    /// Whose.
    pub symbol: S,
    /// Its start.
    pub at: i64,
    /// Its five values.
    pub bar: [f64; BAR_WIDTH],
}

impl Decider {
    /// A decider that has seen nothing; `history` bars (at least one) are looked back at.
    #[must_use]
    pub fn new(strategy: Arc<Strategy>, history: usize) -> Self {
        Self {
            blocks: vec![Block::new(&strategy.graph)],
            history: history.max(1),
            windows: FxHashMap::default(),
            strategy,
        }
    }

    /// Start of the last bar of a symbol; [`NEVER`] before the first.
    #[must_use]
    pub fn last(&self, symbol: &str) -> i64 {
        self.windows.get(symbol).map_or(NEVER, Window::last)
    }

    /// Take the next bar of a symbol without deciding on it.
    ///
    /// # Errors
    /// A bar that is not finite or not later than the last; nothing is changed.
    pub fn note(&mut self, symbol: &str, at: i64, bar: &[f64; BAR_WIDTH]) -> Result<()> {
        if let Some(refusal) = refuse(self.last(symbol), at, bar) {
            return Err(refusal.of(symbol, at));
        }
        if !self.windows.contains_key(symbol) {
            self.windows.insert(symbol.to_string(), Window::default());
        }
        if let Some(window) = self.windows.get_mut(symbol) {
            window.add(at, bar, self.history);
        }
        Ok(())
    }

    /// Take the next bar of a symbol; gives the decision where the entry fires.
    ///
    /// # Errors
    /// As [`Decider::note`].
    pub fn push(
        &mut self,
        symbol: &str,
        at: i64,
        bar: &[f64; BAR_WIDTH],
    ) -> Result<Option<Decision>> {
        self.note(symbol, at, bar)?;
        Ok(self.decide(symbol))
    }

    /// Take bars that came together, each as [`Decider::push`] would, on several threads; gives
    /// the decisions and refusals with their places, in order.
    ///
    /// A bar that is not later than the symbol's last is passed over: it is known already.
    pub fn push_many<S: AsRef<str> + Sync>(
        &mut self,
        bars: &[Next<S>],
    ) -> Vec<(usize, Result<Decision>)> {
        let mut found = Vec::new();
        let mut begin = 0;
        while begin < bars.len() {
            let mut seen = FxHashSet::default();
            let mut noted = Vec::new();
            let mut end = begin;
            // Only as far as no symbol comes again: its first bar is decided before the next.
            while end < bars.len() && seen.insert(bars[end].symbol.as_ref()) {
                let next = &bars[end];
                if next.at > self.last(next.symbol.as_ref()) {
                    match self.note(next.symbol.as_ref(), next.at, &next.bar) {
                        Ok(()) => noted.push(end),
                        Err(refusal) => found.push((end, Err(refusal))),
                    }
                }
                end += 1;
            }
            found.extend(self.decide_many(bars, &noted));
            begin = end;
        }
        found.sort_by_key(|(place, _)| *place);
        found
    }

    fn decide_many<S: AsRef<str> + Sync>(
        &mut self,
        bars: &[Next<S>],
        places: &[usize],
    ) -> Vec<(usize, Result<Decision>)> {
        let threads = (places.len() / LEAST_FOR_A_THREAD).clamp(1, rayon::current_num_threads());
        while self.blocks.len() < threads {
            self.blocks.push(Block::new(&self.strategy.graph));
        }
        let (strategy, history, windows) = (&self.strategy, self.history, &self.windows);
        let decide = |block: &mut Block, places: &[usize]| -> Vec<_> {
            let one = |place: &usize| {
                let window = windows.get(bars[*place].symbol.as_ref())?;
                newest(strategy, block, window, history).map(|decision| (*place, Ok(decision)))
            };
            places.iter().filter_map(one).collect()
        };
        if threads == 1 {
            return decide(&mut self.blocks[0], places);
        }
        places
            .par_chunks(places.len().div_ceil(threads))
            .zip(&mut self.blocks)
            .flat_map_iter(|(part, block)| decide(block, part))
            .collect()
    }

    /// Decide on the newest bar of a symbol.
    pub fn decide(&mut self, symbol: &str) -> Option<Decision> {
        let window = self.windows.get(symbol)?;
        newest(&self.strategy, &mut self.blocks[0], window, self.history)
    }

    /// Correct a bar that is still kept; says whether it is.
    ///
    /// # Errors
    /// Values that are not finite; nothing is changed.
    pub fn revise(&mut self, symbol: &str, at: i64, bar: &[f64; BAR_WIDTH]) -> Result<bool> {
        if let Some(refusal) = refuse(NEVER, at, bar) {
            return Err(refusal.of(symbol, at));
        }
        let Some(window) = self.windows.get_mut(symbol) else {
            return Ok(false);
        };
        let Ok(place) = window.at.binary_search(&at) else {
            return Ok(false);
        };
        for (column, value) in window.columns.iter_mut().zip(bar) {
            column[place] = *value;
        }
        Ok(true)
    }

    /// Whether all bars with these starts are among those kept of a symbol.
    #[must_use]
    pub fn knows(&self, symbol: &str, starts: &[i64]) -> bool {
        let kept = self
            .windows
            .get(symbol)
            .map_or(&[][..], |window| &window.at);
        starts.iter().all(|at| kept.binary_search(at).is_ok())
    }

    /// Forget a symbol.
    pub fn forget(&mut self, symbol: &str) {
        self.windows.remove(symbol);
    }
}

fn newest(
    strategy: &Strategy,
    block: &mut Block,
    window: &Window,
    history: usize,
) -> Option<Decision> {
    let bars = window.bars();
    let last = bars.len().checked_sub(1)?;
    strategy.decide_with(block, bars, 0, last, history)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::Definition;

    fn strategy() -> Arc<Strategy> {
        let text = r#"{"side": "buy", "entry": "ema(3) crosses_above sma(5)",
            "gates": {"up": {"rule": "rsi(3) > 10", "high": null}}, "context": {},
            "order": "market", "entry_price": null, "stop": "close - 1", "targets": ["close + 2"],
            "invalidation": null, "exits": {}, "trail": null, "conviction": null}"#;
        let definition: Definition = serde_json::from_str(text).unwrap();
        Arc::new(Strategy::new(&definition, None).unwrap())
    }

    fn bar(number: i64) -> [f64; BAR_WIDTH] {
        let close = 50.0 + (number as f64 * 0.7).sin() * 5.0 + (number as f64 * 0.13).cos();
        [close - 0.1, close + 0.5, close - 0.5, close, 100.0]
    }

    #[test]
    fn decider_decides_what_the_strategy_decides_from_as_many_bars() {
        let (strategy, history, count) = (strategy(), 12, 200_i64);
        let at: Vec<i64> = (0..count).collect();
        let columns: [Vec<f64>; BAR_WIDTH] =
            std::array::from_fn(|column| (0..count).map(|number| bar(number)[column]).collect());
        let bars = Bars {
            at: &at,
            columns: columns.each_ref().map(Vec::as_slice),
        };
        let expected = strategy.run_exact(bars, std::slice::from_ref(&(0..at.len())), history);
        let mut decider = Decider::new(Arc::clone(&strategy), history);
        let found: Vec<(i64, Decision)> = (0..count)
            .filter_map(|number| {
                let told = decider.push("X", number, &bar(number)).unwrap();
                told.map(|decision| (number, decision))
            })
            .collect();
        assert!(found.len() > 5);
        assert_eq!(found.len(), expected.len());
        for ((number, told), wanted) in found.iter().zip(&expected) {
            assert_eq!(*number, at[wanted.row]);
            assert_eq!((told.stop, &told.targets), (wanted.stop, &wanted.targets));
            assert_eq!(told.observed, wanted.observed);
        }
    }

    #[test]
    fn decider_of_bars_that_come_together_decides_as_of_one_after_the_other() {
        let (strategy, history) = (strategy(), 12);
        let mut single = Decider::new(Arc::clone(&strategy), history);
        let mut many = Decider::new(strategy, history);
        let mut fired = 0;
        for minute in 0..60_i64 {
            // Some symbols twice, one bar that is no number, one that is known already.
            let mut bars: Vec<Next<String>> = (0..300_i64)
                .map(|symbol| Next {
                    symbol: format!("S{}", symbol % 290),
                    at: 2 * minute + symbol / 290,
                    bar: bar(minute * 7 + symbol * 3),
                })
                .collect();
            bars[7].bar[2] = f64::NAN;
            bars[9].at -= 2;
            let expected: Vec<(usize, Option<Decision>)> = bars
                .iter()
                .enumerate()
                .filter(|(_, next)| next.at > single.last(&next.symbol))
                .collect::<Vec<_>>()
                .into_iter()
                .filter_map(
                    |(place, next)| match single.push(&next.symbol, next.at, &next.bar) {
                        Ok(told) => told.map(|decision| (place, Some(decision))),
                        Err(_) => Some((place, None)),
                    },
                )
                .collect();
            let found: Vec<(usize, Option<Decision>)> = many
                .push_many(&bars)
                .into_iter()
                .map(|(place, told)| (place, told.ok()))
                .collect();
            fired += found.iter().filter(|(_, told)| told.is_some()).count();
            assert_eq!(found.len(), expected.len());
            for ((place, told), (wanted, decision)) in found.iter().zip(&expected) {
                assert_eq!(place, wanted);
                let of = |each: &Option<Decision>| {
                    each.as_ref().map(|each| (each.stop, each.observed.clone()))
                };
                assert_eq!(of(told), of(decision));
            }
        }
        assert!(fired > 100);
    }

    #[test]
    fn decider_refuses_a_bar_that_is_not_later_and_keeps_symbols_apart() {
        let mut decider = Decider::new(strategy(), 5);
        decider.push("A", 1, &bar(1)).unwrap();
        assert!(decider.push("A", 1, &bar(2)).is_err());
        assert!(decider.push("A", 2, &[f64::NAN; BAR_WIDTH]).is_err());
        decider.push("B", 1, &bar(3)).unwrap();
        assert!(decider.knows("A", &[1]) && !decider.knows("A", &[1, 2]));
        assert!(decider.knows("C", &[]) && !decider.knows("C", &[1]));
        assert_eq!(
            (decider.last("A"), decider.last("B"), decider.last("C")),
            (1, 1, NEVER)
        );
    }

    #[test]
    fn decider_with_a_corrected_bar_decides_as_if_it_had_known() {
        let (mut corrected, mut honest) =
            (Decider::new(strategy(), 9), Decider::new(strategy(), 9));
        for number in 0..60 {
            let wrong = bar(number + 7);
            corrected.note("X", number, &wrong).unwrap();
            honest.note("X", number, &bar(number)).unwrap();
            assert!(corrected.revise("X", number, &bar(number)).unwrap());
            assert_eq!(
                corrected.decide("X").is_some(),
                honest.decide("X").is_some()
            );
        }
        assert!(!corrected.revise("X", 1, &bar(1)).unwrap());
        assert!(!corrected.revise("Y", 1, &bar(1)).unwrap());
    }
}
