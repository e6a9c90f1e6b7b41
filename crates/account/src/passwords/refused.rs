//! The passwords that a house refuses besides: a file of its own, of passwords, or of their SHA-1 hashes in order, as the public sets
//! of stolen passwords come. Hashes stay in the file, however large it is.
use base::{Error, Result, Secret};
use sha1::{Digest, Sha1};
use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::task::spawn_blocking;

/// What a house refuses besides.
#[derive(Clone, Debug)]
pub struct Refused(Arc<List>);

#[derive(Debug)]
struct List {
    path: PathBuf,
    /// The hashes of the passwords of a file of passwords; a file of hashes is looked into each time.
    words: Option<HashSet<Hash>>,
}

type Hash = [u8; 20];

/// More than this is not kept in memory.
const MOST_WORDS_BYTES: u64 = 32 << 20;
/// In how many places a file of hashes is looked at before it is believed; a small one is read in whole.
const PLACES: u64 = 4_096;
/// More than the end of one line and the line after it have.
const TWO_LINES: usize = 192;

impl Refused {
    /// Opens a list; says what is wrong with one that is not fit to be looked into.
    pub fn open(path: &Path) -> Result<Self, String> {
        let told = |error: io::Error| format!("cannot be read: {error}");
        let mut file = File::open(path).map_err(told)?;
        let bytes = file.metadata().map_err(told)?.len();
        let first = Line::from(&mut file, 0).map_err(told)?.ok_or("is empty")?;
        let words = match first.hash {
            Some(_) => {
                check(&mut file, bytes)?;
                None
            }
            None if bytes > MOST_WORDS_BYTES => {
                return Err("is too large for a list of passwords: give their SHA-1 hashes, sorted".into());
            }
            None => {
                Some(fs::read_to_string(path).map_err(told)?.lines().map(|word| hash(&word.to_lowercase())).collect())
            }
        };
        Ok(Self(Arc::new(List { path: path.to_owned(), words })))
    }

    /// Whether a password is on the list, as it is or with its capitals folded.
    pub(crate) async fn holds(&self, password: &Secret) -> Result<bool> {
        let (list, password) = (self.0.clone(), password.clone());
        let path = list.path.clone();
        let looking = spawn_blocking(move || list.holds(password.expose()));
        let cause = |why: String| Error::Internal { cause: format!("{}: {why}", path.display()) };
        looking.await.map_err(|error| cause(error.to_string()))?.map_err(|error| cause(error.to_string()))
    }
}

impl List {
    fn holds(&self, password: &str) -> io::Result<bool> {
        let folded = hash(&password.to_lowercase());
        if let Some(words) = &self.words {
            return Ok(words.contains(&folded));
        }
        let mut file = File::open(&self.path)?;
        Ok(find(&mut file, &folded)? || find(&mut file, &hash(password))?)
    }
}

fn hash(text: &str) -> Hash {
    Sha1::digest(text).into()
}

/// Where a line lies, and the hash it begins with.
struct Line {
    start: u64,
    end: u64,
    hash: Option<Hash>,
}

impl Line {
    /// The first line that begins there or after.
    fn from(file: &mut File, place: u64) -> io::Result<Option<Self>> {
        let from = place.saturating_sub(1);
        file.seek(SeekFrom::Start(from))?;
        let mut read = Vec::with_capacity(TWO_LINES);
        file.take(TWO_LINES as u64).read_to_end(&mut read)?;
        let ends = |bytes: &[u8]| bytes.iter().position(|byte| *byte == b'\n');
        let skipped = if place == 0 { Some(0) } else { ends(&read).map(|end| end + 1) };
        let Some(text) = skipped.and_then(|skipped| read.get(skipped..)).filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let start = from + (read.len() - text.len()) as u64;
        let line = &text[..ends(text).unwrap_or(text.len())];
        Ok(Some(Self { start, end: start + line.len() as u64 + 1, hash: hash_of(line) }))
    }
}

/// The hash that a line holds: forty digits, and perhaps a colon with a count.
fn hash_of(line: &[u8]) -> Option<Hash> {
    let line = std::str::from_utf8(line).ok()?.trim_end();
    let digits = line.split_once(':').map_or(line, |(digits, _)| digits);
    if digits.len() != 40 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut hash = [0; 20];
    for (byte, at) in hash.iter_mut().zip((0..40).step_by(2)) {
        *byte = u8::from_str_radix(&digits[at..at + 2], 16).ok()?;
    }
    Some(hash)
}

