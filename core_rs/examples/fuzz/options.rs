//! The command line.

use std::path::PathBuf;
use std::time::Duration;

/// How the driver is used.
pub const USAGE: &str = "\
usage: fuzz [--seconds S | --count N] [--seed N] [--threads N] [--only TARGET]
       fuzz --replay 'TARGET:CASE'

  --seconds S  stop after that long (default 60)
  --count N    stop after that many inputs instead
  --seed N     another seed tries other inputs (default 0)
  --threads N  default: one per core
  --only T     one target alone
  --replay C   try one case again, as a finding prints it";

/// How much is tried.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Budget {
    /// Time.
    Time(Duration),
    /// Inputs.
    Count(u64),
}

/// What the command line says.
#[derive(Debug)]
pub struct Options {
    pub budget: Budget,
    pub seed: u64,
    pub threads: usize,
    pub only: Option<String>,
    pub replay: Option<String>,
    /// Folder for notes to the supervising process, which gives it.
    pub notes: Option<PathBuf>,
}

impl Options {
    /// Read the arguments after the program's name.
    ///
    /// # Errors
    /// An option that is not known, or its value.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let mut options = Self {
            budget: Budget::Time(Duration::from_secs(60)),
            seed: 0,
            threads,
            only: None,
            replay: None,
            notes: None,
        };
        while let Some(name) = arguments.next() {
            let value = arguments
                .next()
                .ok_or_else(|| format!("{name} needs a value"))?;
            match name.as_str() {
                "--seconds" => {
                    options.budget = Budget::Time(Duration::from_secs(whole(&name, &value)?));
                }
                "--count" => options.budget = Budget::Count(whole(&name, &value)?),
                "--seed" => options.seed = whole(&name, &value)?,
                "--threads" => options.threads = whole(&name, &value)?.clamp(1, 64) as usize,
                "--only" => options.only = Some(value),
                "--notes" => options.notes = Some(value.into()),
                "--replay" => options.replay = Some(value),
                _ => return Err(format!("{name} is not an option")),
            }
        }
        Ok(options)
    }
}

fn whole(name: &str, value: &str) -> Result<u64, String> {
    let digits = value.replace('_', "");
    digits
        .parse()
        .map_err(|_| format!("{name} takes a whole number, not {value:?}"))
}
