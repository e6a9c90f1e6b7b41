//! What can be done with sessions: one's own only.
use super::{
    Session, SessionEnd,
    refresh::Refresh,
    rules::Renewal,
    signed_in::{self, SignedIn},
};
use crate::{LetterKind, User, UserStatus, desk::Desk, letters, sign_in::refused, spaces, users};
use api::{
    Answer, App, Caller, Cookie, Entry, Kind, Limit, Listed, Operation, Permission, Plan, Said, Verdict, ViolationKind,
    Wanted, filter::Fields,
};
use base::{Error, Id, Instant, Result, Secret};
use serde::{Deserialize, Serialize};
use store::{Batch, Guard, List, Statement, filter, sort, sql, within};
use utoipa::ToSchema;

/// Which sessions are wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SessionsWanted {
    /// Those that are over, too.
    ended: bool,
    /// Only those for which this holds, in the filter language: `agent ~ firefox && renewed_at < today-7d`.
    #[schema(max_length = 2000)]
    filter: Option<String>,
    /// How many are wanted.
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    limit: Limit,
    /// Where the next page starts, as the page before said.
    cursor: Option<String>,
}

impl Wanted for SessionsWanted {
    fn asks() -> Option<&'static Fields> {
        Some(&FILTERS.fields)
    }
}

/// Which session.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichSession {
    /// The session's id.
    id: Id,
}

impl Wanted for WhichSession {}

/// What renews a session.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Renewing {
    /// The refresh token; a browser shows it as a cookie.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false)]
    refresh_token: Option<Secret>,
}

impl Wanted for Renewing {}

/// How far signing out goes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SigningOut {
    /// Whether every session of theirs ends, and not only this one.
    #[serde(default)]
    everywhere: bool,
    /// The refresh token, which names the session where the access token has expired; a browser shows it as a cookie.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false)]
    refresh_token: Option<Secret>,
}

impl Wanted for SigningOut {}

