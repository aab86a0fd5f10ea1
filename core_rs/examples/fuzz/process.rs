//! What the kernel says of this process.

use std::fs;

/// Most memory the process had at once since the last [`forget_peak`], in MiB; none where the
/// system does not tell.
pub fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kilobytes / 1024)
}

/// Measure the peak from now on, where the system can.
pub fn forget_peak() {
    // Without this a target is also told the peak of those before it.
    let _ = fs::write("/proc/self/clear_refs", "5");
}
