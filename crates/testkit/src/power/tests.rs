//! The model, on traces written by hand.

use super::chance::Chance;
use super::folder::Folder;
use super::snapshot::Snapshot;
use super::{Loss, Recording};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

fn hex(text: &[u8]) -> String {
    text.iter().map(|byte| format!("\\x{byte:02x}")).collect()
}

/// A trace of one thread, in which `[path]` stands for a path below the folder and `'text'` for a string.
struct Trace {
    folder: tempfile::TempDir,
    lines: Vec<String>,
}

impl Trace {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), lines: Vec::new() }
    }

    fn path(&self, name: &str) -> String {
        let folder = self.folder.path().canonicalize().unwrap();
        hex(if name.is_empty() { folder } else { folder.join(name) }.as_os_str().as_encoded_bytes())
    }

    fn line(self, line: &str) -> Self {
        self.of(7, line)
    }

    fn of(mut self, thread: u32, line: &str) -> Self {
        let mut written = format!("{thread}  ");
        let mut rest = line;
        while let Some((before, after)) = rest.split_once(['[', '\'']) {
            let quoted = rest.as_bytes()[before.len()] == b'\'';
            let (inside, after) = after.split_once([']', '\'']).unwrap();
            written += before;
            written += &if quoted { format!("\"{}\"", hex(inside.as_bytes())) } else { self.path(inside) };
            rest = after;
        }
        self.lines.push(written + rest);
        self
    }

    fn create(self, name: &str, number: u32) -> Self {
        self.line(&format!("openat(AT_FDCWD<[]>, \"[{name}]\", O_RDWR|O_CREAT, 0644) = {number}<[{name}]>"))
    }

    fn write(self, name: &str, number: u32, text: &str, at: usize) -> Self {
        let length = text.len();
        self.line(&format!("pwrite64({number}<[{name}]>, '{text}', {length}, {at}) = {length}"))
    }

    fn try_record(&self) -> io::Result<Recording> {
        let folder = Folder::new(self.folder.path(), self.folder.path()).unwrap();
        Recording::from_trace(&self.lines.join("\n"), folder, Snapshot::of(self.folder.path()).unwrap())
    }

    fn record(&self) -> Recording {
        self.try_record().unwrap()
    }

    /// The files after everything happened and the power went.
    fn after(&self, loss: Loss, seed: u64) -> BTreeMap<String, String> {
        let recording = self.record();
        let mut disk = recording.disk();
        disk.advance_to(recording.events().len());
        let left = disk.after(loss, &mut Chance::new(seed));
        let text = |file: &usize| String::from_utf8(left.contents[*file].clone()).unwrap();
        left.tree.files.iter().map(|(path, file)| (path.to_str().unwrap().to_owned(), text(file))).collect()
    }
}

