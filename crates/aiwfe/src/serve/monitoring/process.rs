//! What the system knows of this process, from `/proc`; nothing where there is none.
use base::meter::Exposition;
use std::fs;

/// In which the system counts the time of a processor.
const TICKS_PER_SECOND: f64 = 100.0;

/// Writes down what it needs of the machine.
pub(super) fn expose(out: &mut Exposition) {
    if let Some(kib) = status("VmRSS:") {
        out.gauge("process_resident_memory_bytes", "Memory that the process holds.").value(&[], kib * 1_024.0);
    }
    if let Some(seconds) = cpu_seconds() {
        out.counter("process_cpu_seconds_total", "Time that the processors spent on the process.").value(&[], seconds);
    }
    if let Ok(descriptors) = fs::read_dir("/proc/self/fd") {
        // Looking takes one.
        let open = descriptors.count().saturating_sub(1);
        out.gauge("process_open_fds", "Files and connections that the process has open.").value(&[], open as f64);
    }
    if let Some(threads) = status("Threads:") {
        out.gauge("process_threads", "Threads of the process.").value(&[], threads);
    }
}

fn status(name: &str) -> Option<f64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    text.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next()?.parse().ok())
}

fn cpu_seconds() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // The name in brackets may hold anything; after it, the times are the 12th and the 13th word.
    let mut words = text.rsplit(") ").next()?.split(' ').skip(11);
    let mut ticks = || words.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) / TICKS_PER_SECOND)
}
