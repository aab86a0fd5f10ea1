//! Bars that are corrected after they were acted on.
//!
//! A venue revises a bar some seconds after it was finished. The last few bars of each symbol are
//! kept, and a second engine stays behind by as many: its state, moved over the corrected bars, is
//! what the first would have, had it known. What the first has told stays told, and is given beside
//! what it would have told.

use std::collections::VecDeque;

use crate::{
    bar::{BAR_WIDTH, refuse},
    engine::Engine,
    error::{CoreError, Result},
    rule::Graph,
};

/// One bar that can still be corrected.
#[derive(Debug, Clone)]
struct Kept {
    at: i64,
    bar: [f64; BAR_WIDTH],
    /// What was told of it.
    told: Vec<f64>,
}

/// What is told of a bar from now on, and what was told of it.
#[derive(Debug, Clone)]
pub struct Revised {
    /// Start of the bar.
    pub at: i64,
    /// Values of the wanted columns with the correction.
    pub now: Vec<f64>,
    /// The same when the bar was taken.
    pub told: Vec<f64>,
}

/// The last bars of every symbol, and the engine that has not seen them.
pub struct Corrections {
    behind: Engine,
    kept: Vec<VecDeque<Kept>>,
    most: usize,
    wanted: Vec<usize>,
}

impl Corrections {
    /// Nothing kept yet; of each symbol the last `most` bars will be.
    #[must_use]
    pub fn new(graph: &Graph, most: usize, wanted: Vec<usize>) -> Self {
        Self {
            behind: Engine::new(graph),
            kept: Vec::new(),
            most,
            wanted,
        }
    }

    /// Note a bar that `front` has taken, and what it told.
    ///
    /// # Errors
    /// A bar that `front` would not have taken.
    pub fn keep(
        &mut self,
        front: &Engine,
        slot: usize,
        at: i64,
        bar: [f64; BAR_WIDTH],
        told: Vec<f64>,
    ) -> Result<()> {
        while self.kept.len() <= slot {
            self.behind.slot(front.symbol(self.kept.len()));
            self.kept.push(VecDeque::new());
        }
        let kept = &mut self.kept[slot];
        kept.push_back(Kept { at, bar, told });
        if kept.len() > self.most
            && let Some(oldest) = kept.pop_front()
        {
            self.behind.push(slot, oldest.at, &oldest.bar)?;
        }
        Ok(())
    }

    /// Put a corrected bar in the place of the one with its start, and move `front` to the state
    /// it would have had.
    ///
    /// # Returns
    /// The corrected bar and those after it.
    ///
    /// # Errors
    /// A bar that is not finite, or not among those kept; nothing is changed.
    pub fn revise(
        &mut self,
        front: &mut Engine,
        slot: usize,
        at: i64,
        bar: [f64; BAR_WIDTH],
    ) -> Result<Vec<Revised>> {
        let symbol = front.symbol(slot).to_string();
        if let Some(refusal) = refuse(i64::MIN, at, &bar) {
            return Err(refusal.of(&symbol, at));
        }
        let kept = self.kept.get_mut(slot).map(VecDeque::make_contiguous);
        let place = kept.and_then(|kept| kept.binary_search_by_key(&at, |bar| bar.at).ok());
        let Some(place) = place else {
            let at = crate::bar::instant(at);
            let count = self.most;
            let message = format!(
                "{symbol} at {at}: no such bar among the last {count} of the symbol, which are \
                 those that can be corrected"
            );
            return Err(CoreError::Bars(message));
        };
        let kept = &mut self.kept[slot];
        kept[place].bar = bar;
        front.restore(slot, &self.behind);
        let mut revised = Vec::new();
        for (index, kept) in kept.iter().enumerate() {
            let values = front.push(slot, kept.at, &kept.bar)?;
            if index >= place {
                revised.push(Revised {
                    at: kept.at,
                    now: self.wanted.iter().map(|column| values[*column]).collect(),
                    told: kept.told.clone(),
                });
            }
        }
        Ok(revised)
    }
}
