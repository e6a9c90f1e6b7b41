//! What an authenticator says of a ceremony: for which site, who was there, how often it has signed, and the key it has made.
use super::{Checked, PublicKey, Site, cbor};
use sha2::{Digest, Sha256};

/// What it says, once that holds.
#[derive(Debug, PartialEq)]
pub(super) struct AuthenticatorData {
    /// How often the key was used; nothing but zeros where the authenticator does not count.
    pub(super) sign_count: u32,
    /// The key that was made, with its name.
    pub(super) credential: Option<(Vec<u8>, PublicKey)>,
}

const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const MAY_BE_COPIED: u8 = 1 << 3;
const IS_COPIED: u8 = 1 << 4;
const HAS_CREDENTIAL: u8 = 1 << 6;
const HAS_EXTENSIONS: u8 = 1 << 7;

/// The kind of an authenticator; nobody asks.
const AAGUID: usize = 16;
/// The longest name of a key that the standard allows.
const LONGEST_ID: usize = 1_023;

impl AuthenticatorData {
    /// Reads it, and refuses what was made for another site or without anybody who has shown who they are.
    pub(super) fn of(mut bytes: &[u8], site: &Site) -> Checked<Self> {
        let bytes = &mut bytes;
        let site_hash = cbor::taken(bytes, 32)?;
        let flags = cbor::taken(bytes, 1)?[0];
        let sign_count = cbor::taken(bytes, 4)?.iter().fold(0, |count, byte| count << 8 | u32::from(*byte));
        let has = |flag| flags & flag != 0;
        if site_hash != Sha256::digest(&site.id).as_slice() {
            return Err("this was made for another site");
        }
        if !has(PRESENT) || !has(VERIFIED) {
            return Err("the authenticator has not verified who used it");
        }
        if has(IS_COPIED) && !has(MAY_BE_COPIED) {
            return Err("the authenticator contradicts itself");
        }
        let credential = if has(HAS_CREDENTIAL) { Some(credential(bytes)?) } else { None };
        if has(HAS_EXTENSIONS) {
            let (extensions, rest) = cbor::first(bytes)?;
            *bytes = rest;
            if !matches!(extensions, cbor::Item::Map(_)) {
                return Err("the extensions are no map");
            }
        }
        if bytes.is_empty() { Ok(Self { sign_count, credential }) } else { Err("something follows after the end") }
    }
}

fn credential(bytes: &mut &[u8]) -> Checked<(Vec<u8>, PublicKey)> {
    cbor::taken(bytes, AAGUID)?;
    let length = cbor::taken(bytes, 2)?.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
    if !(1..=LONGEST_ID).contains(&length) {
        return Err("the name of the key has a length that none has");
    }
    let id = cbor::taken(bytes, length)?.to_vec();
    let (key, rest) = cbor::first(bytes)?;
    *bytes = rest;
    Ok((id, PublicKey::of_cose(&key)?))
}
