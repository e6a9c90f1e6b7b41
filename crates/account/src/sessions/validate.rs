//! Whether somebody is signed in, and what pages need to write.
use super::{CsrfToken, Session, csrf, signed_in::CSRF_COOKIE};
use crate::{UserRole, UserStatus, told, users};
use api::{Answer, App, Caller, Cookie, Credential, Kind, Nothing, Operation, Permission};
use base::{Id, Instant, Result, Secret};
use serde::Serialize;
use utoipa::ToSchema;

/// Who asks, in the words of the older clients.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Validated {
    /// Always: who is not let in is told a problem.
    valid: bool,
    /// Who it is.
    user: ValidatedUser,
    /// Until when the session can be renewed; nothing for an API token.
    expires_at: Option<Instant>,
}

/// Who it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ValidatedUser {
    id: Id,
    email: String,
    role: UserRole,
    status: UserStatus,
    is_active: bool,
}

/// Whether whoever asks is signed in; an answer either way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionSeen {
    /// Whether they are.
    valid: bool,
    /// Who it is.
    user_id: Option<Id>,
    /// Where mail reaches them.
    email: Option<String>,
    /// What they may do in the house.
    role: Option<UserRole>,
    /// For how many minutes the session can still be renewed.
    expires_in_minutes: Option<i64>,
    /// What is to be said of it.
    #[schema(value_type = String)]
    message: &'static str,
    /// How long this took, in milliseconds.
    response_time_ms: f64,
}

/// What pages show beside the cookies.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CsrfTold {
    /// The token.
    #[serde(serialize_with = "told::told")]
    #[schema(value_type = String)]
    csrf_token: Secret,
}

impl Answer for Validated {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

impl Answer for SessionSeen {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

impl Answer for CsrfTold {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }

    fn cookies(&self) -> Vec<Cookie> {
        let (value, kept) = (self.csrf_token.clone(), Some(csrf::GOOD_FOR));
        vec![Cookie { name: CSRF_COOKIE, value, kept, is_read_by_scripts: true }]
    }
}

pub(crate) static VALIDATE: Operation<Nothing, Validated> = Operation {
    name: "auth.validate",
    summary: "Tell who asks, and until when they are signed in.",
    permission: Permission::read("auth").own().enrolling(),
    reads: &["users", "sessions"],
    kind: Kind::Read(|app, caller, _| Box::pin(validate(app, caller))),
};

pub(crate) static SESSION: Operation<Nothing, SessionSeen> = Operation {
    name: "sessions.validate",
    summary: "Tell whether whoever asks is signed in; that they are not is an answer, too.",
    permission: Permission::read("auth").at_door(),
    reads: &["users", "sessions"],
    kind: Kind::Read(|app, caller, _| Box::pin(session(app, caller))),
};

pub(crate) static CSRF: Operation<Nothing, CsrfTold> = Operation {
    name: "auth.csrf_token",
    summary: "Make a token that pages show beside their cookies, in the header X-CSRF-TOKEN.",
    permission: Permission::read("auth").at_door(),
    reads: &[],
    kind: Kind::Read(|app, caller, _| {
        Box::pin(async move {
            Ok(CsrfTold { csrf_token: CsrfToken::make(app.ring()?, caller.session(), app.clock().now())? })
        })
    }),
};

async fn validate(app: App, caller: Caller) -> Result<Validated> {
    let user = users::ops::find(&app, caller.user_id).await?;
    let session = of(&app, &caller).await?;
    let users::User { id, email, role, status, is_active, .. } = user;
    let user = ValidatedUser { id, email, role, status, is_active };
    Ok(Validated { valid: true, user, expires_at: session.map(|session| session.expires_at) })
}

/// The session that somebody showed, if they did.
async fn of(app: &App, caller: &Caller) -> Result<Option<Session>> {
    match caller.session() {
        Some(id) => Ok(app.store().get::<Session>((id,)).await?),
        None => Ok(None),
    }
}

async fn session(app: App, caller: Caller) -> Result<SessionSeen> {
    let (began, now) = (std::time::Instant::now(), app.clock().now());
    let mut seen = SessionSeen {
        valid: false,
        user_id: None,
        email: None,
        role: None,
        expires_in_minutes: None,
        message: "Authentication failed: Invalid or expired session",
        response_time_ms: 0.0,
    };
    if caller.credential != Credential::Nothing {
        let user = users::ops::find(&app, caller.user_id).await?;
        let minutes = |until: Instant| (until.micros() - now.micros()) / 60_000_000;
        seen.expires_in_minutes = of(&app, &caller).await?.map(|session| minutes(session.expires_at));
        (seen.valid, seen.message) = (true, "Session is valid");
        (seen.user_id, seen.email, seen.role) = (Some(user.id), Some(user.email), Some(user.role));
    }
    seen.response_time_ms = began.elapsed().as_secs_f64() * 1_000.0;
    Ok(seen)
}
