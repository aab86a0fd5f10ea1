//! Decisions as bars arrive: each from exactly the last `history` bars of its symbol.
//!
//! The same computation as [`Strategy::decide`] on the same bars, so live and research cannot
//! differ. The bars of a symbol lie side by side, ready to be read; old ones are dropped in one go
//! once there are as many as are needed.

use std::sync::Arc;

use rustc_hash::FxHashMap;

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

/// A strategy with the last bars of every symbol.
pub struct Decider {
    strategy: Arc<Strategy>,
    history: usize,
    windows: FxHashMap<String, Window>,
    block: Block,
}

impl Decider {
    /// A decider that has seen nothing; `history` bars (at least one) are looked back at.
    #[must_use]
    pub fn new(strategy: Arc<Strategy>, history: usize) -> Self {
        Self {
            block: Block::new(&strategy.graph),
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

    /// Decide on the newest bar of a symbol.
    pub fn decide(&mut self, symbol: &str) -> Option<Decision> {
        let bars = self.windows.get(symbol)?.bars();
        let last = bars.len().checked_sub(1)?;
        self.strategy
            .decide_with(&mut self.block, bars, 0, last, self.history)
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
