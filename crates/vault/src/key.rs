//! One key: what it is for, what it is called, and its bytes, which nobody prints.
use crate::error::{Error, Result};
use base::{Clock, Instant};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};
use store::OneOf;
use zeroize::Zeroizing;

/// How many bytes a key has, whatever it is for.
pub(crate) const KEY_BYTES: usize = 32;

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum Purpose {
    /// Seals values in the database: XChaCha20-Poly1305.
    Encryption,
    /// Signs what is handed out and comes back: HMAC.
    Signing,
    /// Signs the record: the seed of an Ed25519 key.
    Audit,
}

/// The name of a key, which is no secret: eight hexadecimal digits, made by chance.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId(u32);

/// A key. Its bytes are wiped when nobody holds it any more.
pub struct Key {
    /// Its name.
    pub id: KeyId,
    /// What it is for.
    pub purpose: Purpose,
    /// When it was made.
    pub created_at: Instant,
    pub(crate) bytes: Zeroizing<[u8; KEY_BYTES]>,
}

impl Key {
    /// A new key, from the entropy of the system.
    pub(crate) fn new(purpose: Purpose, clock: &Clock) -> Result<Self> {
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        getrandom::fill(bytes.as_mut_slice()).map_err(Error::Entropy)?;
        let id = KeyId(getrandom::u32().map_err(Error::Entropy)?);
        Ok(Self { id, purpose, created_at: clock.now(), bytes })
    }

    /// The bytes themselves, for the one place that seals or signs with them.
    pub fn expose(&self) -> &[u8; KEY_BYTES] {
        &self.bytes
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Key({} {})", self.purpose.text(), self.id)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for KeyId {
    type Err = &'static str;

    /// Only as it is printed: a key has one spelling.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let number = (text.len() == 8 && text.bytes().all(is_digit)).then(|| u32::from_str_radix(text, 16));
        number.and_then(Result::ok).map(Self).ok_or("the name of a key is eight hexadecimal digits")
    }
}

impl Serialize for KeyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KeyId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
