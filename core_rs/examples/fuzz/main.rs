//! Fuzzing of the core: `make fuzz`, or `cargo run --profile fuzz --no-default-features --example
//! fuzz -- --seconds 60`.
//!
//! Every target makes inputs from a seed, the same ones on every machine, and checks what must hold
//! for all of them: no panic, no hang, bounded memory, and the properties its file tells. What is
//! found is made small and printed as a line that `--replay` takes.

#![allow(
    clippy::needless_pass_by_value,
    clippy::trivially_copy_pass_by_ref,
    reason = "targets and shrinkers have one form each, whatever they take"
)]

mod bars;
mod calls;
mod case;
mod columns;
mod grammar;
mod market;
mod mutation;
mod options;
mod outcomes;
mod process;
mod replay;
mod revisions;
mod runner;
mod shrink;
mod source;
mod strategies;
mod text;
mod trial;
mod windows;

use std::process::ExitCode;
use std::time::Instant;

use case::{Play, Tally, Target, Violation};
use options::{Budget, Options, USAGE};
use source::Source;
use trial::{PANIC, guarded, tried, tried_text};

const TARGETS: &[Target] = &[
    Target {
        name: "grammar",
        unit: "texts",
        share: 30,
        inputs: 340_000,
        play: Play::Text(grammar::any, text::check),
    },
    Target {
        name: "mutation",
        unit: "texts",
        share: 20,
        inputs: 250_000,
        play: Play::Text(mutation::text, text::check),
    },
    Target {
        name: "windows",
        unit: "texts",
        share: 4,
        inputs: 100,
        play: Play::Text(windows::text, text::check_all),
    },
    Target {
        name: "bars",
        unit: "bars",
        share: 25,
        inputs: 290_000,
        play: Play::Case(bars::play),
    },
    Target {
        name: "corrections",
        unit: "bars",
        share: 4,
        inputs: 30_000,
        play: Play::Case(revisions::correct),
    },
    Target {
        name: "longer",
        unit: "bars",
        share: 2,
        inputs: 30_000,
        play: Play::Case(revisions::resample),
    },
    Target {
        name: "strategies",
        unit: "strategies",
        share: 10,
        inputs: 2_000,
        play: Play::Case(strategies::play),
    },
    Target {
        name: "plans",
        unit: "plans",
        share: 3,
        inputs: 30_000,
        play: Play::Case(outcomes::plan),
    },
    Target {
        name: "orders",
        unit: "bars",
        share: 2,
        inputs: 27_900,
        play: Play::Case(outcomes::book),
    },
];

/// Longer cases are told by their seed.
const LONGEST_LINE: usize = 600;

fn main() -> ExitCode {
    let options = match Options::read(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(why) => {
            eprintln!("{why}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match &options.replay {
        Some(line) => replayed(line),
        None => fuzzed(&options),
    }
}

fn replayed(line: &str) -> ExitCode {
    let mut told = Err(String::new());
    let verdict = guarded(|| {
        told = replay::replay(TARGETS, line);
        told.as_ref().map_or(Ok(()), |(_, verdict)| verdict.clone())
    });
    match (told, verdict) {
        (Err(why), Ok(())) => {
            eprintln!("{why}\n{USAGE}");
            ExitCode::from(2)
        }
        (told, Err(Violation { check, seen })) => {
            told.iter()
                .flat_map(|(notes, _)| notes)
                .for_each(|note| println!("{note}"));
            println!("VIOLATION {check}: {seen}");
            ExitCode::FAILURE
        }
        (Ok((notes, _)), Ok(())) => {
            for note in &notes {
                println!("{note}");
            }
            println!("nothing wrong with this case");
            ExitCode::SUCCESS
        }
    }
}

fn fuzzed(options: &Options) -> ExitCode {
    trial::quiet_panics();
    let _pool = trial::alone();
    let start = Instant::now();
    let chosen = |target: &&Target| {
        options
            .only
            .as_deref()
            .is_none_or(|only| only == target.name)
    };
    let targets: Vec<&Target> = TARGETS.iter().filter(chosen).collect();
    let shares: u64 = targets.iter().map(|target| target.share).sum();
    let inputs_of_all: u64 = targets.iter().map(|target| target.inputs).sum();
    println!("seed {}, {} threads", options.seed, options.threads);
    println!(
        "{:<12}{:>12} {:<11}{:>11}{:>11}{:>8}{:>10}{:>9}{:>9}{:>9}",
        "target",
        "inputs",
        "",
        "accepted",
        "refused",
        "panics",
        "slowest",
        "case MiB",
        "peak MiB",
        "seconds"
    );
    let (mut inputs, mut kinds) = (0, 0);
    for target in targets {
        let budget = match options.budget {
            Budget::Time(time) => Budget::Time(time.mul_f64(target.share as f64 / shares as f64)),
            Budget::Count(count) => Budget::Count((count * target.inputs).div_ceil(inputs_of_all)),
        };
        process::forget_peak();
        let begun = Instant::now();
        let report = runner::run(*target, options.seed, options.threads, budget);
        let Tally {
            inputs: tried,
            accepted,
            slowest,
            heaviest,
            ..
        } = report.tally;
        let panics = report
            .found
            .iter()
            .filter(|(_, found)| found.check.starts_with(PANIC));
        println!(
            "{:<12}{tried:>12} {:<11}{accepted:>11}{:>11}{:>8}{:>10}{:>9.1}{:>9}{:>9.1}",
            target.name,
            target.unit,
            tried - accepted,
            panics.count(),
            format!("{slowest:.1?}"),
            heaviest as f64 / f64::from(1 << 20),
            report
                .peak_memory
                .map_or("?".to_string(), |peak| peak.to_string()),
            begun.elapsed().as_secs_f64(),
        );
        for (seed, found) in &report.found {
            tell(target, *seed, found, report.hangs);
        }
        inputs += tried;
        kinds += report.found.len();
        if report.hangs {
            break;
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    if kinds > 0 {
        println!("FUZZ FOUND {kinds} kinds of violations in {inputs} inputs, {seconds:.0} s");
        return ExitCode::FAILURE;
    }
    println!("FUZZ OK: {inputs} inputs, {seconds:.0} s, no violation");
    ExitCode::SUCCESS
}

/// Print a finding as small as it gets.
fn tell(target: &Target, seed: u64, found: &Violation, hangs: bool) {
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
fn smallest(target: &Target, seed: u64, found: &Violation) -> (String, case::Verdict) {
    let same = |verdict: &case::Verdict| matches!(verdict, Err(violation) if violation.check == found.check);
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
