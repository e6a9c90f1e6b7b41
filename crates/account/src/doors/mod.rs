//! The doors of the house: who is let in by which token, and what is put on record.
mod looks;
#[cfg(test)]
mod tests;
mod token;

pub use token::Token;

use crate::{AuditEntry, MembershipRole, UserRole, UserStatus};
use api::{App, Caller, Doors, Grants, Shown, Work};
use base::{Error, Id, Instant, Result};
use looks::{Look, Looks};
use serde_json::Value;
use std::sync::Arc;
use store::{Batch, Dialect, Entity, Store, sql};

/// The doors that open to API tokens.
#[derive(Default)]
pub struct TokenDoors {
    looks: Arc<Looks<Vec<u8>, Looked>>,
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

    fn record_table(&self) -> &'static str {
        AuditEntry::TABLE.name
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

/// What is known of a token, of whoever made it, and of their own space.
type Known = (Id, Option<Value>, Option<Instant>, Option<i64>, Id, bool, UserStatus, UserRole, Id, MembershipRole);

type Looked = Result<Option<Known>, store::Error>;

const REFUSED: &str = "this token is unknown, or was taken back";

async fn let_in(app: &App, looks: &Looks<Vec<u8>, Looked>, shown: Shown) -> Result<Caller> {
    let refused = |why| Error::Unauthenticated { why };
    let hash = Token::hash_of(&shown.token);
    let known = match app.store().dialect() {
        // A look is over before anybody could wait for it.
        Dialect::Sqlite => of_hash(app.store(), hash).await?,
        Dialect::Postgres => {
            let (store, of) = (app.store().clone(), hash.clone());
            let look: Look<Looked> = Arc::new(move || {
                let (store, hash) = (store.clone(), of.clone());
                Box::pin(async move { of_hash(&store, hash).await })
            });
            looks.share(hash, look).await?
        }
    };
    let (principal_id, scopes, expires_at, rate_per_minute, user_id, is_active, status, house_role, own, own_role) =
        known.ok_or(refused(REFUSED))?;
    if expires_at.is_some_and(|at| at <= app.clock().now()) {
        return Err(refused("this token has expired"));
    }
    if !is_active || status != UserStatus::Active {
        return Err(refused("whoever made this token may not come in"));
    }
    let (space_id, role) = match &shown.space {
        None => (own, own_role),
        Some(text) => {
            let space_id = text.parse().map_err(|_| Error::Malformed { why: "X-Space holds no id".into() })?;
            (space_id, role_in(app, space_id, user_id).await?)
        }
    };
    let grants = grants(role, scopes, house_role)?;
    let request_id = shown.request_id;
    Ok(Caller { user_id, principal_id, space_id, grants, rate_per_minute, request_id, idempotency_key: None })
}

async fn of_hash(store: &Store, hash: Vec<u8>) -> Looked {
    let of_token = sql!(
        Known,
        (Vec<u8>,),
        "select t.id, t.scopes, t.expires_at, t.rate_per_minute, u.id, u.is_active, u.status, u.role, s.id, m.role \
         from api_tokens t join users u on u.id = t.user_id join spaces s on s.personal_of = u.id \
         join memberships m on m.space_id = s.id and m.user_id = u.id \
         where t.token_hash = $1 and t.revoked_at is null /* all spaces */"
    );
    store.one(of_token, (hash,)).await
}

/// The role of somebody in a space; a space that they do not belong to, and one that is not there, are the same to them.
async fn role_in(app: &App, space_id: Id, user_id: Id) -> Result<MembershipRole> {
    let of_member = sql!(
        (MembershipRole,),
        (Id, Id),
        "select m.role from memberships m join spaces s on s.id = m.space_id \
         where m.space_id = $1 and m.user_id = $2 and s.deleted_at is null"
    );
    let found = app.store().one(of_member, (space_id, user_id)).await?;
    found.map(|(role,)| role).ok_or(Error::NotFound { what: "space" })
}

async fn still(app: &App, caller: &Caller) -> Result<Option<Grants>> {
    let of_token = sql!(
        (Option<Value>, UserRole),
        (Id, Instant),
        "select t.scopes, u.role from api_tokens t join users u on u.id = t.user_id where t.id = $1 and t.revoked_at is null \
         and (t.expires_at is null or t.expires_at > $2) and u.is_active and u.status = 'active'"
    );
    let Some((scopes, house_role)) = app.store().one(of_token, (caller.principal_id, app.clock().now())).await? else {
        return Ok(None);
    };
    match role_in(app, caller.space_id, caller.user_id).await {
        Ok(role) => grants(role, scopes, house_role).map(Some),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn grants(role: MembershipRole, scopes: Option<Value>, house_role: UserRole) -> Result<Grants> {
    let scopes = scopes.map(serde_json::from_value).transpose();
    let scopes = scopes.map_err(|error| Error::Internal { cause: format!("the scopes of a token: {error}") })?;
    Ok(Grants::new(Some(role.level()), scopes).in_house(house_role == UserRole::Admin))
}
