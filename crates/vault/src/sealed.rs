//! A sealed value, and the place that it is sealed for.
use crate::key::KeyId;
use base::Id;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use std::fmt;
use store::{Field, Kind, Row, Value};

/// Where a sealed value stands; it opens there and nowhere else. A step that renames the table or the column must seal anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The row.
    pub row: Id,
}

/// What a column holds instead of a secret: `v1.KEY.BASE64URL` of a nonce and what was encrypted.
///
/// It is not `Serialize`: an entity that people are shown must skip it.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(String);

/// The parts of a value that has the form of a sealed one.
pub(crate) struct Parts {
    pub(crate) key: KeyId,
    pub(crate) nonce: [u8; NONCE_BYTES],
    pub(crate) ciphertext: Vec<u8>,
}

const NONCE_BYTES: usize = 24;

/// What every sealed value starts with.
const MARK: &str = "v1.";

impl Place {
    /// What is sealed along: the parts cannot run into each other, for no name holds a NUL.
    pub(crate) fn words(self) -> Vec<u8> {
        [MARK.as_bytes(), self.table.as_bytes(), b"\0", self.column.as_bytes(), b"\0", self.row.as_bytes()].concat()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}.{} of {}", self.table, self.column, self.row)
    }
}

impl Sealed {
    /// A text that is said to be a sealed value; whether it is, shows when it is opened.
    pub fn of_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key that it says it was sealed under.
    pub fn key(&self) -> Option<KeyId> {
        self.parts().map(|parts| parts.key)
    }

    pub(crate) fn of_parts(parts: &Parts) -> Self {
        let body = [parts.nonce.as_slice(), &parts.ciphertext].concat();
        Self(format!("{MARK}{}.{}", parts.key, BASE64.encode(body)))
    }

    pub(crate) fn parts(&self) -> Option<Parts> {
        let (key, body) = self.0.strip_prefix(MARK)?.split_once('.')?;
        let body = BASE64.decode(body).ok()?;
        let (nonce, ciphertext) = body.split_first_chunk::<NONCE_BYTES>()?;
        Some(Parts { key: key.parse().ok()?, nonce: *nonce, ciphertext: ciphertext.to_owned() })
    }

    /// The first text of those sealed under that key, and the first text after all of them.
    pub fn bounds(key: KeyId) -> (String, String) {
        // In the order of bytes the slash comes right after the dot.
        (format!("{MARK}{key}."), format!("{MARK}{key}/"))
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.key() {
            Some(key) => write!(f, "Sealed({key})"),
            None => f.write_str("Sealed(malformed)"),
        }
    }
}

/// A column may hold anything, so that one broken value does not keep a list of rows from being read.
impl Field for Sealed {
    const KIND: Kind = Kind::Text;

    fn read_optional(row: &dyn Row, at: usize) -> store::Result<Option<Self>> {
        Ok(row.text(at)?.map(Self::of_text))
    }

    fn to_value(&self) -> Value {
        Value::Text(self.0.clone())
    }
}
