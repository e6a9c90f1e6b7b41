//! Secrets at rest: the keys in a file apart from the database, and the values that the database holds sealed.
mod error;
mod file;
mod key;
mod keys;
mod reseal;
mod ring;
mod sealed;
mod vault;

pub use error::{Error, Result};
pub use key::{Key, KeyId, Purpose};
pub use reseal::{Column, Resealed};
pub use ring::Ring;
pub use sealed::{Place, Sealed};
pub use vault::Vault;
