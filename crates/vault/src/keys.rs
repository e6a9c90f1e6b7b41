//! All keys there are, as text and in use.
use crate::key::{KEY_BYTES, Key, KeyId, Purpose};
use base::Instant;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::OneOf;
use zeroize::Zeroizing;

/// The keys, those of a purpose in the order in which they were made: the last one is current.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys(pub(crate) Vec<Arc<Key>>);

/// The one layout there is so far.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text<'a> {
    version: u32,
    #[serde(borrow)]
    keys: Vec<Line<'a>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    id: KeyId,
    purpose: Purpose,
    created_at: Instant,
    secret: &'a str,
}

impl Keys {
    /// The keys that a text holds, or what is wrong with it; never in the words of the text.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, String> {
        let Text { version, keys } = serde_json::from_slice(text)
            .map_err(|error| format!("what it says at line {} cannot be understood", error.line()))?;
        if version != VERSION {
            return Err(format!("it has the layout {version}, and this program knows {VERSION}"));
        }
        let mut all = Self::default();
        for line in &keys {
            if all.with(line.id).is_some() {
                return Err(format!("it has two keys of the name {}", line.id));
            }
            all.0.push(Arc::new(line.key()?));
        }
        match Purpose::ALL.iter().find(|purpose| all.of(**purpose).next().is_none()) {
            Some(purpose) => Err(format!("it has no key for {}", purpose.text())),
            None => Ok(all),
        }
    }

    /// The text that holds them.
    pub(crate) fn text(&self) -> serde_json::Result<Zeroizing<Vec<u8>>> {
        let secrets: Vec<_> = self.0.iter().map(|key| Zeroizing::new(BASE64.encode(key.expose()))).collect();
        let line = |(key, secret): (&Arc<Key>, _)| {
            let Key { id, purpose, created_at, .. } = **key;
            Line { id, purpose, created_at, secret }
        };
        let keys = self.0.iter().zip(secrets.iter().map(|secret| secret.as_str())).map(line).collect();
        // With room enough from the start, no copy is left behind by growing.
        let mut text = Zeroizing::new(Vec::with_capacity(256 * (self.0.len() + 1)));
        serde_json::to_writer_pretty(&mut *text, &Text { version: VERSION, keys })?;
        text.push(b'\n');
        Ok(text)
    }

    /// The key of that name.
    pub(crate) fn with(&self, id: KeyId) -> Option<&Arc<Key>> {
        self.0.iter().find(|key| key.id == id)
    }

    /// The keys for that purpose, the current one first.
    pub(crate) fn of(&self, purpose: Purpose) -> impl Iterator<Item = &Arc<Key>> {
        self.0.iter().rev().filter(move |key| key.purpose == purpose)
    }
}

impl Line<'_> {
    fn key(&self) -> Result<Key, String> {
        let Self { id, purpose, created_at, secret } = *self;
        let decoded =
            BASE64.decode(secret).map(Zeroizing::new).map_err(|_| format!("the key {id} is not base64url"))?;
        let bytes = <[u8; KEY_BYTES]>::try_from(decoded.as_slice())
            .map_err(|_| format!("the key {id} has {} bytes, and a key has {KEY_BYTES}", decoded.len()))?;
        Ok(Key { id, purpose, created_at, bytes: Zeroizing::new(bytes) })
    }
}
