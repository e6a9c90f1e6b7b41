//! The file of the checkpoints, outside the database: lines are added, and each holds the hash of the one before.
use super::{
    chain::Hash,
    checkpoint::{self, Checkpoint},
};
use base::Instant;
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    time::Duration,
};
use vault::Key;

/// The file of a data directory.
#[derive(Clone, Debug)]
pub(super) struct Ledger(PathBuf);

/// After so many entries there is a checkpoint in any case.
const MOST_ENTRIES: i64 = 1_000;
/// After this time, too, if the chain has grown.
const LONGEST: Duration = Duration::from_secs(60);
/// The last line lies within so many bytes of the end.
const LONGEST_LINE: u64 = 4_096;

impl Ledger {
    /// The file of that data directory.
    pub(super) fn of(data: &Path) -> Self {
        Self(folder(data).join("checkpoints.jsonl"))
    }

    /// The file at that path, such as a copy that lies elsewhere.
    pub(super) fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Its lines; none, where there is no file. What a crash has cut off is no line.
    pub(super) fn lines(&self) -> io::Result<Vec<String>> {
        match fs::read_to_string(&self.0) {
            Ok(text) => {
                let whole = text.rfind('\n').map_or("", |end| &text[..end]);
                Ok(whole.lines().map(str::to_owned).collect())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// The last checkpoint, if there is one that can be read.
    pub(super) fn last(&self) -> io::Result<Option<Checkpoint>> {
        match File::open(&self.0) {
            Ok(mut file) => Ok(end(&mut file)?.line.and_then(|line| serde_json::from_str(&line).ok())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Adds checkpoints of what the chain was, one after the other, as far as it is time for them, and for the last if it `must`;
    /// all durably at once. Tells whether there were any.
    pub(super) fn add(&self, key: &Key, chain: &[(i64, Hash)], now: Instant, must: bool) -> io::Result<bool> {
        let (mut last, Some(end)) = (self.last()?, chain.last()) else { return Ok(false) };
        let is_next = |last: Option<&Checkpoint>, one: &(i64, Hash)| is_due(last, one.0, now, must && one.0 == end.0);
        if !chain.iter().any(|one| is_next(last.as_ref(), one)) {
            return Ok(false);
        }
        let folder = self.0.parent().unwrap_or(Path::new("."));
        make_folder(folder)?;
        let mut file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(&self.0)?;
        file.lock()?;
        // Somebody else may have been as quick.
        let End { line, whole_bytes } = self::end(&mut file)?;
        last = line.as_deref().and_then(|line| serde_json::from_str(line).ok());
        let mut previous = line.as_deref().map_or([0; 32], checkpoint::hash_of);
        let mut text = String::new();
        for one in chain {
            if is_next(last.as_ref(), one) {
                let signed = Checkpoint::sign(key, *one, now, previous);
                let line = serde_json::to_string(&signed)?;
                previous = checkpoint::hash_of(&line);
                text += &(line + "\n");
                last = Some(signed);
            }
        }
        if text.is_empty() {
            return Ok(false);
        }
        file.set_len(whole_bytes)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        tell_key(folder, key)?;
        Ok(true)
    }
}

/// Whether there is to be a checkpoint. One that would tell less than the last one is none: it would hide what is missing.
fn is_due(last: Option<&Checkpoint>, count: i64, now: Instant, must: bool) -> bool {
    let Some(last) = last else { return count > 0 };
    let is_time = must || count - last.count >= MOST_ENTRIES || now >= last.time.plus(LONGEST);
    count > last.count && is_time
}

/// The end of the file: its last whole line, and where what a crash has cut off begins.
struct End {
    line: Option<String>,
    whole_bytes: u64,
}

fn end(file: &mut File) -> io::Result<End> {
    let bytes = file.metadata()?.len();
    let start = file.seek(SeekFrom::Start(bytes.saturating_sub(LONGEST_LINE)))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let Some(last) = tail.iter().rposition(|byte| *byte == b'\n') else {
        return Ok(End { line: None, whole_bytes: start });
    };
    let line = tail[..last].rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    Ok(End { line: Some(String::from_utf8_lossy(line).into_owned()), whole_bytes: start + last as u64 + 1 })
}

/// The folder of what is kept of the record outside the database.
pub(super) fn folder(data: &Path) -> PathBuf {
    data.join("audit")
}

/// Makes that folder, for its owner alone.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        Err(_) => Ok(()),
        // What is to be found after a power loss is named by a folder that is on the disk.
        Ok(()) => folder.parent().map_or(Ok(()), |parent| File::open(parent)?.sync_all()),
    }
}

/// Writes the public half of a key beside the checkpoints, once.
fn tell_key(folder: &Path, key: &Key) -> io::Result<()> {
    let path = folder.join(format!("{}.pub", key.id));
    if path.exists() {
        return Ok(());
    }
    fs::write(&path, checkpoint::public_text(key) + "\n")?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Clock;
    use std::os::unix::fs::PermissionsExt;
    use vault::{Purpose, Ring};

    fn key(data: &Path, clock: &Clock) -> std::sync::Arc<Key> {
        Ring::open_or_make(&Ring::path(data), clock).unwrap().current(Purpose::Audit).unwrap()
    }

    #[test]
    fn s_16_a_checkpoint_is_written_after_a_thousand_entries_a_minute_or_at_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1);
        let (ledger, key) = (Ledger::of(folder.path()), key(folder.path(), &clock));
        let add = |count, after_s, must| {
            let now = clock.now().plus(Duration::from_secs(after_s));
            ledger.add(&key, &[(count, [1; 32])], now, must).unwrap()
        };
        assert!(!add(0, 0, true) && add(5, 0, false), "nothing is sealed, something is");
        assert!(!add(1_004, 59, false) && add(1_005, 59, false) && !add(1_005, 1_000, true));
        assert!(!add(1_006, 118, false) && add(1_006, 119, false));
        assert!(!add(1_000, 1_000, true), "what tells less would hide what is missing");
        assert!(add(1_007, 119, true), "the end");
        assert_eq!(ledger.last().unwrap().unwrap().count, 1_007);
        assert_eq!(ledger.lines().unwrap().len(), 4);
    }

    #[test]
    fn s_16_what_was_sealed_piece_by_piece_is_signed_piece_by_piece_and_each_line_holds_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1);
        let (ledger, key) = (Ledger::of(folder.path()), key(folder.path(), &clock));
        let chain = [(1_000, [1; 32]), (1_700, [2; 32]), (2_000, [3; 32]), (2_001, [4; 32])];
        assert!(ledger.add(&key, &chain, clock.now(), false).unwrap());
        assert!(ledger.add(&key, &[(2_500, [5; 32]), (2_600, [6; 32])], clock.now(), true).unwrap());
        assert!(!ledger.add(&key, &[], clock.now(), true).unwrap());
        let lines = ledger.lines().unwrap();
        let signed: Vec<Checkpoint> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(signed.iter().map(|one| one.count).collect::<Vec<_>>(), [1_000, 2_000, 2_600]);
        assert!(signed.iter().all(|one| one.is_signed_with(&key)));
        let before = lines[..2].iter().map(|line| checkpoint::hash_of(line));
        assert_eq!(signed[1..].iter().map(|one| one.previous.0).collect::<Vec<_>>(), before.collect::<Vec<_>>());
        assert_eq!(signed[2].head.0, [6; 32]);
    }

    #[test]
    fn what_a_crash_has_cut_off_makes_room_and_others_read_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1);
        let (ledger, key) = (Ledger::of(folder.path()), key(folder.path(), &clock));
        assert!(ledger.add(&key, &[(1, [1; 32])], clock.now(), true).unwrap());
        let mut file = OpenOptions::new().append(true).open(ledger.path()).unwrap();
        file.write_all(b"{\"count\":2,").unwrap();
        assert_eq!(ledger.last().unwrap().unwrap().count, 1);
        assert!(ledger.add(&key, &[(3, [3; 32])], clock.now(), true).unwrap());
        let counts =
            ledger.lines().unwrap().into_iter().map(|line| serde_json::from_str::<Checkpoint>(&line).unwrap().count);
        assert_eq!(counts.collect::<Vec<_>>(), [1, 3]);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(ledger.path()), mode(ledger.path().parent().unwrap())), (0o600, 0o700));
        let told = fs::read_to_string(super::folder(folder.path()).join(format!("{}.pub", key.id))).unwrap();
        assert_eq!(told.trim_end(), checkpoint::public_text(&key));
    }
}
