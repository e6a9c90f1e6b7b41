//! API tokens as they are shown: once, to whoever made them.
use base::{Error, Result, Secret};
use sha2::{Digest, Sha256};

/// A token that was made just now, with what may be kept of it.
#[derive(Clone, Debug)]
pub struct Token {
    /// The token itself.
    pub secret: Secret,
    /// Its first characters, by which a person tells tokens apart.
    pub prefix: String,
    /// Its hash, which is all that is kept.
    pub hash: Vec<u8>,
}

/// What every token starts with, so that it is known for one wherever it turns up.
pub(super) const MARK: &str = "aiwfe_";
/// How much of it is shown again.
const PREFIX: usize = MARK.len() + 6;

impl Token {
    /// A new token: 32 bytes of the system's own entropy.
    pub fn new() -> Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| Error::Internal { cause: format!("no entropy: {error}") })?;
        let text = bytes.iter().fold(String::from(MARK), |text, byte| text + &format!("{byte:02x}"));
        Ok(Self { prefix: text[..PREFIX].to_owned(), hash: Self::hash_of(&text), secret: Secret::new(text) })
    }

    /// The hash by which a token that is shown is found.
    pub fn hash_of(shown: &str) -> Vec<u8> {
        Sha256::digest(shown.as_bytes()).to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_its_hash_and_never_printed() {
        let (one, other) = (Token::new().unwrap(), Token::new().unwrap());
        assert!(one.secret != other.secret && one.secret.expose().len() == MARK.len() + 64);
        assert_eq!((one.hash.len(), &one.hash), (32, &Token::hash_of(one.secret.expose())));
        assert!(one.secret.expose().starts_with(&one.prefix) && !format!("{one:?}").contains(one.secret.expose()));
    }
}
