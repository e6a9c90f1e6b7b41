//! What a client says to sign in, to register, and about passwords.
use crate::{passkeys::Assertion, passwords, users::rules};
use api::Wanted;
use base::{Flaw, Secret};
use serde::Deserialize;
use utoipa::ToSchema;

/// A name or an address, and a password; as JSON, or as the form of OAuth 2.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    /// The address, or the name.
    #[serde(default)]
    #[schema(max_length = 254)]
    email: Option<String>,
    /// The name, or the address.
    #[serde(default)]
    #[schema(max_length = 254)]
    username: Option<String>,
    /// The password.
    #[schema(value_type = String, format = Password, max_length = 1024)]
    pub(super) password: Secret,
    /// What OAuth 2 calls this; nothing else will do.
    #[serde(default)]
    #[schema(pattern = "^(password)?$")]
    grant_type: Option<String>,
}

impl Credentials {
    /// Who is meant, folded as names are.
    pub(super) fn name(&self) -> String {
        self.email.as_deref().or(self.username.as_deref()).unwrap_or_default().trim().to_lowercase()
    }
}

impl Wanted for Credentials {
    /// What clients of OAuth 2 say besides; it means nothing here.
    const FILLED_BY_US: &'static [&'static str] = &["scope", "client_id", "client_secret"];

    fn flaws(&self) -> Vec<Flaw> {
        let nobody = (self.email.is_none() && self.username.is_none())
            .then(|| flaw("/email", "missing", "say who signs in: an email or a username"));
        let long = |at, text: &Option<String>| {
            text.as_ref()
                .filter(|text| text.len() > LONGEST_NAME)
                .map(|_| flaw(at, "too_long", "no name is as long as that"))
        };
        let other = self.grant_type.as_deref().is_some_and(|grant| !["", "password"].contains(&grant));
        let grant = other.then(|| flaw("/grant_type", "value", "the only grant here is `password`"));
        let password = too_long("/password", &self.password);
        let names = [long("/email", &self.email), long("/username", &self.username)];
        [nobody, grant, password].into_iter().chain(names).flatten().collect()
    }
}

const LONGEST_NAME: usize = 254;

fn flaw(at: &str, code: &'static str, message: &str) -> Flaw {
    Flaw { at: at.into(), code, message: message.into(), allowed: None }
}

/// More than any password has is not hashed.
fn too_long(at: &str, password: &Secret) -> Option<Flaw> {
    let is_long = password.expose().chars().count() > passwords::LONGEST;
    is_long.then(|| flaw(at, "too_long", "no password is as long as that"))
}

/// Who comes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Registration {
    /// Where mail reaches them; capitals are folded.
    #[schema(min_length = 3, max_length = 254, format = "idn-email")]
    pub(super) email: String,
    /// Their name: letters, digits, dots, dashes and underscores; without a word, what their address begins with.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    username: Option<String>,
    /// The password they choose.
    #[schema(value_type = String, format = Password, min_length = 8, max_length = 1024)]
    pub(super) password: Secret,
    /// The one-time token that was given to them: an invitation, or that of the first administrator.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 1024)]
    pub(super) token: Option<Secret>,
}

impl Registration {
    /// The name they will have: the one they said, or what of their address can be one.
    pub(super) fn username(&self) -> String {
        self.username.as_ref().map_or_else(|| rules::username_of(&self.email), |said| said.to_lowercase())
    }
}

impl Wanted for Registration {
    fn flaws(&self) -> Vec<Flaw> {
        let username = self.username();
        let flaws = [
            rules::flaw_of_username(&username),
            rules::flaw_of_email(&self.email),
            passwords::flaw("/password", self.password.expose(), &[&username, &self.email]),
        ];
        flaws.into_iter().flatten().collect()
    }
}

/// A new password, by whoever knows the old one.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Changing {
    /// The password as it is.
    #[schema(value_type = String, format = Password, max_length = 1024)]
    pub(super) current_password: Secret,
    /// The password as it is to be.
    #[schema(value_type = String, format = Password, min_length = 8, max_length = 1024)]
    pub(super) new_password: Secret,
}

impl Wanted for Changing {
    fn flaws(&self) -> Vec<Flaw> {
        let new = passwords::flaw("/new_password", self.new_password.expose(), &[]);
        [too_long("/current_password", &self.current_password), new].into_iter().flatten().collect()
    }
}

/// Who has forgotten their password.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Forgotten {
    /// Where mail reaches them.
    #[schema(min_length = 1, max_length = 254)]
    pub(super) email: String,
}

impl Wanted for Forgotten {
    fn flaws(&self) -> Vec<Flaw> {
        let wrong = match self.email.chars().count() {
            0 => Some(flaw("/email", "empty", "say where mail reaches you")),
            1..=LONGEST_NAME => None,
            _ => Some(flaw("/email", "too_long", "no address is as long as that")),
        };
        wrong.into_iter().collect()
    }
}

/// A new password, by whoever was given the link.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Resetting {
    /// The token of the link.
    #[schema(value_type = String, max_length = 1024)]
    pub(super) token: Secret,
    /// The password as it is to be.
    #[schema(value_type = String, format = Password, min_length = 8, max_length = 1024)]
    pub(super) new_password: Secret,
}

impl Wanted for Resetting {
    fn flaws(&self) -> Vec<Flaw> {
        passwords::flaw("/new_password", self.new_password.expose(), &[]).into_iter().collect()
    }
}

/// One of three ways to show once more that it is oneself.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OnceMore {
    /// The password.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password, max_length = 1024)]
    pub(super) password: Option<Secret>,
    /// The six digits that an app shows, instead.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 64)]
    pub(super) code: Option<Secret>,
    /// A passkey, instead.
    #[serde(default)]
    pub(super) passkey: Option<Assertion>,
}

impl Wanted for OnceMore {
    fn flaws(&self) -> Vec<Flaw> {
        let said = [self.password.is_some(), self.code.is_some(), self.passkey.is_some()];
        let wrong = match said.into_iter().filter(|is_said| *is_said).count() {
            0 => Some(flaw("/password", "missing", "say the password, the code, or the passkey")),
            1 => None,
            _ => Some(flaw("/password", "value", "say either the password, the code, or the passkey")),
        };
        wrong.into_iter().chain(self.password.as_ref().and_then(|password| too_long("/password", password))).collect()
    }
}
