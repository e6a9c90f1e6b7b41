//! Follows the calls of a program and keeps those that change the recorded folder.
//!
//! A write, a rename and an ack count from when their call starts; an opening, a new position and a sync only once their
//! call has returned. What cannot be modelled is an error that names the call.

use super::call::{Call, Outcome};
use super::descriptors::{Descriptors, Opened};
use super::event::{Change, Event, Tree};
use super::folder::Folder;
use super::snapshot::Snapshot;
use std::collections::HashSet;
use std::io;

/// The calls that are followed.
pub(super) const FOLLOWED: &str = "clone clone3 close creat dup dup2 dup3 fallocate fcntl fdatasync fork fsync ftruncate \
    link linkat lseek mkdir mkdirat mmap open openat pwrite64 pwritev pwritev2 read readv rename renameat renameat2 \
    sync_file_range truncate unlink unlinkat vfork write writev";

/// The calls that are refused as soon as one of them succeeds on something in the folder.
pub(super) const REFUSED: &[&str] = &[
    "copy_file_range",
    "ioctl",
    "mknod",
    "mknodat",
    "openat2",
    "rmdir",
    "sendfile",
    "splice",
    "symlink",
    "symlinkat",
    "syncfs",
];

/// The calls that are refused wherever they succeed, because they name no file.
pub(super) const REFUSED_ANYWHERE: &[&str] = &["chdir", "chroot", "fchdir", "io_uring_setup", "sync"];

/// What the calls so far have made of the folder.
pub(super) struct Follower {
    pub(super) folder: Folder,
    pub(super) descriptors: Descriptors,
    pub(super) tree: Tree,
    pub(super) lengths: Vec<u64>,
    pub(super) printed: Vec<u8>,
    pub(super) events: Vec<Event>,
}

/// Turns `calls` into the events of `folder`, which held `start` before the first of them.
pub(super) fn follow(calls: &[Call], folder: Folder, start: &Snapshot) -> io::Result<Vec<Event>> {
    let mut follower = Follower {
        folder,
        descriptors: Descriptors::new(),
        tree: start.tree.clone(),
        lengths: start.contents.iter().map(|bytes| bytes.len() as u64).collect(),
        printed: Vec::new(),
        events: Vec::new(),
    };
    let strangers = strangers(calls);
    let starts = calls.iter().map(|call| (call.started, false, call));
    let returns = calls.iter().map(|call| (call.returned, true, call));
    let mut moments: Vec<_> = starts.chain(returns).filter(|(_, _, call)| call.took_effect()).collect();
    moments.sort_by_key(|(line, returned, _)| (*line, *returned));
    for (_, returned, call) in moments {
        if strangers.contains(&i64::from(call.thread)) {
            follower.refuse_within(call, "another process than the recorded one uses the folder")?;
        } else if returned {
            follower.returns(call)?;
        } else {
            follower.starts(call)?;
        }
    }
    Ok(follower.events)
}

/// The threads whose descriptors are not those of the first one.
fn strangers(calls: &[Call]) -> HashSet<i64> {
    let mut strangers = HashSet::new();
    for call in calls.iter().filter(|call| matches!(call.name.as_str(), "clone" | "clone3" | "fork" | "vfork")) {
        let shares = call.arguments.iter().any(|argument| argument.contains("CLONE_FILES"));
        if !shares || strangers.contains(&i64::from(call.thread)) {
            strangers.extend(call.value());
        }
    }
    strangers
}

impl Follower {
    fn starts(&mut self, call: &Call) -> io::Result<()> {
        match call.name.as_str() {
            "write" | "writev" | "pwrite64" | "pwritev" | "pwritev2" => self.write(call),
            "lseek" | "read" | "readv" => self.descriptors.claim(call, &self.folder).map(drop),
            "close" => {
                call.descriptor(0).0.into_iter().for_each(|number| self.descriptors.close(number));
                Ok(())
            }
            "ftruncate" | "truncate" => self.truncate(call),
            "fallocate" => self.allocate(call),
            "unlink" => self.unlink(call, (None, 0)),
            "unlinkat" => self.unlink(call, (Some(0), 1)),
            "rename" | "link" => self.pair(call, (None, 0), (None, 1)),
            "renameat" | "renameat2" | "linkat" => self.pair(call, (Some(0), 1), (Some(2), 3)),
            "mkdir" => self.make_folder(call, (None, 0)),
            "mkdirat" => self.make_folder(call, (Some(0), 1)),
            _ => Ok(()),
        }
    }

    fn returns(&mut self, call: &Call) -> io::Result<()> {
        let Outcome::Value(value, path) = &call.outcome else { return Ok(()) };
        match call.name.as_str() {
            "openat" => self.open(call, *value, path.as_deref(), call.argument(2)),
            "open" => self.open(call, *value, path.as_deref(), call.argument(1)),
            "creat" => self.open(call, *value, path.as_deref(), "O_CREAT|O_TRUNC"),
            "fcntl" if !call.argument(1).starts_with("F_DUPFD") => Ok(()),
            "dup" | "dup2" | "dup3" | "fcntl" => {
                self.descriptors.share(call.descriptor(0).0, *value);
                Ok(())
            }
            "lseek" => self.descriptors.seek(call, &self.folder, |_| value.cast_unsigned()),
            "read" | "readv" => self.descriptors.seek(call, &self.folder, |from| from + value.cast_unsigned()),
            "fsync" | "fdatasync" => {
                match self.descriptors.opened(call, &self.folder)? {
                    Some(Opened::File(file)) => self.push(call, Change::Sync { file }),
                    Some(Opened::Folder(folder)) => self.push(call, Change::SyncFolder { folder }),
                    Some(Opened::Output) | None => {}
                }
                Ok(())
            }
            "mmap" if call.argument(3).contains("MAP_SHARED") && call.argument(2).contains("PROT_WRITE") => {
                self.refuse_within(call, "writes through memory leave no trace")
            }
            name if REFUSED.contains(&name) => self.refuse_within(call, "it is not modelled"),
            name if REFUSED_ANYWHERE.contains(&name) => Err(call.refuse("it is not modelled")),
            _ => Ok(()),
        }
    }

    /// Keeps `change` as what `call` asked for.
    pub(super) fn push(&mut self, call: &Call, change: Change) {
        self.events.push(Event { issued: call.started, returned: call.returned, change });
    }

    /// Refuses `call` where anything it names is in the folder.
    pub(super) fn refuse_within(&self, call: &Call, why: &str) -> io::Result<()> {
        if self.folder.is_touched_by(call) { Err(call.refuse(why)) } else { Ok(()) }
    }
}
