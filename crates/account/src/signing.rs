//! What the house signs: each use of a signing key has a key of its own that is made from it.
use base::{Error, Result, Secret};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use vault::{Purpose, Ring};

/// How many bytes a signature has.
pub(crate) const SIGNATURE: usize = 32;

/// Signs with a key that is made of that one for this use alone.
pub(crate) fn signer(key: &[u8; 32], purpose: &[u8]) -> Hmac<Sha256> {
    keyed(&made_for(purpose, key))
}

/// A key that is made of that one for one use alone.
pub(crate) fn made_for(purpose: &[u8], key: &[u8; 32]) -> [u8; 32] {
    keyed(key).chain_update(purpose).finalize().into_bytes().into()
}

fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    <Hmac<Sha256> as KeyInit>::new(&block.into())
}

/// The signature of these words for that use, with the current key.
pub(crate) fn sign(ring: &Ring, purpose: &[u8], words: &[&[u8]]) -> Result<[u8; SIGNATURE]> {
    let key = ring.current(Purpose::Signing)?;
    Ok(over(signer(key.expose(), purpose), words).finalize().into_bytes().into())
}

/// Whether the house has signed these words for that use, with any key that it still has.
pub(crate) fn has_signed(ring: &Ring, purpose: &[u8], words: &[&[u8]], signature: &[u8]) -> bool {
    // Another process may have made a key just now; where the file cannot be read, those that are known do.
    let _ = ring.reload_if_changed();
    let is_signed = |key: &[u8; 32]| over(signer(key, purpose), words).verify_slice(signature).is_ok();
    ring.of(Purpose::Signing).iter().any(|key| is_signed(key.expose()))
}

/// What is said, with a signature over it and over what goes without saying, as a text that comes back.
pub(crate) fn text(ring: &Ring, purpose: &[u8], said: &[u8], unsaid: &[u8]) -> Result<Secret> {
    let signature = sign(ring, purpose, &[said, unsaid])?;
    Ok(Secret::new(BASE64.encode([said, &signature].concat())))
}

/// What such a text says, if the house has signed it.
pub(crate) fn said<const N: usize>(ring: &Ring, purpose: &[u8], text: &str, unsaid: &[u8]) -> Option<[u8; N]> {
    let bytes = BASE64.decode(text).ok()?;
    let (said, signature) = bytes.split_first_chunk::<N>()?;
    let is_ours = signature.len() == SIGNATURE && has_signed(ring, purpose, &[said, unsaid], signature);
    is_ours.then_some(*said)
}

/// Each word with its length, so that no two lists of words are the same.
fn over(signer: Hmac<Sha256>, words: &[&[u8]]) -> Hmac<Sha256> {
    words.iter().fold(signer, |signer, word| {
        let length = u64::try_from(word.len()).unwrap_or(u64::MAX);
        signer.chain_update(length.to_be_bytes()).chain_update(word)
    })
}

/// Bytes that nobody can guess.
pub(crate) fn chance<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::Internal { cause: format!("no entropy: {error}") })?;
    Ok(bytes)
}
