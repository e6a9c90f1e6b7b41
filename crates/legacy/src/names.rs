//! Names that follow from where something is from, so that the same row has the same name in every run.
use base::{Id, Instant};
use sha2::{Digest, Sha256};

/// The longest key that is told as it is.
const LONGEST_KEY: usize = 200;

/// The hash of some texts, each apart from the next.
pub(crate) fn digest(texts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.len().to_be_bytes());
        hash.update(text);
    }
    hash.finalize().into()
}

/// The id of a row of the source in the table of what was brought: of version 8, which nobody mints.
pub(crate) fn of_row(source: &str, table: &str, key: &str) -> Id {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest(&["row", source, table, key])[..16]);
    bytes[6] = 0x80 | bytes[6] & 0x0f;
    bytes[8] = 0x80 | bytes[8] & 0x3f;
    Id::from_bytes(bytes)
}

/// The id of the thing that a row becomes: as if it had been minted when it was made there, so that it sorts among the others.
pub(crate) fn of_thing(source: &str, table: &str, key: &str, made: Instant) -> Id {
    Id::following(&digest(&["thing", source, table, key]), made)
}

/// A key as it is told; of one that is too long its hash.
pub(crate) fn key(text: String) -> String {
    if text.len() <= LONGEST_KEY { text } else { hex(&digest(&[&text])) }
}

/// Bytes as text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_row_has_the_same_names_and_another_has_others() {
        let made: Instant = "2025-08-09T10:00:00Z".parse().unwrap();
        assert_eq!(of_row("a", "users", "1"), of_row("a", "users", "1"));
        assert_ne!(of_row("a", "users", "1"), of_row("b", "users", "1"));
        assert_ne!(of_row("a", "users", "11"), of_row("a", "users1", "1"));
        assert_ne!(of_thing("a", "users", "1", made), of_row("a", "users", "1"));
    }

    #[test]
    fn things_sort_by_when_they_were_made() {
        let [earlier, later] = ["2025-08-09T10:00:00Z", "2025-08-09T10:00:01Z"].map(|text| text.parse().unwrap());
        for key in ["1", "2", "3"] {
            assert!(of_thing("a", "tasks", key, earlier) < of_thing("a", "tasks", "1", later));
        }
    }
}
