//! The passwords that were stolen elsewhere, as a bundled set of short hashes: `data/README.md` says where they are from.
use sha1::{Digest, Sha1};
use std::collections::BTreeSet;

/// How many passwords begin with each pair of bytes of a hash, one byte for each pair; then three more bytes of each hash, in order.
const KEPT: &[u8] = include_bytes!("../../data/common_passwords.bin");
const PAIRS: usize = 1 << 16;
const PAIR: usize = 2;
const REST: usize = 3;

/// Whether a password is one of them, whatever its capitals. Forty bits of a hash are compared: of five million other passwords one
/// passes for one of them.
pub(super) fn holds(password: &str) -> bool {
    let hash = short(password);
    let (counts, rests) = KEPT.split_at(PAIRS);
    let pair = usize::from(u16::from_be_bytes([hash[0], hash[1]]));
    let before: usize = counts[..pair].iter().map(|count| usize::from(*count)).sum();
    let of_pair = &rests[before * REST..][..usize::from(counts[pair]) * REST];
    of_pair.chunks_exact(REST).any(|rest| *rest == hash[PAIR..])
}

/// The set of these passwords, as it is bundled; nothing, where too many hashes begin alike.
pub fn bundle<'a>(passwords: impl Iterator<Item = &'a str>) -> Option<Vec<u8>> {
    let hashes: BTreeSet<[u8; PAIR + REST]> = passwords.map(short).collect();
    let mut kept = vec![0_u8; PAIRS];
    for hash in &hashes {
        let count = &mut kept[usize::from(u16::from_be_bytes([hash[0], hash[1]]))];
        *count = count.checked_add(1)?;
    }
    kept.extend(hashes.iter().flat_map(|hash| &hash[PAIR..]));
    Some(kept)
}

/// The first bytes of the hash of a password with its capitals folded.
fn short(password: &str) -> [u8; PAIR + REST] {
    let hash = Sha1::digest(password.to_lowercase());
    std::array::from_fn(|at| hash[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first of the list, of eight characters and more.
    const FIRST: &str = include_str!("../../data/first_of_common_passwords.txt");

    #[test]
    fn s_06_the_three_thousand_that_are_tried_first_are_known_whatever_their_capitals() {
        let first: Vec<&str> = FIRST.lines().collect();
        assert_eq!(first.len(), 3_000);
        for password in first {
            assert!(holds(password) && holds(&password.to_uppercase()), "{password}");
        }
    }

    #[test]
    fn a_password_that_nobody_has_is_none_of_them() {
        let found = (0..100_000).filter(|number| holds(&format!("seven brass otters hum {number}"))).count();
        assert_eq!(found, 0);
    }

    #[test]
    fn a_set_is_the_same_whatever_the_order_and_holds_each_once() {
        let one = bundle(["tundra", "Plinth", "oboe"].into_iter()).unwrap();
        assert_eq!(one.len(), PAIRS + 3 * REST);
        assert_eq!(Some(one), bundle(["oboe", "TUNDRA", "plinth", "tundra"].into_iter()));
    }
}
