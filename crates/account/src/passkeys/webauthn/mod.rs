//! What WebAuthn (level 3) has a site check, as pure functions: what was made or signed, for whom, and where.
mod authenticator_data;
mod cbor;
mod client_data;
mod public_key;
#[cfg(test)]
mod tests;

pub(crate) use cbor::Checked;
pub use public_key::PasskeyAlgorithm;
pub(crate) use public_key::PublicKey;

use authenticator_data::AuthenticatorData;
use cbor::Item;
use client_data::Ceremony;
use sha2::{Digest, Sha256};

/// The site that passkeys are made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Site {
    /// The name that passkeys are bound to.
    pub(crate) id: String,
    /// The one origin of its pages.
    pub(crate) origin: String,
}

/// A passkey that was made.
#[derive(Debug, PartialEq)]
pub(crate) struct Made {
    pub(crate) challenge: String,
    pub(crate) credential_id: Vec<u8>,
    pub(crate) key: PublicKey,
    pub(crate) sign_count: u32,
}

/// A passkey that has signed.
#[derive(Debug, PartialEq)]
pub(crate) struct Signed {
    pub(crate) challenge: String,
    pub(crate) sign_count: u32,
}

/// What a browser and an authenticator hand over where a passkey was made.
pub(crate) fn made(site: &Site, client_data: &[u8], attestation: &[u8]) -> Checked<Made> {
    let challenge = client_data::challenge(client_data, Ceremony::Creation, site)?;
    let attestation = cbor::whole(attestation)?;
    let part = |name| attestation.get(&Item::Text(name));
    // Nothing else was asked for: who made the authenticator is none of our business.
    if part("fmt") != Some(&Item::Text("none")) || part("attStmt") != Some(&Item::Map(Vec::new())) {
        return Err("the authenticator attests what was not asked for");
    }
    let data = part("authData").and_then(Item::bytes).ok_or("the authenticator says nothing")?;
    let AuthenticatorData { sign_count, credential } = AuthenticatorData::of(data, site)?;
    let (credential_id, key) = credential.ok_or("no key was made")?;
    Ok(Made { challenge, credential_id, key, sign_count })
}

/// The same where a passkey has signed.
pub(crate) fn signed(
    site: &Site,
    key: &PublicKey,
    client_data: &[u8],
    authenticator_data: &[u8],
    signature: &[u8],
) -> Checked<Signed> {
    let challenge = client_data::challenge(client_data, Ceremony::Assertion, site)?;
    let data = AuthenticatorData::of(authenticator_data, site)?;
    let message = [authenticator_data, &Sha256::digest(client_data)].concat();
    if !key.has_signed(&message, signature) {
        return Err("the signature is not that of this passkey");
    }
    Ok(Signed { challenge, sign_count: data.sign_count })
}
