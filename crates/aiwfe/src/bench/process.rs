//! The program as the machine sees it: how soon it serves, and how much memory it holds while nobody asks.
use std::{
    fs, io,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::{sleep, timeout},
};

/// How long it may take to serve before the measurement is given up.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long nobody asks before the memory is read.
const IDLE: Duration = Duration::from_secs(2);

/// What one start of the program came to.
pub(super) struct Start {
    pub(super) ready_ms: f64,
    pub(super) idle_mb: Option<f64>,
}

/// Starts the program on that data, waits until it serves, leaves it alone for a while, and stops it.
pub(super) async fn start(data: &Path, database: &str) -> io::Result<Start> {
    let begun = Instant::now();
    let mut child = Command::new(std::env::current_exe()?)
        .args(["serve", "--json", "--listen", "127.0.0.1:0", "--database", database, "--data"])
        .arg(data)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let output = child.stdout.take().ok_or_else(|| io::Error::other("the program has no output"))?;
    let mut lines = BufReader::new(output).lines();
    let line =
        timeout(PATIENCE, lines.next_line()).await.map_err(|_| io::Error::other("it did not serve in time"))??;
    line.ok_or_else(|| io::Error::other("it ended before it served"))?;
    let ready_ms = begun.elapsed().as_secs_f64() * 1_000.0;
    sleep(IDLE).await;
    let idle_mb = memory_mb(&child);
    child.kill().await?;
    Ok(Start { ready_ms, idle_mb })
}

/// The resident memory, where the system tells it.
fn memory_mb(child: &Child) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id()?)).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1_024.0)
}
