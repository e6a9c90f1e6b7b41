//! What a browser hands over, in the words of WebAuthn; and what of it a client says besides.
use super::{Passkey, ops::FILTERS};
use api::{Answer, Bound, Patch, Wanted, filter::Fields};
use base::{Flaw, Id, Result};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use serde::{Deserialize, Deserializer, de};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ObjectBuilder, RefOr,
        schema::{Schema, Type},
    },
};

/// Bytes, as base64url without padding.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Encoded(pub(super) Vec<u8>);

impl<'de> Deserialize<'de> for Encoded {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64.decode(text).map(Self).map_err(|_| de::Error::custom("this is not base64url without padding"))
    }
}

impl PartialSchema for Encoded {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[A-Za-z0-9_-]*$")).into()
    }
}

impl ToSchema for Encoded {}

/// A passkey that was made, as `PublicKeyCredential.toJSON()` gives it; what it says besides is no matter.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attestation {
    /// The passkey's name for the device.
    #[schema(value_type = String)]
    pub(super) raw_id: Encoded,
    /// What was made.
    pub(super) response: AttestationResponse,
}

/// What the browser and the device say of it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub(crate) struct AttestationResponse {
    /// What the browser says.
    #[serde(rename = "clientDataJSON")]
    #[schema(value_type = String)]
    pub(super) client_data: Encoded,
    /// What the device says.
    #[serde(rename = "attestationObject")]
    #[schema(value_type = String)]
    pub(super) attestation: Encoded,
}

/// A passkey that has signed, as `PublicKeyCredential.toJSON()` gives it; what it says besides is no matter.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Assertion {
    /// The passkey's name for the device.
    #[schema(value_type = String)]
    pub(super) raw_id: Encoded,
    /// What was signed.
    pub(super) response: AssertionResponse,
}

/// What the browser and the device say of it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AssertionResponse {
    /// What the browser says.
    #[serde(rename = "clientDataJSON")]
    #[schema(value_type = String)]
    pub(super) client_data: Encoded,
    /// What the device says.
    #[schema(value_type = String)]
    pub(super) authenticator_data: Encoded,
    /// The signature over both.
    #[schema(value_type = String)]
    pub(super) signature: Encoded,
    /// Whose passkey the device says it is.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub(super) user_handle: Option<Encoded>,
}

/// A passkey that was made just now.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPasskey {
    /// Its name for people; without a word, Passkey.
    #[serde(default = "usual_name")]
    #[schema(min_length = 1, max_length = 200)]
    pub(super) name: String,
    /// What the browser handed over.
    pub(super) credential: Attestation,
}

fn usual_name() -> String {
    "Passkey".into()
}

impl Wanted for NewPasskey {
    fn flaws(&self) -> Vec<Flaw> {
        api::patch::flaw("name", &Patch::Set(self.name.clone()), Bound::Text(1, 200)).into_iter().collect()
    }
}

/// A passkey that has signed just now.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Showing {
    /// What the browser handed over.
    pub(super) credential: Assertion,
}

impl Wanted for Showing {}

/// Which passkeys are wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PasskeysWanted {
    /// Only those for which this holds, in the filter language: `last_used_at is empty || suspended_at is not empty`.
    #[schema(max_length = 2000)]
    pub(super) filter: Option<String>,
}

impl Wanted for PasskeysWanted {
    fn asks() -> Option<&'static Fields> {
        Some(&FILTERS.fields)
    }
}

/// Which passkey.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichPasskey {
    /// The passkey's id.
    pub(super) id: Id,
}

impl Wanted for WhichPasskey {}

impl Answer for Passkey {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}
