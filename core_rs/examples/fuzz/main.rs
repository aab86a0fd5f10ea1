//! Fuzzing of the core: `make fuzz`, or `cargo run --profile fuzz --no-default-features --example
//! fuzz -- --seconds 60`.
//!
//! Every target makes inputs from a seed, the same ones on every machine, and checks what must hold
//! for all of them: no panic, no hang, bounded memory, and the properties its file tells. What is
//! found is made small and printed as a line that `--replay` takes.

mod bars;
mod calls;
mod case;
mod columns;
mod findings;
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
mod supervisor;
mod targets;
mod text;
mod trial;
mod windows;

use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use case::{Tally, Target, Violation};
use findings::tell;
use options::{Budget, Options, USAGE};
use targets::TARGETS;
use trial::{PANIC, alone, guarded, quiet_panics};

fn main() -> ExitCode {
    let options = match Options::read(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(why) => {
            eprintln!("{why}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match &options.replay {
        Some(line) => replayed(line.clone()),
        None if options.notes.is_none() => supervisor::supervised(),
        None => fuzzed(&options),
    }
}

/// Try a case again, on a thread like those of the driver.
fn replayed(line: String) -> ExitCode {
    let replay = move || {
        let _pool = alone();
        verdict_on(&line)
    };
    let thread = thread::Builder::new()
        .stack_size(runner::STACK)
        .spawn(replay);
    let code = thread.ok().and_then(|thread| thread.join().ok());
    code.unwrap_or(ExitCode::FAILURE)
}

fn verdict_on(line: &str) -> ExitCode {
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
            for note in notes {
                println!("{note}");
            }
            println!("nothing wrong with this case");
            ExitCode::SUCCESS
        }
    }
}

fn fuzzed(options: &Options) -> ExitCode {
    quiet_panics();
    let _pool = alone();
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
        "{:<12}{:>12} {:<11}{:>11}{:>11}{:>8}{:>10}{:>9}{:>9}{:>9}  slowest case",
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
        let report = runner::run(*target, options, budget);
        let Tally {
            inputs: tried,
            accepted,
            slowest,
            slowest_seed,
            heaviest,
            ..
        } = report.tally;
        let panics = report
            .found
            .iter()
            .filter(|(_, found)| found.check.starts_with(PANIC));
        println!(
            "{:<12}{tried:>12} {:<11}{accepted:>11}{:>11}{:>8}{:>10}{:>9.1}{:>9}{:>9.1}  {}",
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
            replay::line_of_seed(target, slowest_seed),
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
