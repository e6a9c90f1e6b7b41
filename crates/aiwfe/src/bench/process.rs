//! The program as the machine sees it: how soon it serves, and how much memory it holds.
use serde_json::Value;
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

/// The program, serving in a process of its own; dropping it ends it.
pub(super) struct Server {
    child: Child,
    /// Where it listens.
    pub(super) url: String,
    /// How long it took from the start until it served.
    pub(super) ready_ms: f64,
}

impl Server {
    /// Starts the program on that data and waits until it serves.
    pub(super) async fn start(data: &Path, database: &str) -> io::Result<Self> {
        let begun = Instant::now();
        let mut child = program(data, database)?
            .args(["serve", "--json", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let output = child.stdout.take().ok_or_else(|| io::Error::other("the program has no output"))?;
        let mut lines = BufReader::new(output).lines();
        let line =
            timeout(PATIENCE, lines.next_line()).await.map_err(|_| io::Error::other("it did not serve in time"))??;
        let line = line.ok_or_else(|| io::Error::other("it ended before it served"))?;
        let ready_ms = begun.elapsed().as_secs_f64() * 1_000.0;
        let ready: Value = serde_json::from_str(&line)?;
        Ok(Self { child, url: ready["url"].as_str().unwrap_or_default().to_owned(), ready_ms })
    }

    /// The resident memory after nobody has asked for a while, where the system tells it.
    pub(super) async fn idle_mb(&self) -> Option<f64> {
        sleep(IDLE).await;
        self.now_mb()
    }

    /// The resident memory as it is now, where the system tells it.
    pub(super) fn now_mb(&self) -> Option<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()?)).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kilobytes / 1_024.0)
    }

    /// Ends it, and waits until it is gone.
    pub(super) async fn stop(mut self) -> io::Result<()> {
        self.child.kill().await
    }
}

/// This very program, about that data.
pub(super) fn program(data: &Path, database: &str) -> io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["--database", database, "--data"]).arg(data).stdin(Stdio::null());
    // All who ask come from one address.
    command.envs(["DOOR", "RENEWAL", "STRANGER"].map(|limit| (format!("AIWFE_LIMITS__{limit}_PER_MINUTE"), "none")));
    Ok(command)
}
