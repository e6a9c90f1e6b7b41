//! What is signed of the chain: that it had so many entries, and which head, at that time.
use super::chain::Hash;
use crate::signing::made_for;
use base::Instant;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};
use vault::{Key, KeyId};

/// A checkpoint: one line of the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Checkpoint {
    /// How many entries the chain had.
    pub(super) count: i64,
    /// The hash of the last of them.
    pub(super) head: Word<32>,
    /// When.
    pub(super) time: Instant,
    /// The key that it is signed with.
    pub(super) key: KeyId,
    /// The hash of the line before, so that none is taken out unnoticed.
    pub(super) previous: Word<32>,
    /// The signature of all this.
    pub(super) signature: Word<64>,
}

/// Bytes that are written as base64url.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<const N: usize>(pub(super) [u8; N]);

/// What is signed begins with this, so that nothing else that the house signs is taken for it.
const LABEL: &[u8] = b"aiwfe checkpoint 1";
/// What a key is made into for this use alone.
const USE: &[u8] = b"aiwfe checkpoint";

impl Checkpoint {
    /// Signs what the chain is by now.
    pub(super) fn sign(key: &Key, (count, head): (i64, Hash), time: Instant, previous: Hash) -> Self {
        let (head, previous, signature) = (Word(head), Word(previous), Word([0; 64]));
        let unsigned = Self { count, head, time, key: key.id, previous, signature };
        let signature = Word(signing_key(key).sign(&unsigned.signed()).to_bytes());
        Self { signature, ..unsigned }
    }

    /// Whether it was signed with that key.
    pub(super) fn is_signed_with(&self, key: &Key) -> bool {
        let signature = Signature::from_bytes(&self.signature.0);
        key.id == self.key && public(key).verify_strict(&self.signed(), &signature).is_ok()
    }

    fn signed(&self) -> Vec<u8> {
        let key = self.key.to_string();
        let (count, time) = (self.count.to_be_bytes(), self.time.micros().to_be_bytes());
        [LABEL, &count, &self.head.0, &time, key.as_bytes(), &self.previous.0].concat()
    }
}

/// The hash of a line, for the one that follows it.
pub(super) fn hash_of(line: &str) -> Hash {
    Sha256::digest(line).into()
}

/// The public half of a key, as it is told.
pub(super) fn public_text(key: &Key) -> String {
    BASE64.encode(public(key).as_bytes())
}

fn public(key: &Key) -> VerifyingKey {
    signing_key(key).verifying_key()
}

fn signing_key(key: &Key) -> SigningKey {
    SigningKey::from_bytes(&made_for(USE, key.expose()))
}

impl<const N: usize> Serialize for Word<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(self.0))
    }
}

impl<'de, const N: usize> Deserialize<'de> for Word<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = BASE64.decode(<&str>::deserialize(deserializer)?).map_err(de::Error::custom)?;
        bytes.try_into().map(Self).map_err(|_| de::Error::custom(format!("{N} bytes are wanted")))
    }
}
