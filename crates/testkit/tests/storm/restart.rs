//! R-12, the start after a failed sync. The machine may go on handing out what it could not write, and never try again:
//! what the log reads as is then not what is on the disk, and whatever is appended to it stands on nothing.
use crate::{
    driver::{count, demand, file, storm, url},
    strace,
};
use std::{collections::BTreeSet, fs, os::unix::process::ExitStatusExt, path::PathBuf};
use testkit::power::can_record;

/// The bytes that a call of `pwrite64` in the trace writes.
fn written(line: &str) -> Option<std::ops::Range<usize>> {
    let (arguments, _) = line.split_once("pwrite64(")?.1.rsplit_once(") = ")?;
    let mut numbers = arguments.rsplit(", ").map(|number| number.parse::<usize>());
    let (offset, length) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    Some(offset..offset + length)
}

#[test]
fn r_12_what_is_acknowledged_after_a_restart_does_not_stand_on_what_was_never_written() {
    if !can_record() {
        return;
    }
    let mut doomed_in_all = 0;
    for at in 3..=8 {
        let folder = tempfile::tempdir().unwrap();
        let log = PathBuf::from(format!("{}-wal", file(folder.path()).display()));
        let first = storm("run", &url(folder.path()), "writers=1 batches=100").output().unwrap();
        let fault = format!("error=EIO:when={at}");
        assert!(first.status.success());
        let again = storm("run", &url(folder.path()), "writers=1 batches=100 first=20");
        let failed = strace::fail(&again, "pwrite64,fsync,fdatasync", "fsync,fdatasync", &fault, &[&log]);
        assert_eq!(failed.status.code(), Some(74), "sync {at}");

        // What was written since the last sync that went well, the machine forgets.
        let is_sync = |line: &&String| line.contains("fsync") || line.contains("fdatasync");
        let end = failed.trace.iter().position(|line| line.ends_with("(INJECTED)")).unwrap();
        let begin = failed.trace[..end].iter().rposition(|line| is_sync(&line) && line.ends_with("= 0")).unwrap_or(0);
        let mut doomed: BTreeSet<usize> =
            failed.trace[begin..end].iter().filter_map(|line| written(line)).flatten().collect();
        doomed_in_all += doomed.len();

        // The restart, killed in the middle of its work.
        let restarted = storm("run", &url(folder.path()), "writers=1 first=40");
        let killed =
            strace::fail(&restarted, "pwrite64,fsync,fdatasync", "fsync,fdatasync", "signal=SIGKILL:when=12", &[&log]);
        assert_eq!(killed.status.signal(), Some(9), "sync {at}");
        assert!(count(&killed.lines, "ack ") > 3, "sync {at}: {:?}", killed.lines);
        for place in killed.trace.iter().filter_map(|line| written(line)).flatten() {
            doomed.remove(&place);
        }

        // The power goes.
        let mut bytes = fs::read(&log).unwrap();
        for place in doomed {
            if let Some(byte) = bytes.get_mut(place) {
                *byte = 0;
            }
        }
        fs::write(&log, bytes).unwrap();
        fs::remove_file(format!("{}-shm", file(folder.path()).display())).unwrap();
        demand(&url(folder.path()), failed.lines.iter().chain(&killed.lines), format_args!("sync {at}"));
    }
    assert!(doomed_in_all > 4_096, "{doomed_in_all} bytes");
}