pub(crate) static LIST: Operation<SessionsWanted, Listed<Session>> = Operation {
    name: "sessions.list",
    summary: "List one's own sessions, the latest first.",
    permission: Permission::read("sessions").own(),
    reads: &["sessions"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static END: Operation<WhichSession, Said> = Operation {
    name: "sessions.end",
    summary: "End one of one's own sessions; its next request is refused.",
    permission: Permission::write("sessions").own(),
    reads: &["sessions", "spaces"],
    kind: Kind::Write(|app, caller, which| Box::pin(end(app, caller, which))),
};

pub(crate) static REFRESH: Operation<Renewing, Verdict<SignedIn>> = Operation {
    name: "auth.refresh",
    summary: "Renew a session: its refresh token is used up, and new tokens are told.",
    permission: Permission::write("auth").at_door(),
    reads: &["sessions", "users", "spaces"],
    kind: Kind::Write(|app, caller, renewing| Box::pin(refresh(app, caller, renewing))),
};

pub(crate) static LOGOUT: Operation<SigningOut, SignedOut> = Operation {
    name: "auth.logout",
    summary: "Sign out: the session ends, and its cookies are thrown away.",
    permission: Permission::write("auth").at_door(),
    reads: &["sessions", "spaces"],
    kind: Kind::Write(|app, caller, how| Box::pin(logout(app, caller, how))),
};

/// Nothing more is to be told to whoever has signed out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignedOut {}

impl Answer for SignedOut {
    const IS_EMPTY: bool = true;

    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }

    fn cookies(&self) -> Vec<Cookie> {
        [signed_in::ACCESS_COOKIE, signed_in::REFRESH_COOKIE, signed_in::CSRF_COOKIE].map(Cookie::gone).into()
    }
}

impl Session {
    /// Where the log tells of it: in their own space.
    pub(crate) fn entry(&self, space_id: Id) -> Entry {
        let revision = self.generation + if self.ended_at.is_none() { 1 } else { 2 };
        Entry { noun: "sessions", space_id, row_id: self.id, revision }
    }
}

api::filterable! { static FILTERS of Session, "sessions";
    id: id;
    user_id: person;
    address: text;
    agent: text;
    created_at: instant;
    renewed_at: instant;
    expires_at: instant;
    passed_at: instant;
    ended_at: instant;
    ended_by: word;
}

async fn list(app: App, caller: Caller, wanted: SessionsWanted) -> Result<Listed<Session>> {
    let own = within!(Session, (Id,), "user_id = $1");
    let mut list = List::of(own, (caller.user_id,), sort!(Session, Down, "created_at", "id"), wanted.limit.0);
    if !wanted.ended {
        let open = filter!(Session, (Instant,), "ended_at is null and passed_at is not null and expires_at > $1");
        list = list.filter(open, (app.clock().now(),));
    }
    let list = FILTERS.narrowed(list, wanted.filter.as_deref(), &app, &caller)?;
    Listed::read(&app, list, wanted.cursor.as_deref()).await
}

async fn end(app: App, caller: Caller, which: WhichSession) -> Result<Plan<Said>> {
    let found = app.store().get::<Session>((which.id,)).await?;
    let before = found.filter(|session| session.user_id == caller.user_id);
    let before = before.ok_or(Error::NotFound { what: "session" })?;
    let said = Said { message: format!("Session {} ended successfully", which.id) };
    if before.ended_at.is_some() {
        return Ok(Plan::new(said));
    }
    let after = before.clone().ended(SessionEnd::Revoked, app.clock().now());
    let entry = after.entry(spaces::own(&app, caller.user_id).await?);
    Ok(Plan::new(said).change_as(entry, "ended", &before, &after))
}

async fn logout(app: App, caller: Caller, how: SigningOut) -> Result<Plan<SignedOut>> {
    let plan = Plan::new(SignedOut {});
    let renewing = || Refresh::read(app.ring().ok()?, how.refresh_token.as_ref()?.expose());
    let Some(id) = caller.session().or_else(|| renewing().map(|said| said.session_id)) else { return Ok(plan) };
    let Some(before) = app.store().get::<Session>((id,)).await? else { return Ok(plan) };
    let (user_id, now) = (before.user_id, app.clock().now());
    let space_id = spaces::own(&app, user_id).await?;
    let plan = plan.by(user_id, space_id);
    if how.everywhere {
        return Ok(plan.and(ending_all(user_id, SessionEnd::SignedOut, now)));
    }
    if before.ended_at.is_some() {
        return Ok(plan);
    }
    let after = before.clone().ended(SessionEnd::SignedOut, now);
    Ok(plan.change_as(after.entry(space_id), "ended", &before, &after))
}

/// Ends every session of somebody's that is not over yet.
pub(crate) fn ending_all(user_id: Id, end: SessionEnd, now: Instant) -> Batch {
    const ALL: Statement<(Instant, SessionEnd, Id), ()> = sql!(
        (),
        (Instant, SessionEnd, Id),
        "update sessions set ended_at = $1, ended_by = $2 where user_id = $3 and ended_at is null"
    );
    Batch::new().run(ALL, (now, end, user_id))
}

/// Ends every session of somebody's but that one.
pub(crate) fn ending_others(user_id: Id, but: Option<Id>, end: SessionEnd, now: Instant) -> Batch {
    const OTHERS: Statement<(Instant, SessionEnd, Id, Id), ()> = sql!(
        (),
        (Instant, SessionEnd, Id, Id),
        "update sessions set ended_at = $1, ended_by = $2 where user_id = $3 and ended_at is null and id <> $4"
    );
    match but {
        Some(id) => Batch::new().run(OTHERS, (now, end, user_id, id)),
        None => ending_all(user_id, end, now),
    }
}

const UNKNOWN: Error =
    Error::Unauthenticated { why: "this refresh token is unknown, or the session is over: sign in again" };
const REUSED: Error =
    Error::Unauthenticated { why: "this refresh token was used before: the session is ended; sign in again" };

async fn refresh(app: App, caller: Caller, renewing: Renewing) -> Result<Plan<Verdict<SignedIn>>> {
    let note = |kind, user_id| refused::note(&app, &caller, kind, user_id);
    let refused = || {
        note(ViolationKind::LoginFailed, None);
        Ok(Plan::new(Verdict::No(UNKNOWN)))
    };
    let said = renewing.refresh_token.and_then(|token| Refresh::read(app.ring().ok()?, token.expose()));
    let Some(Refresh { session_id, generation }) = said else { return refused() };
    let Some(before) = app.store().get::<Session>((session_id,)).await? else { return refused() };
    let now = app.clock().now();
    let user: User = users::ops::find(&app, before.user_id).await?;
    if !user.is_active || user.status != UserStatus::Active {
        return Ok(Plan::new(Verdict::No(Error::Inactive)));
    }
    let message = "Session renewed";
    match before.renewed(generation, now, app.part::<Desk>().policy.session) {
        Renewal::Over => refused(),
        Renewal::Again => SignedIn::by(&app, &before, user, message).map(|told| Plan::new(Verdict::Yes(told))),
        Renewal::Reused(after) => {
            note(ViolationKind::TokenReused, Some(user.id));
            let space_id = spaces::own(&app, user.id).await?;
            let plan = Plan::new(Verdict::No(REUSED)).change_as(after.entry(space_id), "ended", &before, &after);
            let told = letters::notice(&app, &user, LetterKind::TokenReused)?;
            Ok(plan.and(told).by(user.id, space_id))
        }
        Renewal::Renewed(after) => {
            let space_id = spaces::own(&app, user.id).await?;
            let (user_id, told) = (user.id, SignedIn::by(&app, &after, user, message)?);
            Ok(Plan::new(Verdict::Yes(told)).and(renewing_once(&before, &after)).by(user_id, space_id))
        }
    }
}

/// Renews a session, unless somebody has done so meanwhile.
fn renewing_once(before: &Session, after: &Session) -> Batch {
    const RENEW: Statement<(i64, Instant, Instant, Id, i64), ()> = sql!(
        (),
        (i64, Instant, Instant, Id, i64),
        "update sessions set generation = $1, renewed_at = $2, expires_at = $3 \
         where id = $4 and generation = $5 and ended_at is null"
    );
    let (generation, renewed_at, expires_at) = (after.generation, after.renewed_at, after.expires_at);
    Batch::new().run_one(
        Guard::new("sessions.generation"),
        RENEW,
        (generation, renewed_at, expires_at, before.id, before.generation),
    )
}

/// Passes a session that waits for a second factor, unless somebody has done so meanwhile.
pub(crate) fn passing_once(passed: &Session) -> Batch {
    const PASS: Statement<(Instant, Instant, Option<Instant>, Id), ()> = sql!(
        (),
        (Instant, Instant, Option<Instant>, Id),
        "update sessions set renewed_at = $1, passed_at = $1, expires_at = $2, fresh_until = $3 \
         where id = $4 and passed_at is null and ended_at is null"
    );
    let Session { id, renewed_at, expires_at, fresh_until, .. } = *passed;
    Batch::new().run_one(Guard::new("sessions.passed_at"), PASS, (renewed_at, expires_at, fresh_until, id))
}
