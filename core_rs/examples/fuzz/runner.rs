//! Many cases of one target on all threads, watched.

use std::collections::BTreeMap;
use std::os::unix::process::parent_id;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use crate::case::{Tally, Target, Violation, violation};
use crate::options::{Budget, Options};
use crate::process::peak_memory;
use crate::source::{Source, seed_of};
use crate::supervisor::Note;
use crate::trial::{alone, tried};

/// A case that takes longer hangs.
const HANG: Duration = Duration::from_secs(5);
/// More memory than this is unbounded; a thread may need a tenth of it for the largest rule.
pub const MOST_MEMORY: u64 = 2048;
/// Kinds of findings after which a target is given up.
const ENOUGH: usize = 10;
/// Stack of a thread: what the system gives to threads, so that an overflow is found.
pub const STACK: usize = 2 << 20;
/// Cases that a thread takes at once.
pub const BATCH: u64 = 16;
const IDLE: u64 = u64::MAX;

/// What came of a target.
pub struct Report {
    pub tally: Tally,
    pub peak_memory: Option<u64>,
    /// Each kind of finding with the seed of its first case.
    pub found: Vec<(u64, Violation)>,
    /// Whether a thread is lost in a case, so that nothing more can be tried.
    pub hangs: bool,
}

/// What threads share.
struct Shared {
    next: AtomicU64,
    inputs: AtomicU64,
    stop: AtomicBool,
    /// Case of each thread, and when it began, in ms.
    now: Vec<(AtomicU64, AtomicU64)>,
    done: Mutex<Tally>,
    found: Mutex<BTreeMap<String, (u64, Violation)>>,
    start: Instant,
}

/// Try cases until the budget is spent.
pub fn run(target: Target, options: &Options, budget: Budget) -> Report {
    let (seed, threads) = (options.seed, options.threads);
    let shared: &'static Shared = Box::leak(Box::new(Shared {
        next: AtomicU64::new(0),
        inputs: AtomicU64::new(0),
        stop: AtomicBool::new(false),
        now: (0..threads)
            .map(|_| (AtomicU64::new(IDLE), AtomicU64::new(0)))
            .collect(),
        done: Mutex::default(),
        found: Mutex::default(),
        start: Instant::now(),
    }));
    let workers: Vec<_> = (0..threads)
        .filter_map(|thread| {
            let notes = Note::of(options.notes.as_deref(), thread);
            let work = move || work(target, seed, shared, thread, budget, notes);
            thread::Builder::new().stack_size(STACK).spawn(work).ok()
        })
        .collect();
    let (mut lost, parent) = (None, parent_id());
    while lost.is_none() && workers.iter().any(|worker| !worker.is_finished()) {
        thread::sleep(Duration::from_millis(20));
        lost = watch(shared);
        if options.notes.is_some() && parent_id() != parent {
            std::process::exit(1); // Nobody waits any more.
        }
    }
    shared.stop.store(true, Relaxed);
    let mut found: Vec<(u64, Violation)> = lock(&shared.found).values().cloned().collect();
    found.sort_by_key(|(case, _)| *case);
    let hangs = lost.is_some();
    found.extend(lost);
    for (case, _) in &mut found {
        *case = seed_of(seed, target.name, *case);
    }
    Report {
        tally: *lock(&shared.done),
        peak_memory: peak_memory(),
        found,
        hangs,
    }
}

fn work(
    target: Target,
    seed: u64,
    shared: &Shared,
    thread: usize,
    budget: Budget,
    mut notes: Note,
) {
    // What is parallel in the core stays on this thread, where its panics and memory are seen.
    let _pool = alone();
    let mut tally = Tally {
        sampling: true,
        ..Tally::default()
    };
    let (now, since) = &shared.now[thread];
    while !shared.stop.load(Relaxed) && !spent(shared, budget) {
        let first = shared.next.fetch_add(BATCH, Relaxed);
        let before = tally.inputs;
        notes.write(target.name, seed, first);
        for case in first..first + BATCH {
            since.store(shared.start.elapsed().as_millis() as u64, Relaxed);
            now.store(case, Relaxed);
            let (own, slowest) = (seed_of(seed, target.name, case), tally.slowest);
            if let Err(violation) = tried(&target, &mut Source::new(own), &mut tally) {
                note(shared, case, violation);
            }
            if tally.slowest > slowest {
                tally.slowest_seed = own;
            }
        }
        now.store(IDLE, Relaxed);
        shared.inputs.fetch_add(tally.inputs - before, Relaxed);
    }
    lock(&shared.done).add(tally);
}

fn spent(shared: &Shared, budget: Budget) -> bool {
    match budget {
        Budget::Time(time) => shared.start.elapsed() >= time,
        Budget::Count(count) => shared.inputs.load(Relaxed) >= count,
    }
}

/// Keep the first case of each kind of finding.
fn note(shared: &Shared, case: u64, violation: Violation) {
    let mut found = lock(&shared.found);
    let first = found
        .get(&violation.check)
        .is_none_or(|(known, _)| case < *known);
    if first {
        found.insert(violation.check.clone(), (case, violation));
    }
    if found.len() >= ENOUGH {
        shared.stop.store(true, Relaxed);
    }
}

/// The case in which a thread is lost, or with which memory went beyond all bounds.
fn watch(shared: &Shared) -> Option<(u64, Violation)> {
    let elapsed = shared.start.elapsed();
    let running = shared
        .now
        .iter()
        .map(|(now, since)| (now.load(Relaxed), since.load(Relaxed)));
    let oldest = running
        .filter(|(case, _)| *case != IDLE)
        .min_by_key(|(_, since)| *since);
    let (case, since) = oldest?;
    let time = elapsed.saturating_sub(Duration::from_millis(since));
    if time > HANG {
        return Some((
            case,
            violation("hang", format!("still at it after {time:.1?}")),
        ));
    }
    let peak = peak_memory()?;
    (peak > MOST_MEMORY).then(|| {
        let seen = format!("{peak} MiB; with this case, or one beside it");
        (case, violation("memory without bound", seen))
    })
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
