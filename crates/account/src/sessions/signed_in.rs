//! What is answered to whoever has signed in.
use super::{CsrfToken, Session, csrf, refresh::Refresh};
use crate::{
    User, UserRole,
    access::{AccessTokens, Claims},
    desk::Desk,
    factors, told,
};
use api::{Answer, App, Cookie};
use base::{Id, Result, Secret};
use serde::Serialize;
use std::time::Duration;
use utoipa::ToSchema;

/// The cookies of a session.
pub(crate) const ACCESS_COOKIE: &str = "access_token";
pub(crate) const REFRESH_COOKIE: &str = "refresh_token";
pub(crate) const CSRF_COOKIE: &str = "csrf_token";

/// What is told to somebody who has signed in, in the words of the older clients too.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignedIn {
    /// What requests show; nothing while a second factor is still to come.
    #[serde(serialize_with = "told::told_if_any")]
    #[schema(value_type = Option<String>)]
    access_token: Option<Secret>,
    /// What renews the session, once.
    #[serde(serialize_with = "told::told_if_any")]
    #[schema(value_type = Option<String>)]
    refresh_token: Option<Secret>,
    /// How the access token is shown.
    #[schema(value_type = String)]
    token_type: &'static str,
    /// For how many seconds the access token is good.
    expires_in: u64,
    /// Who it is; nothing while a second factor is still to come.
    user: Option<User>,
    /// Their id.
    user_id: Id,
    /// Where mail reaches them.
    email: String,
    /// What they may do in the house.
    role: UserRole,
    /// The session.
    session_id: Id,
    /// Whether a second factor is still to come.
    requires_2fa: bool,
    /// What is shown along with the second factor: `POST /api/v1/auth/2fa`.
    #[serde(serialize_with = "told::told_if_any")]
    #[schema(value_type = Option<String>)]
    challenge: Option<Secret>,
    /// What pages show beside the cookies.
    #[serde(serialize_with = "told::told_if_any")]
    #[schema(value_type = Option<String>)]
    csrf_token: Option<Secret>,
    /// What happened, for a person.
    #[schema(value_type = String)]
    message: &'static str,
    /// For how long the session can be renewed.
    #[serde(skip)]
    lasts: Duration,
}

impl SignedIn {
    /// The tokens of a session as it is now. They follow from it: asked again, the same is told.
    pub(crate) fn by(app: &App, session: &Session, user: User, message: &'static str) -> Result<Self> {
        let (ring, policy) = (app.ring()?, app.part::<Desk>().policy.clone());
        let is_in = session.passed_at.is_some();
        let (mut access, mut refresh, mut csrf, mut challenge) = (None, None, None, None);
        if is_in {
            let claims = Claims {
                user_id: user.id,
                email: user.email.clone(),
                role: user.role,
                session_id: session.id,
                issued_at: session.renewed_at,
                expires_at: session.renewed_at.plus(policy.access),
            };
            access = Some(AccessTokens::new(ring.clone()).issue(&claims)?);
            refresh = Some(Refresh::of(session).token(ring)?);
            csrf = Some(CsrfToken::make(ring, Some(session.id), app.clock().now())?);
        } else {
            challenge = Some(factors::challenge::of(ring, session.id)?);
        }
        Ok(Self {
            access_token: access,
            refresh_token: refresh,
            token_type: "bearer",
            expires_in: policy.access.as_secs(),
            user_id: user.id,
            email: user.email.clone(),
            role: user.role,
            session_id: session.id,
            requires_2fa: !is_in,
            challenge,
            csrf_token: csrf,
            message,
            user: is_in.then_some(user),
            lasts: policy.session,
        })
    }
}

impl Answer for SignedIn {
    const IS_SECRET: bool = true;

    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }

    fn cookies(&self) -> Vec<Cookie> {
        let lasts = Duration::from_secs(self.expires_in);
        let cookie = |name, value: &Option<Secret>, kept| {
            let value = value.clone()?;
            Some(Cookie { name, value, kept: Some(kept), is_read_by_scripts: name == CSRF_COOKIE })
        };
        let all = [
            cookie(ACCESS_COOKIE, &self.access_token, lasts),
            cookie(REFRESH_COOKIE, &self.refresh_token, self.lasts),
            cookie(CSRF_COOKIE, &self.csrf_token, csrf::GOOD_FOR),
        ];
        all.into_iter().flatten().collect()
    }
}
