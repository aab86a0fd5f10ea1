//! A finding made as small as it gets.

use std::time::{Duration, Instant};

/// Longest time spent on one finding.
const PATIENCE: Duration = Duration::from_secs(20);

/// The shortest and simplest list found for which `fails` still holds; `simpler` gives simpler
/// things in place of one, the simplest first.
pub fn shrink<T: Copy + PartialEq>(
    mut items: Vec<T>,
    simpler: impl Fn(T) -> Vec<T>,
    mut fails: impl FnMut(&[T]) -> bool,
) -> Vec<T> {
    let start = Instant::now();
    let mut improved = true;
    while improved && start.elapsed() < PATIENCE {
        improved = false;
        let mut size = items.len().next_power_of_two();
        while size > 0 {
            let mut from = 0;
            while from < items.len() && start.elapsed() < PATIENCE {
                let to = (from + size).min(items.len());
                let shorter = [&items[..from], &items[to..]].concat();
                if fails(&shorter) {
                    items = shorter;
                    improved = true;
                } else {
                    from += size;
                }
            }
            size /= 2;
        }
        for place in 0..items.len() {
            for candidate in simpler(items[place]) {
                if candidate == items[place] || start.elapsed() > PATIENCE {
                    break;
                }
                let before = std::mem::replace(&mut items[place], candidate);
                if fails(&items) {
                    improved = true;
                    break;
                }
                items[place] = before;
            }
        }
    }
    items
}

/// Smaller numbers, the smallest first.
pub fn smaller(choice: u64) -> Vec<u64> {
    let halves = (1..64).map(|shift| choice >> shift).rev();
    let mut all: Vec<u64> = halves.chain(choice.checked_sub(1)).collect();
    all.dedup();
    all
}

/// Plainer characters.
pub fn plainer(character: char) -> Vec<char> {
    match character {
        '1'..='9' => vec!['0', '1', character],
        other => vec![other],
    }
}
