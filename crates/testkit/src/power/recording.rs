//! A program's changes to one folder, taken down by strace.

use super::disk::{Disk, Loss};
use super::event::{Change, Event};
use super::folder::Folder;
use super::follow::{FOLLOWED, REFUSED, REFUSED_ANYWHERE, follow};
use super::image::{Image, Images};
use super::snapshot::Snapshot;
use super::trace;
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// Everything a program did to a folder, in order, and what it said was done.
#[derive(Debug)]
pub struct Recording {
    start: Snapshot,
    events: Vec<Event>,
    acks: Vec<String>,
}

impl Recording {
    /// Runs `command` to its end under strace and keeps what it does to `folder`, taking each line `ack ...` that it
    /// prints for a promise; fails where the command does, and where the trace does not explain what the folder holds.
    pub fn of(command: &Command, folder: &Path) -> io::Result<Self> {
        let start = Snapshot::of(folder)?;
        let scratch = tempfile::tempdir()?;
        let trace = scratch.path().join("trace");
        let working = command.get_current_dir().unwrap_or(Path::new("."));
        let names = FOLLOWED.split(' ').chain(REFUSED.iter().chain(REFUSED_ANYWHERE).copied());
        // Not every machine has every call; the question mark passes over those it lacks.
        let calls: Vec<_> = names.map(|name| format!("?{name}")).collect();
        let mut strace = Command::new("strace");
        strace.args(["-f", "-y", "-xx", "-s", "16777216", "-e", "signal=none", "-e"]);
        strace.arg(format!("trace={}", calls.join(","))).arg("-o").arg(&trace).arg("--");
        strace.arg(command.get_program()).args(command.get_args()).current_dir(working);
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => strace.env(name, value),
                None => strace.env_remove(name),
            };
        }
        let output = strace.stdin(Stdio::null()).output()?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(io::Error::other(format!("the recorded command ended with {}: {said}", output.status)));
        }
        let recording = Self::from_trace(&fs::read_to_string(&trace)?, Folder::new(folder, working)?, start)?;
        match recording.end().difference(&Snapshot::of(folder)?) {
            None => Ok(recording),
            Some(difference) => Err(io::Error::other(format!("the trace does not explain the folder: {difference}"))),
        }
    }

    /// Reads what `text` says was done to `folder`, which held `start` before.
    pub(super) fn from_trace(text: &str, folder: Folder, start: Snapshot) -> io::Result<Self> {
        let events = follow(&trace::read(text)?, folder, &start)?;
        let acks = events.iter().filter_map(|event| match &event.change {
            Change::Ack { line } => Some(line.clone()),
            _ => None,
        });
        Ok(Self { acks: acks.collect(), start, events })
    }

    /// Every change, in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Every ack, in order.
    pub fn acks(&self) -> &[String] {
        &self.acks
    }

    /// Writes into the folder `into` the files as they may be when the power goes after the first `at` events.
    pub fn image(&self, at: usize, loss: Loss, seed: u64, into: &Path) -> io::Result<Image<'_>> {
        let mut disk = self.disk();
        disk.advance_to(at);
        Image::write(self, &disk, at, loss, seed, into)
    }

    /// Makes `count` images at moments spread evenly over the recording, the same ones for the same `seed`.
    pub fn images(&self, count: usize, seed: u64) -> Images<'_> {
        Images::new(self, count, seed)
    }

    pub(super) fn disk(&self) -> Disk<'_> {
        Disk::new(&self.events, &self.start)
    }

    fn end(&self) -> Snapshot {
        let mut disk = self.disk();
        disk.advance_to(self.events.len());
        disk.after(Loss::KeepAll, &mut super::chance::Chance::new(0))
    }
}
