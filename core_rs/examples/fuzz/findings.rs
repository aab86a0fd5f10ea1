//! What is told of a finding.

use crate::case::{Play, Tally, Target, Verdict, Violation};
use crate::source::Source;
use crate::trial::{tried, tried_text};
use crate::{replay, shrink};

/// Longer cases are told by their seed.
const LONGEST_LINE: usize = 600;

/// Print a finding as small as it gets.
pub fn tell(target: &Target, seed: u64, found: &Violation, hangs: bool) {
    let (mut line, mut seen) = (replay::line_of_seed(target, seed), found.seen.clone());
    if !hangs {
        let (smaller, verdict) = smallest(target, seed, found);
        if smaller.len() < LONGEST_LINE {
            line = smaller;
        } else {
            let beginning: String = smaller.chars().take(200).collect();
            println!("  {} characters at least, {beginning}...", smaller.len());
        }
        if let Err(violation) = verdict {
            seen = violation.seen;
        }
    }
    let seen: String = seen.chars().take(500).collect();
    println!("  VIOLATION {}: {}", found.check, seen);
    println!("    --replay '{line}'");
}

/// The line of the smallest case with the same finding, and the verdict on it.
fn smallest(target: &Target, seed: u64, found: &Violation) -> (String, Verdict) {
    let same =
        |verdict: &Verdict| matches!(verdict, Err(violation) if violation.check == found.check);
    if let Play::Text(make, _) = target.play {
        let text: Vec<char> = make(&mut Source::new(seed)).chars().collect();
        let fails = |text: &[char]| same(&tried_text(target, &text.iter().collect::<String>()));
        let text: String = shrink::shrink(text, shrink::plainer, fails)
            .into_iter()
            .collect();
        return (
            replay::line_of_text(target, &text),
            tried_text(target, &text),
        );
    }
    let try_with = |choices: &[u64]| {
        tried(
            target,
            &mut Source::replaying(choices.to_vec()),
            &mut Tally::default(),
        )
    };
    let mut source = Source::new(seed);
    let _ = tried(target, &mut source, &mut Tally::default());
    let choices = source.taken().to_vec();
    let choices = shrink::shrink(choices, shrink::smaller, |choices| same(&try_with(choices)));
    (
        replay::line_of_choices(target, &choices),
        try_with(&choices),
    )
}
