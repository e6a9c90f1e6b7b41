//! What the disk gives: no figure of a durable system means anything without it.
use std::{
    fs::OpenOptions,
    io::{self, Seek, SeekFrom, Write},
    path::Path,
    time::{Duration, Instant},
};

/// Below so many syncs in a second the disk is too slow or too busy for a throughput to count.
pub(super) const CALM: f64 = 2_000.0;
/// How long the disk is asked.
const ASKED: Duration = Duration::from_secs(1);

/// How often in a second a block written in this folder can be made durable.
pub(super) fn syncs_per_second(folder: &Path) -> io::Result<f64> {
    let path = folder.join("calibration");
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).open(&path)?;
    let block = [7; 8_192];
    let (start, mut count) = (Instant::now(), 0);
    while start.elapsed() < ASKED {
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&block)?;
        file.sync_data()?;
        count += 1;
    }
    let rate = f64::from(count) / start.elapsed().as_secs_f64();
    std::fs::remove_file(path)?;
    Ok(rate)
}
