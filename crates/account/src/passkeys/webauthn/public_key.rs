//! The public key of a passkey: ES256 or Ed25519, as COSE (RFC 9053) writes them, and nothing else.
use super::{Checked, cbor::Item};
use p256::ecdsa::{self, signature::Verifier};
use store::OneOf;

/// How a passkey signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum PasskeyAlgorithm {
    /// ECDSA over P-256 with SHA-256.
    Es256,
    /// EdDSA over Curve25519.
    Ed25519,
}

impl PasskeyAlgorithm {
    /// Its number in the registry of COSE.
    pub(crate) fn number(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::Ed25519 => -8,
        }
    }
}

/// A public key: a point of its curve.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PublicKey {
    pub(crate) algorithm: PasskeyAlgorithm,
    pub(crate) point: Vec<u8>,
}

/// What stands before both halves of a point that is written in full.
const IN_FULL: u8 = 4;
/// How many bytes each half has.
const HALF: usize = 32;

impl PublicKey {
    /// The key that a COSE map holds, if it is one of ours and a point of its curve.
    pub(super) fn of_cose(map: &Item<'_>) -> Checked<Self> {
        let part = |label: i64| map.get(&Item::Integer(label));
        let number =
            |label| part(label).and_then(|item| if let Item::Integer(number) = item { Some(*number) } else { None });
        let half =
            |label| part(label).and_then(Item::bytes).filter(|half| half.len() == HALF).ok_or("the key has no point");
        let key = match (number(1), number(3), number(-1), map.count()) {
            (Some(2), Some(-7), Some(1), 5) => {
                let point = [&[IN_FULL], half(-2)?, half(-3)?].concat();
                Self { algorithm: PasskeyAlgorithm::Es256, point }
            }
            (Some(1), Some(-8), Some(6), 4) => Self { algorithm: PasskeyAlgorithm::Ed25519, point: half(-2)?.to_vec() },
            _ => return Err("the key is of a kind that was not asked for"),
        };
        if key.is_on_curve() { Ok(key) } else { Err("the key is no point of its curve") }
    }

    fn is_on_curve(&self) -> bool {
        match self.algorithm {
            PasskeyAlgorithm::Es256 => self.es256().is_some(),
            PasskeyAlgorithm::Ed25519 => self.ed25519().is_some_and(|key| !key.is_weak()),
        }
    }

    fn es256(&self) -> Option<ecdsa::VerifyingKey> {
        ecdsa::VerifyingKey::from_sec1_bytes(&self.point).ok()
    }

    fn ed25519(&self) -> Option<ed25519_dalek::VerifyingKey> {
        ed25519_dalek::VerifyingKey::from_bytes(self.point.as_slice().try_into().ok()?).ok()
    }

    /// Whether its owner has signed that.
    pub(super) fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        match self.algorithm {
            PasskeyAlgorithm::Es256 => match (self.es256(), ecdsa::Signature::from_der(signature)) {
                (Some(key), Ok(signature)) => key.verify(message, &signature).is_ok(),
                _ => false,
            },
            PasskeyAlgorithm::Ed25519 => match (self.ed25519(), ed25519_dalek::Signature::from_slice(signature)) {
                (Some(key), Ok(signature)) => key.verify_strict(message, &signature).is_ok(),
                _ => false,
            },
        }
    }
}
