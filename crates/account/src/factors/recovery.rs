//! Codes for the day the app is gone: each lets in once. They are long enough that a hash of each is all that need be kept.
use super::{RecoveryCode, base32};
use crate::signing::chance;
use base::{Id, Instant, Result, Secret};
use sha2::{Digest, Sha256};

/// How many there are.
pub(super) const COUNT: usize = 10;
/// Of how many bytes each is made: 16 letters and digits.
const BYTES: usize = 10;

/// New codes of somebody's, and what is kept of them.
pub(super) fn make(user_id: Id, now: Instant) -> Result<(Vec<Secret>, Vec<RecoveryCode>)> {
    let one = |_| {
        let letters = base32::text(&chance::<BYTES>()?).to_lowercase();
        let parts: Vec<&str> = [0, 4, 8, 12].map(|at| &letters[at..at + 4]).into();
        let kept = RecoveryCode { code_hash: hash(user_id, &letters), user_id, created_at: now };
        Ok((Secret::new(parts.join("-")), kept))
    };
    (0..COUNT).map(one).collect()
}

/// The hash by which a code of somebody's is known again, however it is typed.
pub(super) fn hash(user_id: Id, shown: &str) -> Vec<u8> {
    let letters: String = shown.chars().filter(|letter| letter.is_ascii_alphanumeric()).collect();
    Sha256::new().chain_update(user_id.as_bytes()).chain_update(letters.to_lowercase()).finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Clock;
    use std::collections::BTreeSet;

    #[test]
    fn ten_codes_are_made_that_differ_and_are_known_however_they_are_typed() {
        let clock = Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1);
        let (ann, ben) = (Id::new(&clock), Id::new(&clock));
        let (told, kept) = make(ann, clock.now()).unwrap();
        let all: BTreeSet<&str> = told.iter().map(Secret::expose).collect();
        assert_eq!((all.len(), kept.len()), (COUNT, COUNT));
        for (told, kept) in told.iter().zip(&kept) {
            assert_eq!((told.expose().len(), kept.code_hash.len()), (19, 32));
            assert_eq!(hash(ann, &told.expose().to_uppercase().replace('-', " ")), kept.code_hash);
            assert_ne!(hash(ben, told.expose()), kept.code_hash);
        }
    }
}
