//! What a target is, what it counts, and what it may find.

use std::time::Duration;

use pytoolkit_core::error::CoreError;

use crate::source::Source;

/// Something that must not happen: which check, and what was seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// The same for the same kind of finding, whatever the input.
    pub check: String,
    /// What was seen with this input.
    pub seen: String,
}

/// What a case says when all is well: nothing.
pub type Verdict = Result<(), Violation>;

/// The violation of a check.
pub fn violation(check: &str, seen: impl Into<String>) -> Violation {
    Violation {
        check: check.to_string(),
        seen: seen.into(),
    }
}

/// Complain unless something holds.
pub fn ensure(holds: bool, check: &str, seen: impl FnOnce() -> String) -> Verdict {
    if holds {
        Ok(())
    } else {
        Err(violation(check, seen()))
    }
}

/// Counts of one target.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// Rule texts, bars, definitions or plans tried.
    pub inputs: u64,
    /// Those that were taken.
    pub accepted: u64,
    /// Longest time of one call that should be short: one parse, one push.
    pub slowest: Duration,
    /// Seed of the case with that call.
    pub slowest_seed: u64,
    /// Most bytes that one case held at once.
    pub heaviest: u64,
    /// Whether what takes long is only done for some inputs; never when one is tried again.
    pub sampling: bool,
}

impl Tally {
    /// Count one input.
    pub fn count(&mut self, accepted: bool) {
        self.inputs += 1;
        self.accepted += u64::from(accepted);
    }

    /// Add the counts of another thread.
    pub fn add(&mut self, other: Self) {
        self.inputs += other.inputs;
        self.accepted += other.accepted;
        if other.slowest > self.slowest {
            (self.slowest, self.slowest_seed) = (other.slowest, other.slowest_seed);
        }
        self.heaviest = self.heaviest.max(other.heaviest);
    }
}

/// How a target makes and tries its inputs.
#[derive(Clone, Copy)]
pub enum Play {
    /// Makes a text, then tries it; the text alone is the case.
    Text(fn(&mut Source) -> String, fn(&str, &mut Tally) -> Verdict),
    /// Makes and tries in one go.
    Case(fn(&mut Source, &mut Tally) -> Verdict),
}

/// One thing that is fuzzed.
#[derive(Clone, Copy)]
pub struct Target {
    /// As it is printed and given to `--replay`.
    pub name: &'static str,
    /// What it counts.
    pub unit: &'static str,
    /// Its part of the time, in percent.
    pub share: u64,
    /// Its inputs of each million.
    pub inputs: u64,
    /// What it does.
    pub play: Play,
}

impl Target {
    /// One case.
    pub fn play(&self, source: &mut Source, tally: &mut Tally) -> Verdict {
        match self.play {
            Play::Text(make, check) => {
                let text = make(source);
                source.note(|| text.clone());
                check(&text, tally)
            }
            Play::Case(play) => play(source, tally),
        }
    }
}

/// Character of a refusal of rule text; any other error would be a violation.
pub fn place_of(error: &CoreError) -> Result<usize, Violation> {
    match error {
        CoreError::Rule { at, .. } => Ok(*at),
        other => Err(violation("error of the wrong kind", other.to_string())),
    }
}
