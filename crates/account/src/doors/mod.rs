//! The doors of the house: who is let in by which token, and what is put on record.
mod known;
mod looks;
#[cfg(test)]
mod tests;
mod token;

pub use token::Token;

use crate::{AuditEntry, Desk, MembershipRole, Permissions, UserKind, UserRole, passkeys};
use api::{App, Caller, Credential, Doors, Grants, Reach, Shown, Work};
use base::{Error, Id, Instant, Result};
use known::{Key, Known, Looked};
use looks::{Look, Looks};
use serde_json::Value;
use std::sync::Arc;
use store::{Batch, Dialect, Entity, sql};

/// The doors that open to API tokens and to sessions.
#[derive(Default)]
pub struct TokenDoors {
    looks: Arc<Looks<Key, Looked>>,
}

impl Doors for TokenDoors {
    fn caller(&self, app: App, shown: Shown) -> Work<Caller> {
        let looks = self.looks.clone();
        Box::pin(async move { let_in(&app, &looks, shown).await })
    }

    fn still(&self, app: &App, caller: &Caller) -> Work<Option<Grants>> {
        let (app, caller) = (app.clone(), caller.clone());
        Box::pin(async move { still(&app, &caller).await })
    }

    fn reach(&self, app: &App, user_id: Id, space_id: Id) -> Work<Option<Grants>> {
        let app = app.clone();
        Box::pin(async move { reach_of(&app, user_id, space_id).await })
    }

    fn record_table(&self) -> &'static str {
        AuditEntry::TABLE.name
    }

    fn record(&self, app: &App, caller: &Caller, operation: &'static str, subject: Option<Id>) -> Batch {
        Batch::new().insert(&AuditEntry {
            seq: 0,
            at: app.clock().now(),
            actor_id: caller.known(),
            space_id: caller.known().map(|_| caller.space_id),
            operation: operation.into(),
            subject_id: subject,
            request_id: caller.request_id.clone(),
        })
    }
}

async fn let_in(app: &App, looks: &Looks<Key, Looked>, shown: Shown) -> Result<Caller> {
    let refused = |why| Error::Unauthenticated { why };
    let now = app.clock().now();
    let key = Key::of(app, &shown.token, &shown.way, now)?;
    let known = match app.store().dialect() {
        // A look is over before anybody could wait for it.
        Dialect::Sqlite => key.clone().look(app.store(), now).await?,
        Dialect::Postgres => {
            let (store, of) = (app.store().clone(), key.clone());
            let look: Look<Looked> = Arc::new(move || {
                let (store, key) = (store.clone(), of.clone());
                Box::pin(async move { key.look(&store, now).await })
            });
            looks.share(key.clone(), look).await?
        }
    };
    let known = known.ok_or_else(|| key.refused())?;
    let Known { principal_id, credential, user_id, rate_per_minute, own, .. } = known;
    if known.expires_at.is_some_and(|at| at <= now) {
        return Err(refused("this token has expired"));
    }
    if !known.may_come_in {
        return Err(refused("whoever this is may not come in"));
    }
    let (space_id, role) = match &shown.space {
        None => (own, reach(known.own_role, known.own_listed)),
        Some(text) => {
            let space_id = text.parse().map_err(|_| Error::Malformed { why: "X-Space holds no id".into() })?;
            (space_id, role_in(app, space_id, user_id).await?)
        }
    };
    let has_to_enrol = match credential {
        Credential::Session { .. } => has_to_enrol(app, user_id, known.house_role, known.has_code).await?,
        _ => false,
    };
    let grants = grants(role, known.scopes, known.house_role, known.kind)?.enrolling(has_to_enrol);
    let request_id = shown.request_id;
    Ok(Caller {
        user_id,
        principal_id,
        credential,
        space_id,
        grants,
        rate_per_minute,
        request_id,
        idempotency_key: None,
        origin: None,
    })
}

/// Whether the house demands a second factor of somebody, and they have neither an app nor a passkey.
async fn has_to_enrol(app: &App, user_id: Id, house_role: UserRole, has_code: bool) -> Result<bool> {
    if has_code || !app.part::<Desk>().policy.second_factor.is_demanded_of(house_role) {
        return Ok(false);
    }
    Ok(!passkeys::has_any(app, user_id).await?)
}

/// The role of somebody in a space; a space that they do not belong to, and one that is not there, are the same to them.
async fn role_in(app: &App, space_id: Id, user_id: Id) -> Result<Reach> {
    let of_member = sql!(
        (Option<MembershipRole>, Option<Permissions>),
        (Id, Id),
        "select m.role, r.permissions from memberships m join spaces s on s.id = m.space_id \
         left join roles r on r.space_id = m.space_id and r.id = m.role_id \
         where m.space_id = $1 and m.user_id = $2 and s.deleted_at is null"
    );
    let found = app.store().one(of_member, (space_id, user_id)).await?;
    found.map(|(role, own)| reach(role, own)).ok_or(Error::NotFound { what: "space" })
}

async fn still(app: &App, caller: &Caller) -> Result<Option<Grants>> {
    let of_token = sql!(
        (Option<Value>, UserRole, UserKind),
        (Id, Instant),
        "select t.scopes, u.role, u.kind from api_tokens t join users u on u.id = t.user_id where t.id = $1 and t.revoked_at is null \
         and (t.expires_at is null or t.expires_at > $2) and u.is_active and u.status = 'active'"
    );
    let of_session = sql!(
        (UserRole, UserKind, bool),
        (Id, Instant),
        "select u.role, u.kind, u.tfa_enabled from sessions e join users u on u.id = e.user_id where e.id = $1 and e.ended_at is null \
         and e.expires_at > $2 and u.is_active and u.status = 'active'"
    );
    let shown = (caller.principal_id, app.clock().now());
    let known = match caller.session() {
        Some(_) => match app.store().one(of_session, shown).await? {
            Some((role, _, has_code)) if has_to_enrol(app, caller.user_id, role, has_code).await? => return Ok(None),
            found => found.map(|(role, kind, _)| (None, role, kind)),
        },
        None => app.store().one(of_token, shown).await?,
    };
    let Some((scopes, house_role, kind)) = known else { return Ok(None) };
    match role_in(app, caller.space_id, caller.user_id).await {
        Ok(role) => grants(role, scopes, house_role, kind).map(Some),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What somebody may do in a space who shows nothing there.
async fn reach_of(app: &App, user_id: Id, space_id: Id) -> Result<Option<Grants>> {
    let there = sql!(
        (UserRole, UserKind),
        (Id,),
        "select role, kind from users where id = $1 and is_active and status = 'active'"
    );
    let Some((house_role, kind)) = app.store().one(there, (user_id,)).await? else { return Ok(None) };
    match role_in(app, space_id, user_id).await {
        Ok(role) => grants(role, None, house_role, kind).map(Some),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// How far a role goes: one of the four words, or one of the space's own.
fn reach(role: Option<MembershipRole>, own: Option<Permissions>) -> Reach {
    let listed = Reach::Permissions(own.unwrap_or_default().0);
    role.map_or(listed, |role| Reach::Level(role.level()))
}

fn grants(role: Reach, scopes: Option<Value>, house_role: UserRole, kind: UserKind) -> Result<Grants> {
    let scopes = scopes.map(serde_json::from_value).transpose();
    let scopes = scopes.map_err(|error| Error::Internal { cause: format!("the scopes of a token: {error}") })?;
    Ok(Grants::of_role(Some(role), scopes)
        .in_house(house_role == UserRole::Admin)
        .of_service(kind == UserKind::Service))
}
