//! The driver as a child process, so that what kills it is told too: an exhausted stack, an abort.
//!
//! Each thread of the child notes which cases it is about to try. When the child dies, those are
//! tried again, each in a process of its own.

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::{env, io, process};

use crate::replay::line_of_seed;
use crate::runner::BATCH;
use crate::source::seed_of;
use crate::targets::TARGETS;

/// Where one thread notes what it tries.
pub struct Note(Option<File>);

impl Note {
    /// The note of a thread, in a folder if there is one.
    pub fn of(folder: Option<&Path>, thread: usize) -> Self {
        Self(folder.and_then(|folder| File::create(folder.join(thread.to_string())).ok()))
    }

    /// Write what the thread tries now.
    pub fn write(&mut self, target: &str, seed: u64, first: u64) {
        if let Some(file) = &mut self.0 {
            // A note that cannot be written is missed only if the process dies.
            let _ = file.seek(SeekFrom::Start(0));
            let _ = writeln!(file, "{target} {seed} {first} ");
        }
    }
}

/// Run the driver with the same arguments in a child, and tell what it died of if it did.
pub fn supervised() -> ExitCode {
    let folder = env::temp_dir().join(format!("pytoolkit-fuzz-{}", process::id()));
    let outcome = fs::create_dir_all(&folder).and_then(|()| watched(&folder));
    // Left behind it is a few bytes in the folder for such things.
    let _ = fs::remove_dir_all(&folder);
    outcome.unwrap_or_else(|error| {
        eprintln!("the driver cannot be started: {error}");
        ExitCode::from(2)
    })
}

fn watched(folder: &Path) -> io::Result<ExitCode> {
    let mut child = Command::new(env::current_exe()?);
    let status = child
        .args(env::args().skip(1))
        .arg("--notes")
        .arg(folder)
        .status()?;
    if let Some(code) = status.code() {
        return Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)));
    }
    println!("  VIOLATION the process died: {status}");
    let deadly = noted(folder)?
        .into_iter()
        .find(|line| dies(line).unwrap_or(false));
    match deadly {
        Some(line) => println!("    --replay '{line}'"),
        None => println!("    none of the cases at hand does that alone: killed from outside?"),
    }
    println!("FUZZ FOUND a case that ends the process, or was ended");
    Ok(ExitCode::FAILURE)
}

/// The cases that the threads were about to try.
fn noted(folder: &Path) -> io::Result<Vec<String>> {
    let paths: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|file| Ok(file?.path()))
        .collect::<io::Result<_>>()?;
    let mut lines = Vec::new();
    for path in paths {
        let text = fs::read_to_string(path)?;
        let words: Vec<&str> = text.split_whitespace().take(3).collect();
        let [name, seed, first] = words[..] else {
            continue;
        };
        let (Ok(seed), Ok(first)) = (seed.parse(), first.parse::<u64>()) else {
            continue;
        };
        for target in TARGETS.iter().filter(|target| target.name == name) {
            lines.extend(
                (first..first + BATCH).map(|case| line_of_seed(target, seed_of(seed, name, case))),
            );
        }
    }
    Ok(lines)
}

fn dies(line: &str) -> io::Result<bool> {
    let mut alone = Command::new(env::current_exe()?);
    let status = alone
        .arg("--replay")
        .arg(line)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    Ok(status.code().is_none())
}
