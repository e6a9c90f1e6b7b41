//! What each call changes.

use super::call::Call;
use super::descriptors::Opened;
use super::event::{Change, Entry, File};
use super::follow::Follower;
use std::io;
use std::path::{Path, PathBuf};

/// Where a call names a path: the argument with the folder it is relative to, and the one with the path.
type Place = (Option<usize>, usize);

impl Follower {
    /// A write to a file of the folder, or to the output.
    pub(super) fn write(&mut self, call: &Call) -> io::Result<()> {
        let Some(opened) = self.descriptors.opened(call, &self.folder)? else { return Ok(()) };
        let file = match opened {
            Opened::File(file) => file,
            Opened::Output => return self.print(call),
            Opened::Folder(_) => return Err(call.refuse("a folder cannot be written to")),
        };
        if call.name == "pwritev2" && call.argument(call.arguments.len() - 1) != "0" {
            return Err(call.refuse("its flags are not modelled"));
        }
        let bytes = written(call)?;
        let end = self.length(file);
        let appends = self.descriptors.appends(call, &self.folder)?;
        let positioned = call.name.starts_with('p');
        let told =
            if positioned { call.number(3)?.cast_unsigned() } else { self.descriptors.claim(call, &self.folder)? };
        let offset = if appends { end } else { told };
        let until = offset + bytes.len() as u64;
        if !positioned {
            self.descriptors.seek(call, &self.folder, |_| until)?;
        }
        self.lengths[file] = end.max(until);
        if !bytes.is_empty() {
            self.push(call, Change::Write { file, offset, bytes });
        }
        Ok(())
    }

    /// A write to the output, of which the whole lines that say `ack ` are kept.
    fn print(&mut self, call: &Call) -> io::Result<()> {
        self.printed.extend(written(call)?);
        while let Some(end) = self.printed.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.printed.drain(..=end).collect();
            if line.starts_with(b"ack ") {
                let line = String::from_utf8_lossy(&line[..end]).into_owned();
                self.push(call, Change::Ack { line });
            }
        }
        Ok(())
    }

    /// A new descriptor, and the file where that is new too.
    pub(super) fn open(&mut self, call: &Call, number: i64, path: Option<&Path>, flags: &str) -> io::Result<()> {
        self.descriptors.close(number);
        let Some(path) = path.and_then(|path| self.folder.within(path)) else { return Ok(()) };
        let has = |flag: &str| flags.split('|').any(|it| it == flag);
        if has("O_SYNC") || has("O_DSYNC") || has("O_TMPFILE") {
            return Err(call.refuse("its flags are not modelled"));
        }
        if self.tree.folders.contains(&path) {
            self.descriptors.open(number, Opened::Folder(path), false);
            return Ok(());
        }
        let file = match self.tree.files.get(&path) {
            Some(file) => *file,
            None if has("O_CREAT") => {
                self.lengths.push(0);
                self.rename(call, Entry::Create { path, file: self.lengths.len() - 1 });
                self.lengths.len() - 1
            }
            None => return Err(call.refuse("its file is not known")),
        };
        if has("O_TRUNC") {
            self.resize(call, file, 0);
        }
        self.descriptors.open(number, Opened::File(file), has("O_APPEND"));
        Ok(())
    }

    /// A new length.
    pub(super) fn truncate(&mut self, call: &Call) -> io::Result<()> {
        let file = if call.name == "ftruncate" {
            let Some(Opened::File(file)) = self.descriptors.opened(call, &self.folder)? else { return Ok(()) };
            file
        } else {
            let Some(path) = self.folder.named(call, None, 0)? else { return Ok(()) };
            self.file(call, &path)?
        };
        self.resize(call, file, call.number(1)?.cast_unsigned());
        Ok(())
    }

    /// Room at the end of a file.
    pub(super) fn allocate(&mut self, call: &Call) -> io::Result<()> {
        let Some(Opened::File(file)) = self.descriptors.opened(call, &self.folder)? else { return Ok(()) };
        match call.argument(1) {
            "0" => {
                let until = call.number(2)? + call.number(3)?;
                self.resize(call, file, self.length(file).max(until.cast_unsigned()));
                Ok(())
            }
            "FALLOC_FL_KEEP_SIZE" => Ok(()),
            _ => Err(call.refuse("its mode is not modelled")),
        }
    }

    /// A name taken away.
    pub(super) fn unlink(&mut self, call: &Call, (at, index): Place) -> io::Result<()> {
        let Some(path) = self.folder.named(call, at, index)? else { return Ok(()) };
        self.file(call, &path)?;
        self.rename(call, Entry::Unlink { path });
        Ok(())
    }

    /// A name moved, or given to a file that has one.
    pub(super) fn pair(&mut self, call: &Call, from: Place, to: Place) -> io::Result<()> {
        let named = (self.folder.named(call, from.0, from.1)?, self.folder.named(call, to.0, to.1)?);
        let (from, path) = match named {
            (Some(from), Some(to)) => (from, to),
            (None, None) => return Ok(()),
            _ => return Err(call.refuse("it crosses the border of the folder")),
        };
        if !matches!(call.argument(4), "" | "0" | "RENAME_NOREPLACE") {
            return Err(call.refuse("its flags are not modelled"));
        }
        let file = self.file(call, &from)?;
        let link = call.name.starts_with("link");
        self.rename(call, if link { Entry::Create { path, file } } else { Entry::Rename { from, to: path } });
        Ok(())
    }

    /// A new folder.
    pub(super) fn make_folder(&mut self, call: &Call, (at, index): Place) -> io::Result<()> {
        if let Some(path) = self.folder.named(call, at, index)? {
            self.rename(call, Entry::MakeFolder { path });
        }
        Ok(())
    }

    fn length(&self, file: File) -> u64 {
        self.lengths[file]
    }

    fn file(&self, call: &Call, path: &PathBuf) -> io::Result<File> {
        self.tree.files.get(path).copied().ok_or_else(|| call.refuse("it names something else than a known file"))
    }

    fn resize(&mut self, call: &Call, file: File, length: u64) {
        if self.lengths[file] != length {
            self.lengths[file] = length;
            self.push(call, Change::Truncate { file, length });
        }
    }

    fn rename(&mut self, call: &Call, entry: Entry) {
        self.tree.apply(&entry);
        self.push(call, Change::Entry(entry));
    }
}

/// What a write wrote, as far as the trace says; all of it where it never returned.
fn written(call: &Call) -> io::Result<Vec<u8>> {
    let mut bytes = call.bytes()?;
    if let Some(value) = call.value() {
        bytes.truncate(usize::try_from(value).unwrap_or(0));
    }
    Ok(bytes)
}
