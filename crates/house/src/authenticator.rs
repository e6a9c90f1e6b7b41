//! A device that keeps a passkey, in software: it does what a browser and an authenticator do together, or what a forger would.
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use p256::ecdsa::signature::Signer;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A device with one passkey. A test changes a field to have it lie.
#[derive(Clone)]
pub struct Authenticator {
    /// What it signs with.
    pub key: AuthenticatorKey,
    /// What the passkey is called.
    pub credential_id: Vec<u8>,
    /// The origin of the page that the browser shows.
    pub origin: String,
    /// The site that the passkey is for; the one that is asked for, where nothing is said.
    pub site_id: Option<String>,
    /// Whether the device has verified who holds it.
    pub is_verified: bool,
    /// How often it says that it has signed.
    pub sign_count: u32,
    /// Whose passkey it says it is.
    pub user_handle: Option<String>,
}

/// What a device signs with.
#[derive(Clone)]
pub enum AuthenticatorKey {
    /// ECDSA over P-256.
    Es256(p256::ecdsa::SigningKey),
    /// EdDSA over Curve25519.
    Ed25519(ed25519_dalek::SigningKey),
}

const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const HAS_CREDENTIAL: u8 = 1 << 6;

impl Authenticator {
    /// One that signs with ES256; the number makes its key, so that no two are alike.
    pub fn es256(number: u8, origin: &str) -> Self {
        let key = p256::ecdsa::SigningKey::from_slice(&[number; 32]).expect("a key");
        Self::new(AuthenticatorKey::Es256(key), number, origin)
    }

    /// The same with Ed25519.
    pub fn ed25519(number: u8, origin: &str) -> Self {
        Self::new(AuthenticatorKey::Ed25519(ed25519_dalek::SigningKey::from_bytes(&[number; 32])), number, origin)
    }

    fn new(key: AuthenticatorKey, number: u8, origin: &str) -> Self {
        Self {
            key,
            credential_id: vec![number; 20],
            origin: origin.into(),
            site_id: None,
            is_verified: true,
            sign_count: 0,
            user_handle: None,
        }
    }

    /// The passkey that it makes where it is asked so: `PublicKeyCredential.toJSON()`.
    pub fn made(&self, options: &Value) -> Value {
        let length = u16::try_from(self.credential_id.len()).expect("a length");
        let credential = [&[0; 16][..], &length.to_be_bytes(), &self.credential_id, &self.cose()].concat();
        let data = self.data(&options["rp"]["id"], HAS_CREDENTIAL, &credential);
        let attestation =
            map(&[(text("fmt"), text("none")), (text("attStmt"), map(&[])), (text("authData"), bytes(&data))]);
        let client_data = self.client_data("webauthn.create", &options["challenge"]);
        self.credential(json!({
            "clientDataJSON": BASE64.encode(client_data),
            "attestationObject": BASE64.encode(attestation),
            "transports": ["internal"],
        }))
    }

    /// What it signs where it is asked so.
    pub fn signed(&self, options: &Value) -> Value {
        let data = self.data(&options["rpId"], 0, &[]);
        let client_data = self.client_data("webauthn.get", &options["challenge"]);
        let message = [&data[..], &Sha256::digest(&client_data)].concat();
        self.credential(json!({
            "clientDataJSON": BASE64.encode(client_data),
            "authenticatorData": BASE64.encode(data),
            "signature": BASE64.encode(self.sign(&message)),
            "userHandle": self.user_handle,
        }))
    }

    fn credential(&self, response: Value) -> Value {
        let id = BASE64.encode(&self.credential_id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {} })
    }

    fn client_data(&self, kind: &str, challenge: &Value) -> Vec<u8> {
        let said = json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false });
        said.to_string().into_bytes()
    }

    fn data(&self, asked: &Value, flags: u8, credential: &[u8]) -> Vec<u8> {
        let site_id = self.site_id.as_deref().unwrap_or_else(|| asked.as_str().expect("a site"));
        let flags = flags | PRESENT | if self.is_verified { VERIFIED } else { 0 };
        [&Sha256::digest(site_id)[..], &[flags], &self.sign_count.to_be_bytes(), credential].concat()
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.key {
            AuthenticatorKey::Es256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_der().as_bytes().to_vec()
            }
            AuthenticatorKey::Ed25519(key) => key.sign(message).to_bytes().to_vec(),
        }
    }

    fn cose(&self) -> Vec<u8> {
        match &self.key {
            AuthenticatorKey::Es256(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                let (x, y) = (&point.as_bytes()[1..33], &point.as_bytes()[33..]);
                map(&[
                    (vec![1], vec![2]),
                    (vec![3], vec![0x26]),
                    (vec![0x20], vec![1]),
                    (vec![0x21], bytes(x)),
                    (vec![0x22], bytes(y)),
                ])
            }
            AuthenticatorKey::Ed25519(key) => map(&[
                (vec![1], vec![1]),
                (vec![3], vec![0x27]),
                (vec![0x20], vec![6]),
                (vec![0x21], bytes(key.verifying_key().as_bytes())),
            ]),
        }
    }
}

fn head(kind: u8, count: usize) -> Vec<u8> {
    match u8::try_from(count) {
        Ok(count @ ..24) => vec![kind << 5 | count],
        Ok(count) => vec![kind << 5 | 24, count],
        Err(_) => {
            let count = u16::try_from(count).expect("a short item");
            [&[kind << 5 | 25][..], &count.to_be_bytes()].concat()
        }
    }
}

fn bytes(bytes: &[u8]) -> Vec<u8> {
    [&head(2, bytes.len())[..], bytes].concat()
}

fn text(text: &str) -> Vec<u8> {
    [&head(3, text.len())[..], text.as_bytes()].concat()
}

fn map(pairs: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    pairs.iter().fold(head(5, pairs.len()), |map, (key, item)| [map, key.clone(), item.clone()].concat())
}
