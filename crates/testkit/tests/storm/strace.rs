//! Storms under strace, which makes calls of the system fail, or the process die of them.
use std::{
    fs,
    path::Path,
    process::{Command, ExitStatus, Stdio},
};

/// What became of a storm under strace.
pub(crate) struct Outcome {
    pub(crate) status: ExitStatus,
    /// What it said.
    pub(crate) lines: Vec<String>,
    /// The calls it made, with the faults marked.
    pub(crate) trace: Vec<String>,
}

impl Outcome {
    /// How many calls were made to fail.
    pub(crate) fn faults(&self) -> usize {
        self.trace.iter().filter(|line| line.ends_with("(INJECTED)")).count()
    }

    /// The first call that was made to fail, as it began: another thread may have come in between.
    pub(crate) fn first_fault(&self) -> Option<&String> {
        let failed = self.trace.iter().position(|line| line.ends_with("(INJECTED)"))?;
        let thread = self.trace[failed].split(' ').next()?;
        let is_begun = |line: &&String| line.starts_with(thread) && !line.contains("<... ");
        self.trace[..=failed].iter().rev().find(is_begun)
    }
}

/// Runs a command with `fault` for these calls: `error=EIO:when=3`. Each thread counts each of its calls by itself, and
/// only those that concern `paths`, if there are any.
pub(crate) fn run(command: &Command, calls: &str, fault: &str, paths: &[&Path]) -> Outcome {
    fail(command, calls, calls, fault, paths)
}

/// The same, with more calls in the trace than are made to fail.
pub(crate) fn fail(command: &Command, traced: &str, calls: &str, fault: &str, paths: &[&Path]) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder for the trace");
    let trace = folder.path().join("trace");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-s", "64", "-e", "signal=none", "-o"]).arg(&trace);
    if !fault.starts_with("signal") {
        // Much faster, but strace 6.1 then sends the signal too early or not at all.
        strace.arg("--seccomp-bpf");
    }
    // What it says is traced too, so that its place among the faults is known.
    strace.arg("-e").arg(format!("trace=write,{traced}"));
    if !fault.is_empty() {
        strace.arg("-e").arg(format!("inject={calls}:{fault}"));
    }
    for path in paths {
        strace.arg("-P").arg(path);
    }
    strace.arg("--").arg(command.get_program()).args(command.get_args());
    let output = strace.stdin(Stdio::null()).stderr(Stdio::inherit()).output().expect("strace");
    let lines = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect();
    Outcome { status: output.status, lines: lines(&output.stdout), trace: lines(&fs::read(&trace).expect("a trace")) }
}
