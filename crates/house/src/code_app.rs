//! An app that shows codes (RFC 6238), as people carry one with them.
use base::Instant;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// An app that was given a secret.
#[derive(Clone)]
pub struct CodeApp([u8; 20]);

impl CodeApp {
    /// One with that secret, in base32.
    pub fn new(secret: &str) -> Self {
        let number = |letter: char| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(letter).expect("base32");
        let bits: String = secret.chars().map(|letter| format!("{:05b}", number(letter))).collect();
        let byte = |at: usize| u8::from_str_radix(&bits[at * 8..at * 8 + 8], 2).expect("bits");
        Self(std::array::from_fn(byte))
    }

    /// The code that it shows at that time.
    pub fn code(&self, now: Instant) -> String {
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0).expect("a key");
        mac.update(&(now.micros() / 30_000_000).to_be_bytes());
        let hash = mac.finalize().into_bytes();
        let at = usize::from(hash[19] & 15);
        let number = u32::from_be_bytes(hash[at..at + 4].try_into().expect("four bytes")) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }
}
