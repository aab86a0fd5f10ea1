//! A case as one line of printable ASCII without quotes, and back.
//!
//! A text stands for itself, any other case is its choices; `@` and a number are the choices of
//! that seed, for a case that did not live to be written down.

use crate::case::{Play, Tally, Target, Verdict};
use crate::source::Source;

/// The line of a text.
pub fn line_of_text(target: &Target, text: &str) -> String {
    let escaped: String = text.chars().map(escaped).collect();
    format!("{}:{escaped}", target.name)
}

/// The line of a list of choices; `z9` is nine zeros.
pub fn line_of_choices(target: &Target, choices: &[u64]) -> String {
    let runs = choices.chunk_by(|one, other| one == other && *one == 0);
    let parts = runs.map(|run| match run {
        [0, 0, ..] => format!("z{}", run.len()),
        [choice, ..] => format!("{choice:x}"),
        [] => String::new(),
    });
    format!(
        "{}:{}",
        target.name,
        parts.collect::<Vec<String>>().join(".")
    )
}

/// The line of a seed.
pub fn line_of_seed(target: &Target, seed: u64) -> String {
    format!("{}:@{seed:x}", target.name)
}

/// Try the case that a line tells of; gives what is known of it, and the verdict.
///
/// # Errors
/// A line that no target prints.
pub fn replay(targets: &[Target], line: &str) -> Result<(Vec<String>, Verdict), String> {
    let (name, case) = line.split_once(':').ok_or("a case is TARGET:CASE")?;
    let target = targets
        .iter()
        .find(|target| target.name == name)
        .ok_or_else(|| format!("{name} is no target"))?;
    let mut tally = Tally::default();
    let number =
        |text: &str| u64::from_str_radix(text, 16).map_err(|error| format!("{text}: {error}"));
    let mut source = if let Some(seed) = case.strip_prefix('@') {
        Source::new(number(seed)?).noting()
    } else if let Play::Text(_, check) = target.play {
        let text = unescaped(case);
        return Ok((vec![text.clone()], check(&text, &mut tally)));
    } else {
        let mut choices = Vec::new();
        for part in case.split('.').filter(|part| !part.is_empty()) {
            match part.strip_prefix('z').map(str::parse::<u16>) {
                Some(Ok(zeros)) => choices.extend((0..zeros).map(|_| 0)),
                _ => choices.push(number(part)?),
            }
        }
        Source::replaying(choices)
    };
    let verdict = target.play(&mut source, &mut tally);
    Ok((source.notes().to_vec(), verdict))
}

fn escaped(character: char) -> String {
    match character {
        '\\' | '\'' | '@' => format!("\\u{{{:x}}}", u32::from(character)),
        ' '..='~' => character.to_string(),
        _ => format!("\\u{{{:x}}}", u32::from(character)),
    }
}

fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut whole = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let (digits, rest) = part.split_once('}').unwrap_or(("", part));
        let code = u32::from_str_radix(digits, 16).ok();
        whole.push(code.and_then(char::from_u32).unwrap_or('\u{fffd}'));
        whole.push_str(rest);
    }
    whole
}
