//! What a client says of the second factor, and what it is told.
use super::Factor;
use crate::told;
use api::{Answer, Wanted};
use base::{Flaw, Result, Secret};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The code of an app.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppCode {
    /// The six digits that the app shows.
    #[schema(value_type = String, max_length = 64)]
    pub(super) code: Secret,
}

impl Wanted for AppCode {}

/// One of two ways to show that it is oneself.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Disabling {
    /// The six digits that the app shows.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 64)]
    pub(super) code: Option<Secret>,
    /// The password, instead.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password, max_length = 1024)]
    pub(super) password: Option<Secret>,
}

impl Wanted for Disabling {
    fn flaws(&self) -> Vec<Flaw> {
        either(self.code.is_some(), self.password.is_some(), "say either the code or the password")
    }
}

/// The second factor, of somebody who has shown the first.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Passing {
    /// What `POST /api/v1/auth/login` told.
    #[schema(value_type = String, max_length = 1024)]
    pub(super) challenge: Secret,
    /// The six digits that the app shows.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 64)]
    code: Option<Secret>,
    /// One of the codes for the day the app is gone, instead.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 64)]
    recovery_code: Option<Secret>,
}

impl Passing {
    /// What they show.
    pub(super) fn factor(self) -> Option<Factor> {
        self.code.map(Factor::Code).or(self.recovery_code.map(Factor::RecoveryCode))
    }
}

impl Wanted for Passing {
    fn flaws(&self) -> Vec<Flaw> {
        either(self.code.is_some(), self.recovery_code.is_some(), "say either the code or a recovery code")
    }
}

fn either(one: bool, other: bool, message: &str) -> Vec<Flaw> {
    let flaw = |code| Flaw { at: "/code".into(), code, message: message.into(), allowed: None };
    match (one, other) {
        (false, false) => vec![flaw("missing")],
        (true, true) => vec![flaw("value")],
        _ => Vec::new(),
    }
}

/// What is told once of a second factor; what is not told just now is null.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FactorTold {
    /// The secret that an app is given.
    #[serde(serialize_with = "told::told_if_any")]
    #[schema(value_type = Option<String>)]
    pub(super) secret: Option<Secret>,
    /// The same with all that an app wants to know.
    #[serde(serialize_with = "told::told_if_any")]
    #[schema(value_type = Option<String>)]
    pub(super) otpauth_url: Option<Secret>,
    /// The codes for the day the app is gone; each lets in once.
    #[serde(serialize_with = "all_told")]
    #[schema(value_type = Option<Vec<String>>)]
    pub(super) recovery_codes: Option<Vec<Secret>>,
}

fn all_told<S: serde::Serializer>(secrets: &Option<Vec<Secret>>, serializer: S) -> Result<S::Ok, S::Error> {
    let told = secrets.as_ref().map(|secrets| secrets.iter().map(Secret::expose).collect::<Vec<_>>());
    told.serialize(serializer)
}

impl Answer for FactorTold {
    const IS_SECRET: bool = true;

    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

/// How it stands with somebody's second factor.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FactorStatus {
    /// Whether it is asked for.
    pub(super) enabled: bool,
    /// Whether one was set up that no code has proven yet.
    pub(super) pending: bool,
    /// How many codes are left for the day the app is gone.
    pub(super) recovery_codes_left: i64,
}

impl Answer for FactorStatus {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

/// How many codes are left.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CodesLeft {
    /// So many; they are not told again.
    pub(super) left: i64,
}

impl Answer for CodesLeft {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}
