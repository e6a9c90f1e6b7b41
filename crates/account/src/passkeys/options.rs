//! What a browser is asked for, in the words of WebAuthn: `PublicKeyCredential.parseCreationOptionsFromJSON` and its sibling read it.
use super::{PasskeyAlgorithm, challenge::GOOD_FOR};
use crate::User;
use api::Answer;
use base::Result;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use serde::Serialize;
use store::OneOf;
use utoipa::ToSchema;

/// What a passkey is to be.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreationOptions {
    /// What is to be signed.
    challenge: String,
    /// For which site.
    rp: PasskeySite,
    /// For whom.
    user: PasskeyHolder,
    /// How it may sign.
    pub_key_cred_params: Vec<PasskeyParameter>,
    /// How long the browser may take, in milliseconds.
    timeout: u64,
    /// The passkeys there are: a device that has one makes no other.
    exclude_credentials: Vec<KnownPasskey>,
    /// What the device must be able to do.
    authenticator_selection: PasskeyDevice,
    /// Nothing is to be said of who made the device.
    #[schema(value_type = String)]
    attestation: &'static str,
}

/// A site.
#[derive(Debug, Serialize, ToSchema)]
struct PasskeySite {
    /// The name that passkeys are bound to.
    id: String,
    /// Its name for people.
    #[schema(value_type = String)]
    name: &'static str,
}

/// Somebody.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PasskeyHolder {
    /// Their id, as base64url.
    id: String,
    /// Where mail reaches them.
    name: String,
    /// What they are called.
    display_name: String,
}

/// One way to sign.
#[derive(Debug, Serialize, ToSchema)]
struct PasskeyParameter {
    /// What it is.
    #[schema(value_type = String)]
    r#type: &'static str,
    /// Its number in the registry of COSE.
    alg: i64,
}

/// A passkey, by its name for the device.
#[derive(Debug, Serialize, ToSchema)]
struct KnownPasskey {
    /// What it is.
    #[schema(value_type = String)]
    r#type: &'static str,
    /// Its name, as base64url.
    id: String,
}

/// What a device must be able to do.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PasskeyDevice {
    /// Whether it must find the passkey by the site alone.
    #[schema(value_type = String)]
    resident_key: &'static str,
    /// The same, for older browsers.
    require_resident_key: bool,
    /// Whether it must know who holds it.
    #[schema(value_type = String)]
    user_verification: &'static str,
}

/// What a passkey is to sign.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RequestOptions {
    /// What is to be signed.
    pub(super) challenge: String,
    /// For which site.
    pub(super) rp_id: String,
    /// How long the browser may take, in milliseconds.
    timeout: u64,
    /// Whether the device must know who holds it.
    #[schema(value_type = String)]
    user_verification: &'static str,
}

const KIND: &str = "public-key";
const REQUIRED: &str = "required";

fn timeout() -> u64 {
    GOOD_FOR.as_secs() * 1_000
}

impl CreationOptions {
    /// What a passkey of that user for that site is to be, which has none of these yet.
    pub(super) fn new(challenge: String, site_id: String, user: User, known: Vec<Vec<u8>>) -> Self {
        let known = known.into_iter().map(|id| KnownPasskey { r#type: KIND, id: BASE64.encode(id) });
        let parameter = |algorithm: &PasskeyAlgorithm| PasskeyParameter { r#type: KIND, alg: algorithm.number() };
        Self {
            challenge,
            rp: PasskeySite { id: site_id, name: "AIWFE" },
            user: PasskeyHolder {
                id: BASE64.encode(user.id.as_bytes()),
                name: user.email,
                display_name: user.username,
            },
            pub_key_cred_params: PasskeyAlgorithm::ALL.iter().map(parameter).collect(),
            timeout: timeout(),
            exclude_credentials: known.collect(),
            authenticator_selection: PasskeyDevice {
                resident_key: REQUIRED,
                require_resident_key: true,
                user_verification: REQUIRED,
            },
            attestation: "none",
        }
    }
}

impl RequestOptions {
    /// What any passkey for that site is to sign.
    pub(super) fn new(challenge: String, rp_id: String) -> Self {
        Self { challenge, rp_id, timeout: timeout(), user_verification: REQUIRED }
    }
}

impl Answer for CreationOptions {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

impl Answer for RequestOptions {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}
