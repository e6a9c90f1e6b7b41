//! The doors of the house: who is let in by which token, and what is put on record.
#[cfg(test)]
mod tests;
mod token;

pub use token::Token;

use crate::{AuditEntry, Membership, MembershipRole, UserStatus};
use api::{App, Caller, Doors, Grants, Level, Work};
use base::{Error, Id, Instant, Result};
use serde_json::Value;
use store::{Batch, sql};

/// The doors that open to API tokens.
pub struct TokenDoors;

/// What is known of a token and of whoever made it.
type Shown = (Id, Id, Option<Value>, Option<Instant>, bool, UserStatus);

impl Doors for TokenDoors {
    fn caller(&self, app: App, token: String, space: Option<String>, request_id: String) -> Work<Caller> {
        Box::pin(async move { let_in(&app, &token, space.as_deref(), request_id).await })
    }

    fn record(&self, app: &App, caller: &Caller, operation: &'static str, subject: Option<Id>) -> Batch {
        Batch::new().insert(&AuditEntry {
            seq: 0,
            at: app.clock().now(),
            actor_id: Some(caller.user_id),
            space_id: Some(caller.space_id),
            operation: operation.into(),
            subject_id: subject,
            request_id: caller.request_id.clone(),
        })
    }
}

async fn let_in(app: &App, token: &str, space: Option<&str>, request_id: String) -> Result<Caller> {
    let refused = |why| Error::Unauthenticated { why };
    let of_hash = sql!(
        Shown,
        (Vec<u8>,),
        "select t.id, t.user_id, t.scopes, t.expires_at, u.is_active, u.status from api_tokens t \
         join users u on u.id = t.user_id where t.token_hash = $1 and t.revoked_at is null"
    );
    let known = app.store().one(of_hash, (Token::hash_of(token),)).await?;
    let (principal_id, user_id, scopes, expires_at, is_active, status) =
        known.ok_or(refused("this token is unknown, or was taken back"))?;
    if expires_at.is_some_and(|at| at <= app.clock().now()) {
        return Err(refused("this token has expired"));
    }
    if !is_active || status != UserStatus::Active {
        return Err(refused("whoever made this token may not come in"));
    }
    let space_id = match space {
        Some(text) => text.parse().map_err(|_| Error::Malformed { why: "X-Space holds no id".into() })?,
        None => own_space(app, user_id).await?,
    };
    // A space that somebody does not belong to, and one that is not there, are the same to them.
    let membership = app.store().get::<Membership>((space_id, user_id)).await?;
    let role = membership.ok_or(Error::NotFound { what: "space" })?.role;
    let scopes = scopes.map(serde_json::from_value).transpose();
    let scopes =
        scopes.map_err(|error| Error::Internal { cause: format!("the scopes of token {principal_id}: {error}") })?;
    Ok(Caller { user_id, principal_id, space_id, grants: Grants::new(Some(level(role)), scopes), request_id })
}

async fn own_space(app: &App, user_id: Id) -> Result<Id> {
    let own = sql!((Id,), (Id,), "select id from spaces where personal_of = $1 and deleted_at is null");
    let found = app.store().one(own, (user_id,)).await?;
    found.map(|(id,)| id).ok_or(Error::NotFound { what: "space" })
}

/// How far a role goes in its space.
fn level(role: MembershipRole) -> Level {
    match role {
        MembershipRole::Owner | MembershipRole::Admin => Level::Admin,
        MembershipRole::Member => Level::Write,
        MembershipRole::Viewer => Level::Read,
    }
}