fn files<const N: usize>(files: [(&str, &str); N]) -> BTreeMap<String, String> {
    files.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

#[test]
fn what_was_synced_survives_and_what_was_not_is_lost() {
    let trace = Trace::new().create("a", 3).write("a", 3, "kept", 0).line("fsync(3<[a]>) = 0").write("a", 3, "lost", 2);
    assert_eq!(trace.after(Loss::DropAll, 0), files([("a", "kept")]));
    assert_eq!(trace.after(Loss::KeepAll, 0), files([("a", "kelost")]));
}

#[test]
fn a_failed_sync_keeps_nothing() {
    let trace =
        Trace::new().create("a", 3).write("a", 3, "lost", 0).line("fsync(3<[a]>) = -1 EIO (Input/output error)");
    assert_eq!(trace.after(Loss::DropAll, 0), files([]));
}

#[test]
fn a_sync_covers_only_the_writes_that_had_returned_when_it_was_called() {
    let trace = Trace::new()
        .create("a", 3)
        .write("a", 3, "one", 0)
        .of(8, "pwrite64(3<[a]>, 'two', 3, 3 <unfinished ...>")
        .line("fdatasync(3<[a]> <unfinished ...>")
        .write("a", 3, "six", 6);
    let early = trace.record().events().len();
    let trace = trace.line("<... fdatasync resumed>) = 0");
    assert_eq!(trace.record().events().len(), early + 1);
    assert_eq!(trace.after(Loss::DropAll, 0), files([("a", "one")]));
    assert_eq!(trace.after(Loss::KeepAll, 0), files([("a", "onetwosix")]));
}

#[test]
fn a_torn_write_is_cut_at_a_sector() {
    let text = "x".repeat(2000);
    let trace = Trace::new().create("a", 3).line("fsync(3<[a]>) = 0").write("a", 3, &text, 100);
    let mut lengths: Vec<usize> = (0..200).map(|seed| trace.after(Loss::Torn, seed)["a"].len()).collect();
    lengths.sort_unstable();
    lengths.dedup();
    assert_eq!(lengths, [0, 512, 1024, 1536, 2048, 2100]);
}

#[test]
fn any_sectors_may_survive_with_zeros_between_them() {
    let trace = Trace::new().create("a", 3).line("fsync(3<[a]>) = 0").write("a", 3, &"x".repeat(1536), 0);
    let seen: Vec<String> = (0..200).map(|seed| trace.after(Loss::Subset, seed)["a"].clone()).collect();
    let (zeros, letters) = ("\0".repeat(512), "x".repeat(512));
    for expected in [format!("{zeros}{zeros}{letters}"), format!("{letters}{zeros}{letters}"), letters, String::new()] {
        assert!(seen.contains(&expected));
    }
}

#[test]
fn a_new_length_may_be_lost_too() {
    let trace = Trace::new()
        .create("a", 3)
        .write("a", 3, "whole", 0)
        .line("fsync(3<[a]>) = 0")
        .line("ftruncate(3<[a]>, 2) = 0");
    assert_eq!(trace.after(Loss::DropAll, 0), files([("a", "whole")]));
    assert_eq!(trace.after(Loss::KeepAll, 0), files([("a", "wh")]));
    let seen: Vec<_> = (0..50).map(|seed| trace.after(Loss::Subset, seed)["a"].len()).collect();
    assert!(seen.contains(&2) && seen.contains(&5));
}

#[test]
fn names_are_durable_once_their_folder_is_synced() {
    let made = Trace::new().create("a", 3).create("b", 4).line("rename('a', 'c') = 0").line("unlink('b') = 0");
    assert_eq!(made.after(Loss::DropAll, 0), files([]));
    let synced = made.line("openat(AT_FDCWD<[]>, \"[]\", O_RDONLY|O_DIRECTORY) = 5<[]>").line("fsync(5<[]>) = 0");
    assert_eq!(synced.after(Loss::DropAll, 0), files([("c", "")]));
}

#[test]
fn a_sync_of_a_new_file_keeps_its_name_but_no_later_one() {
    let trace = Trace::new().create("a", 3).create("b", 4).line("rename('a', 'c') = 0").line("fsync(4<[b]>) = 0");
    assert_eq!(trace.after(Loss::DropAll, 0), files([("a", ""), ("b", "")]));
}

#[test]
fn plain_writes_go_where_their_descriptor_stands() {
    let trace = Trace::new()
        .create("a", 3)
        .line("write(3<[a]>, 'abcdef', 6) = 4")
        .line("lseek(3<[a]>, 1, SEEK_SET) = 1")
        .line("read(3<[a]>, 'b', 1) = 1")
        .line("fcntl(3<[a]>, F_DUPFD_CLOEXEC, 0) = 4<[a]>")
        .line("write(4<[a]>, 'X', 1) = 1")
        .line("openat(AT_FDCWD<[]>, \"[a]\", O_WRONLY|O_APPEND) = 5<[a]>")
        .line("write(5<[a]>, 'Z', 1) = 1");
    assert_eq!(trace.after(Loss::KeepAll, 0), files([("a", "abXdZ")]));
}

#[test]
fn an_ack_counts_from_when_its_whole_line_is_written() {
    let trace = Trace::new()
        .line("write(1<[]>, 'hello\nack ', 10) = 10")
        .line("fcntl(1<[]>, F_DUPFD_CLOEXEC, 3) = 3<[]>")
        .line("write(3<[]>, '1', 1) = 1");
    assert_eq!(trace.record().acks(), [] as [&str; 0]);
    assert_eq!(trace.line("write(3<[]>, '\n', 1 <unfinished ...>").record().acks(), ["ack 1"]);
}

#[test]
fn what_cannot_be_modelled_is_refused_by_name() {
    for (line, name) in [
        ("mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, 3<[a]>, 0) = 0x7f00", "mmap"),
        ("copy_file_range(3<[a]>, NULL, 4<[b]>, NULL, 9, 0) = 9", "copy_file_range"),
        ("fallocate(3<[a]>, FALLOC_FL_PUNCH_HOLE|FALLOC_FL_KEEP_SIZE, 0, 9) = 0", "fallocate"),
        ("openat(AT_FDCWD<[]>, \"[c]\", O_RDWR|O_CREAT|O_SYNC, 0644) = 4<[c]>", "openat"),
        ("symlink('a', 'b') = 0", "symlink"),
        ("write(9<[a]>, 'x', 1) = 1", "write"),
        ("rename('a', '/elsewhere') = 0", "rename"),
        ("io_uring_setup(8, {flags=0}) = 9", "io_uring_setup"),
    ] {
        let error = Trace::new().create("a", 3).line(line).try_record().unwrap_err();
        assert!(error.to_string().contains(name), "{error}");
    }
}

#[test]
fn the_index_that_sqlite_maps_into_memory_is_left_out() {
    let trace = Trace::new().create("a-shm", 3).write("a-shm", 3, "x", 0);
    let trace = trace.line("mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, 3<[a-shm]>, 0) = 0x7f00");
    assert_eq!(trace.record().events(), []);
}

#[test]
fn an_image_holds_the_files_there_were_before() {
    let trace = Trace::new();
    fs::create_dir(trace.folder.path().join("sub")).unwrap();
    fs::write(trace.folder.path().join("sub/old"), "old").unwrap();
    let trace = trace.line("write(1<[]>, 'x', 1) = 1");
    let into = tempfile::tempdir().unwrap();
    trace.record().image(0, Loss::DropAll, 0, into.path()).unwrap();
    assert_eq!(fs::read_to_string(into.path().join(Path::new("sub/old"))).unwrap(), "old");
}
