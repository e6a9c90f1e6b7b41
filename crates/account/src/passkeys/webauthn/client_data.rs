//! What a browser says of a ceremony: what kind it is, for which challenge, on a page of which origin.
use super::{Checked, Site};
use serde::Deserialize;
use serde_json::Value;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ceremony {
    /// A passkey was made.
    Creation,
    /// A passkey was shown.
    Assertion,
}

/// What a browser says; what it says besides is no matter.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: Option<bool>,
    #[serde(default)]
    top_origin: Option<Value>,
}

/// The challenge that was answered, if the ceremony was this one on a page of this site.
pub(super) fn challenge(bytes: &[u8], ceremony: Ceremony, site: &Site) -> Checked<String> {
    let data: ClientData = serde_json::from_slice(bytes).map_err(|_| "the client's data cannot be read")?;
    let kind = match ceremony {
        Ceremony::Creation => "webauthn.create",
        Ceremony::Assertion => "webauthn.get",
    };
    if data.r#type != kind {
        return Err("this was made for something else");
    }
    if data.origin != site.origin {
        return Err("this was made on a page of another site");
    }
    if data.cross_origin == Some(true) || data.top_origin.is_some() {
        return Err("this was made within a page of another site");
    }
    Ok(data.challenge)
}