/// Whether every line that is looked at holds a hash, and each a higher one than the line before.
fn check(file: &mut File, bytes: u64) -> Result<(), String> {
    let (mut place, mut before) = (0, None);
    while let Some(line) = Line::from(file, place).map_err(|error| format!("cannot be read: {error}"))? {
        let at = || format!("at byte {}", line.start);
        let hash = line.hash.ok_or_else(|| format!("holds no SHA-1 hash {}", at()))?;
        if before >= Some(hash) {
            return Err(format!("is not sorted by hash {}", at()));
        }
        before = Some(hash);
        place = line.end.max(place + bytes / PLACES);
    }
    Ok(())
}

/// Whether a sorted file of hashes holds that one.
fn find(file: &mut File, wanted: &Hash) -> io::Result<bool> {
    let (mut low, mut high) = (0, file.metadata()?.len());
    while low < high {
        let middle = low.midpoint(high);
        match Line::from(file, middle)?.filter(|line| line.start < high) {
            None => high = middle,
            Some(line) => {
                let no_hash = || io::Error::other(format!("no SHA-1 hash at byte {}", line.start));
                match line.hash.ok_or_else(no_hash)?.cmp(wanted) {
                    std::cmp::Ordering::Equal => return Ok(true),
                    std::cmp::Ordering::Less => low = line.end,
                    std::cmp::Ordering::Greater => high = middle,
                }
            }
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: impl AsRef<[u8]>) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("refused.txt");
        fs::write(&path, text).unwrap();
        (folder, path)
    }

    fn hex(password: &str) -> String {
        hash(password).iter().map(|byte| format!("{byte:02X}")).collect()
    }

    #[tokio::test]
    async fn s_06_a_sorted_file_of_hashes_is_searched_wherever_the_hash_lies() {
        for count in [1, 2, 3, 1_000] {
            let words: Vec<String> = (0..count).map(|number| format!("brass otter {number}")).collect();
            let mut lines: Vec<String> =
                words.iter().map(|word| format!("{}:{}", hex(word), word.len() * 977)).collect();
            lines.sort();
            for text in [lines.join("\r\n") + "\r\n", lines.join("\n").to_lowercase()] {
                let (_folder, path) = written(text);
                let refused = Refused::open(&path).unwrap();
                for word in &words {
                    assert!(refused.holds(&Secret::new(word)).await.unwrap(), "{word} of {count}");
                    assert!(refused.holds(&Secret::new(word.to_uppercase())).await.unwrap(), "{word} of {count}");
                    assert!(!refused.holds(&Secret::new(format!("{word}!"))).await.unwrap(), "{word} of {count}");
                }
            }
        }
    }

    #[tokio::test]
    async fn s_06_a_file_of_passwords_is_taken_too_whatever_their_capitals() {
        let (_folder, path) = written("Brass Otter\r\nwolkenkuckucksheim\n");
        let refused = Refused::open(&path).unwrap();
        for (password, is_refused) in
            [("brass otter", true), ("BRASS OTTER", true), ("Wolkenkuckucksheim", true), ("brass otters", false)]
        {
            assert_eq!(refused.holds(&Secret::new(password)).await.unwrap(), is_refused, "{password}");
        }
    }

    #[tokio::test]
    async fn s_06_a_broken_file_is_refused_and_one_that_breaks_later_lets_nothing_through() {
        let (low, high) = (format!("{}:3", "0".repeat(40)), format!("{}:3", "F".repeat(40)));
        let broken: [(Vec<u8>, &str); 5] = [
            (Vec::new(), "is empty"),
            (format!("{high}\n{low}\n").into(), "is not sorted by hash at byte 43"),
            (format!("{low}\n{low}\n").into(), "is not sorted"),
            (format!("{low}\nbrass otter\n{high}\n").into(), "holds no SHA-1 hash at byte 43"),
            (vec![0xff; 99], "UTF-8"),
        ];
        for (text, why) in broken {
            let (_folder, path) = written(text);
            let told = Refused::open(&path).unwrap_err();
            assert!(told.contains(why), "{told}");
        }
        assert!(Refused::open(Path::new("/nowhere/refused.txt")).is_err());
        let (_folder, path) = written(format!("{low}\n{high}\n"));
        let refused = Refused::open(&path).unwrap();
        fs::write(&path, "something else\n").unwrap();
        assert_eq!(refused.holds(&Secret::new("brass otter")).await.unwrap_err().code().name, "internal");
    }
}
