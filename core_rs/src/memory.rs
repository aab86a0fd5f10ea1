//! Memory of long columns.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use memmap2::MmapMut;

/// A column of numbers that is written before it is read.
///
/// A fresh page costs a trip into the kernel and its zeroing, which for a long column takes longer
/// than computing what it holds. So a long one lies in pages of 2 MiB where the system has them,
/// and comes from what was given back last.
#[derive(Debug)]
pub struct Numbers {
    memory: Memory,
    length: usize,
}

#[derive(Debug)]
enum Memory {
    Heap(Vec<f64>),
    /// A map, and the bytes of it before the column.
    Map(MmapMut, usize),
    /// Given back; only seen while dropping.
    Gone,
}

/// Bytes from which a column is long.
const LONG: usize = 1 << 17;
/// Bytes kept for the next evaluation.
const MOST_KEPT: usize = 128 << 20;

/// Columns that begin at the same place of a page fight for the same few places of the cache, so
/// each begins this many bytes further than the last one, up to a limit.
const STAGGER: usize = 8192 + 256;
const STAGGERS: usize = 16;
static NEXT: AtomicUsize = AtomicUsize::new(0);

/// Maps given back, oldest first.
static KEPT: Mutex<Vec<MmapMut>> = Mutex::new(Vec::new());

impl Numbers {
    /// A column of `length` values, which are anything.
    #[must_use]
    pub fn new(length: usize) -> Self {
        let bytes = length * size_of::<f64>();
        if bytes >= LONG {
            let whole = bytes + STAGGER * STAGGERS;
            if let Some(map) = take(whole).or_else(|| map(whole)) {
                let before = NEXT.fetch_add(1, Ordering::Relaxed) % STAGGERS * STAGGER;
                return Self {
                    memory: Memory::Map(map, before),
                    length,
                };
            }
            // Without a map there is the heap, where the same memory is slower to get.
        }
        Self::from(vec![0.0; length])
    }
}

fn map(bytes: usize) -> Option<MmapMut> {
    let map = MmapMut::map_anon(bytes).ok()?;
    #[cfg(target_os = "linux")]
    // Advice only: a kernel without huge pages gives small ones.
    let _ = map.advise(memmap2::Advice::HugePage);
    Some(map)
}

fn take(bytes: usize) -> Option<MmapMut> {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let place = kept.iter().rposition(|map| map.len() == bytes)?;
    Some(kept.swap_remove(place))
}

fn keep(map: MmapMut) {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.push(map);
    let mut bytes: usize = kept.iter().map(|map| map.len()).sum();
    let mut gone = 0;
    while bytes > MOST_KEPT {
        bytes -= kept[gone].len();
        gone += 1;
    }
    let gone: Vec<MmapMut> = kept.drain(..gone).collect();
    // Giving pages back to the system takes a while; nobody has to wait for it.
    drop(kept);
    drop(gone);
}

impl Drop for Numbers {
    fn drop(&mut self) {
        if let Memory::Map(map, _) = std::mem::replace(&mut self.memory, Memory::Gone) {
            keep(map);
        }
    }
}

impl From<Vec<f64>> for Numbers {
    fn from(values: Vec<f64>) -> Self {
        let length = values.len();
        let memory = Memory::Heap(values);
        Self { memory, length }
    }
}

impl Deref for Numbers {
    type Target = [f64];

    fn deref(&self) -> &[f64] {
        match &self.memory {
            Memory::Heap(values) => values,
            Memory::Map(map, before) => {
                bytemuck::cast_slice(&map[*before..*before + self.length * size_of::<f64>()])
            }
            Memory::Gone => &[],
        }
    }
}

impl DerefMut for Numbers {
    fn deref_mut(&mut self) -> &mut [f64] {
        match &mut self.memory {
            Memory::Heap(values) => values,
            Memory::Map(map, before) => {
                let end = *before + self.length * size_of::<f64>();
                bytemuck::cast_slice_mut(&mut map[*before..end])
            }
            Memory::Gone => &mut [],
        }
    }
}

/// The bytes, as Arrow takes memory over.
impl AsRef<[u8]> for Numbers {
    fn as_ref(&self) -> &[u8] {
        bytemuck::cast_slice(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_length_can_be_written_and_read() {
        for length in [0, 1, 1000, LONG / 8, LONG / 8 + 1] {
            let mut numbers = Numbers::new(length);
            numbers.fill(1.5);
            assert_eq!(numbers.len(), length);
            assert!(numbers.iter().all(|value| *value == 1.5));
            assert_eq!(AsRef::<[u8]>::as_ref(&numbers).len(), length * 8);
        }
    }

    #[test]
    fn memory_given_back_is_kept_up_to_a_limit() {
        let columns: Vec<Numbers> = (0..5).map(|_| Numbers::new(MOST_KEPT / 32)).collect();
        drop(columns);
        let kept = KEPT.lock().unwrap();
        assert!(kept.iter().map(|map| map.len()).sum::<usize>() <= MOST_KEPT);
        assert!(!kept.is_empty());
    }
}
