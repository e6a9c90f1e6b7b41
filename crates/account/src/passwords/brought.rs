//! Hashes that were made elsewhere. Whoever shows the right password gets one of ours instead.
use argon2::{Algorithm, password_hash::phc::PasswordHash};
use base::Secret;

/// What bcrypt puts before its hashes.
const BCRYPT: [&str; 4] = ["$2a$", "$2b$", "$2x$", "$2y$"];
/// How many bytes a hash of bcrypt has.
const LENGTH: usize = 60;
/// No hash may take longer than this many doublings: about a quarter of an hour of work would be a way to keep the house busy.
const DEAREST: u32 = 16;

/// Whether this is a hash that passwords can be compared with here.
pub fn is_known(hash: &str) -> bool {
    let is_argon2id = || {
        let hash = PasswordHash::new(hash).ok();
        hash.is_some_and(|hash| {
            hash.algorithm == Algorithm::Argon2id.ident() && hash.salt.is_some() && hash.hash.is_some()
        })
    };
    is_of_bcrypt(hash) || is_argon2id()
}

/// Whether this is a hash of bcrypt, which takes no longer than it may.
pub(super) fn is_of_bcrypt(hash: &str) -> bool {
    let cost = hash.get(4..6).and_then(|cost| cost.parse().ok());
    hash.len() == LENGTH
        && BCRYPT.iter().any(|start| hash.starts_with(start))
        && cost.is_some_and(|cost: u32| (4..=DEAREST).contains(&cost))
}

/// Whether a password is the one of that hash. Of a longer one bcrypt knows the first 72 bytes.
pub(super) fn is_right(password: &Secret, hash: &str) -> bool {
    bcrypt::verify(password.expose(), hash).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of `correct horse`, made by another program.
    const HASH: &str = "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";

    #[test]
    fn a_hash_of_bcrypt_is_known_and_tells_its_password_from_another() {
        assert!(is_known(HASH) && is_of_bcrypt(HASH));
        assert!(is_right(&Secret::new("correct horse"), HASH));
        assert!(!is_right(&Secret::new("correct house"), HASH));
    }

    #[test]
    fn what_is_no_hash_or_takes_too_long_is_not_known() {
        let dear = HASH.replacen("$04$", "$31$", 1);
        for wrong in ["", "correct horse", "$2b$04$short", "$argon2i$v=19$m=64,t=2,p=1$c2FsdHNhbHQ$aGFzaA", &dear] {
            assert!(!is_known(wrong), "{wrong}");
        }
    }
}
