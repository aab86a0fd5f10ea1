//! One case tried, with its panics caught.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe, catch_unwind};

use allocation_counter::measure;

use crate::case::{Play, Tally, Target, Verdict, Violation, ensure, violation};
use crate::source::Source;

/// How checks are named that panicked.
pub const PANIC: &str = "panic at ";

/// Most bytes of one case: a graph of the longest windows that it may have, thrice, takes some
/// hundred MiB.
const HEAVIEST: u64 = 512 << 20;

thread_local! {
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keep the place of a panic instead of printing it.
pub fn quiet_panics() {
    panic::set_hook(Box::new(|info| {
        let place = info
            .location()
            .map(|at| format!("{}:{}", at.file(), at.line()));
        PLACE.with(|kept| *kept.borrow_mut() = place);
    }));
}

/// A pool of this thread alone, in which its parallel work stays while the pool lives.
pub fn alone() -> Option<rayon::ThreadPool> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread();
    pool.build().ok()
}

/// The verdict on what a closure does; a panic is a violation.
pub fn guarded(work: impl FnOnce() -> Verdict) -> Verdict {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| Err(panicked(payload.as_ref())))
}

/// The verdict on one case.
pub fn tried(target: &Target, source: &mut Source, tally: &mut Tally) -> Verdict {
    weighed(tally, |tally| guarded(|| target.play(source, tally)))
}

/// The verdict on one text of a target of texts.
pub fn tried_text(target: &Target, text: &str) -> Verdict {
    match target.play {
        Play::Text(_, check) => weighed(&mut Tally::default(), |tally| {
            guarded(|| check(text, tally))
        }),
        Play::Case(_) => Ok(()),
    }
}

/// The verdict of a closure, which also must not ask for too much memory on this thread.
fn weighed(tally: &mut Tally, work: impl FnOnce(&mut Tally) -> Verdict) -> Verdict {
    let mut verdict = Ok(());
    let memory = measure(|| verdict = work(tally));
    tally.heaviest = tally.heaviest.max(memory.bytes_max);
    verdict?;
    ensure(memory.bytes_max <= HEAVIEST, "memory without bound", || {
        format!("{} MiB at once", memory.bytes_max >> 20)
    })
}

fn panicked(payload: &(dyn Any + Send)) -> Violation {
    // A panic of a thread of the pool comes without its place.
    let place = PLACE.with(|kept| kept.borrow_mut().take());
    let message = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    let check = format!("{PANIC}{}", place.as_deref().unwrap_or("a place unknown"));
    violation(&check, message)
}
