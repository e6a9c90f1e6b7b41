//! Seals secrets for a place, and opens them there.
use crate::{
    error::{Error, Result},
    key::{Key, Purpose},
    ring::Ring,
    sealed::{Parts, Place, Sealed},
};
use base::Secret;
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use store::Finding;

/// Seals and opens with the keys of a ring. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Vault {
    pub(crate) ring: Ring,
}

impl Vault {
    /// The vault whose keys are in that ring.
    pub fn new(ring: Ring) -> Self {
        Self { ring }
    }

    /// Seals a secret for that place, under the current key.
    pub fn seal(&self, place: Place, secret: &Secret) -> Result<Sealed> {
        let key = self.ring.current(Purpose::Encryption)?;
        let mut nonce = [0; _];
        getrandom::fill(&mut nonce).map_err(Error::Entropy)?;
        let payload = Payload { msg: secret.expose().as_bytes(), aad: &place.words() };
        // Only a text of more than 256 GiB is too long.
        let ciphertext = cipher(&key).encrypt(&nonce.into(), payload).map_err(|_| Error::Malformed(place))?;
        Ok(Sealed::of_parts(&Parts { key: key.id, nonce, ciphertext }))
    }

    /// Opens what was sealed for that place.
    pub fn open(&self, place: Place, sealed: &Sealed) -> Result<Secret> {
        let Parts { key: id, nonce, ciphertext } = sealed.parts().ok_or(Error::Malformed(place))?;
        let key = self.ring.key(id).filter(|key| key.purpose == Purpose::Encryption);
        let key = key.ok_or(Error::UnknownKey { place, key: id })?;
        let payload = Payload { msg: &ciphertext, aad: &place.words() };
        let plain = cipher(&key).decrypt(&nonce.into(), payload).map_err(|_| Error::Tampered(place))?;
        // It was a text when it was sealed.
        String::from_utf8(plain).map(Secret::new).map_err(|_| Error::Malformed(place))
    }

    /// Whether these are the keys under which the database was sealed, tried on a value of it; else why not to start.
    pub fn prove(&self, place: Place, sample: &Sealed) -> Result<(), Box<Finding>> {
        self.open(place, sample).map(drop).map_err(|error| Box::new(error.finding()))
    }
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.expose().into())
}
