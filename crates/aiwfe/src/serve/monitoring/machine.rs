//! How busy the machine is, from `/proc`; nothing where that does not say.
use serde::Serialize;
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};
use store::utoipa::{self, ToSchema};

/// How long the processors are watched.
const WATCHED: Duration = Duration::from_millis(50);
/// How long a disk may take to say how full it is.
const DISK_PATIENCE: Duration = Duration::from_millis(500);

/// How busy the machine is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct Machine {
    /// How much of its processors is in use.
    pub(crate) cpu_percent: Option<f64>,
    /// How much of its memory cannot be had.
    pub(crate) memory_percent: Option<f64>,
    /// How much of the disk below the data cannot be had.
    pub(crate) disk_percent: Option<f64>,
}

impl Machine {
    /// Watches it for a moment.
    pub(crate) async fn watch(data: &Path) -> Self {
        let (processors, disk_percent) = tokio::join!(processors(), disk(data.to_owned()));
        Self { cpu_percent: processors, memory_percent: memory(), disk_percent }
    }
}

/// How many processes wanted a processor in the last one, five and fifteen minutes.
pub(crate) fn load_average() -> Option<[f64; 3]> {
    let text = fs::read_to_string("/proc/loadavg").ok()?;
    let mut words = text.split(' ');
    let mut load = || words.next()?.parse().ok();
    Some([load()?, load()?, load()?])
}

async fn processors() -> Option<f64> {
    let (busy_before, all_before) = ticks()?;
    tokio::time::sleep(WATCHED).await;
    let (busy, all) = ticks()?;
    Some(percent(busy.saturating_sub(busy_before), all.saturating_sub(all_before)))
}

/// How long the processors worked since the machine started, and how long that is.
fn ticks() -> Option<(u64, u64)> {
    let text = fs::read_to_string("/proc/stat").ok()?;
    let words = text.lines().next()?.strip_prefix("cpu ")?.split_whitespace();
    // The guests' time, which comes last, is in the first two already.
    let ticks: Vec<u64> = words.take(8).map_while(|word| word.parse().ok()).collect();
    let all: u64 = ticks.iter().sum();
    let idle = ticks.get(3)? + ticks.get(4)?;
    Some((all - idle, all))
}

fn memory() -> Option<f64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let of = |name| {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    };
    let all = of("MemTotal:")?;
    Some(percent(all.saturating_sub(of("MemAvailable:")?), all))
}

async fn disk(data: PathBuf) -> Option<f64> {
    let asked = tokio::task::spawn_blocking(move || rustix::fs::statvfs(&data).ok());
    let disk = tokio::time::timeout(DISK_PATIENCE, asked).await.ok()?.ok()??;
    let used = disk.f_blocks - disk.f_bfree;
    Some(percent(used, used + disk.f_bavail))
}

fn percent(part: u64, all: u64) -> f64 {
    if all == 0 {
        return 0.0;
    }
    (part as f64 / all as f64 * 1_000.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_machine_tells_shares_of_a_hundred() {
        let Machine { cpu_percent, memory_percent, disk_percent } = Machine::watch(Path::new("/")).await;
        for percent in [cpu_percent, memory_percent, disk_percent].map(Option::unwrap) {
            assert!((0.0..=100.0).contains(&percent), "{percent}");
        }
        assert!(memory_percent.unwrap() > 0.0 && load_average().is_some());
        assert_eq!(Machine::watch(Path::new("/nowhere")).await.disk_percent, None);
        assert_eq!((percent(1, 3), percent(1, 0)), (33.3, 0.0));
    }
}
