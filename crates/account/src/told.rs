//! Secrets that are meant to be told, once, to whoever asked for them.
use base::Secret;
use serde::{Serialize, Serializer};

/// Tells a secret.
pub(crate) fn told<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}

/// Tells a secret, where there is one.
pub(crate) fn told_if_any<S: Serializer>(secret: &Option<Secret>, serializer: S) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(Secret::expose).serialize(serializer)
}
