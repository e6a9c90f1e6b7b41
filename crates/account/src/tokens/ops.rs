//! What can be done with API tokens: one's own only.
use super::{
    ApiToken,
    fields::{NewToken, TokenMade, TokensWanted, WhichToken},
    rules::Bounds,
};
use crate::{Token, spaces};
use api::{App, Caller, Entry, Kind, Listed, Operation, Permission, Plan, Said};
use base::{Error, Id, Result};
use serde_json::json;
use store::{List, filter, sort, within};

const READ: Permission = Permission::read("tokens").own();
const ADMIN: Permission = Permission::admin("tokens").own();

pub(crate) static LIST: Operation<TokensWanted, Listed<ApiToken>> = Operation {
    name: "tokens.list",
    summary: "List one's own API tokens, the latest first.",
    permission: READ,
    reads: &["api_tokens"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<WhichToken, ApiToken> = Operation {
    name: "tokens.get",
    summary: "Show one of one's own API tokens.",
    permission: READ,
    reads: &["api_tokens"],
    kind: Kind::Read(|app, caller, which| Box::pin(async move { find(&app, &caller, which.id).await })),
};

pub(crate) static CREATE: Operation<NewToken, TokenMade> = Operation {
    name: "tokens.create",
    summary: "Make an API token that goes no further than one may oneself; it is told this once.",
    permission: ADMIN,
    reads: &["api_tokens", "spaces"],
    kind: Kind::Write(|app, caller, new| Box::pin(create(app, caller, new))),
};

pub(crate) static REVOKE: Operation<WhichToken, Said> = Operation {
    name: "tokens.revoke",
    summary: "Take one of one's own API tokens back; its next request is refused.",
    permission: ADMIN,
    reads: &["api_tokens", "spaces"],
    kind: Kind::Write(|app, caller, which| Box::pin(revoke(app, caller, which))),
};

impl ApiToken {
    /// Where the log tells of it: in its owner's space. It is made, and perhaps taken back.
    fn entry(&self, space_id: Id) -> Entry {
        let revision = if self.revoked_at.is_none() { 1 } else { 2 };
        Entry { noun: "tokens", space_id, row_id: self.id, revision }
    }
}

api::filterable! { pub(crate) static FILTERS of ApiToken, "tokens";
    id: id;
    user_id: person;
    name: text;
    prefix: text;
    rate_per_minute: number;
    last_used_at: instant;
    expires_at: instant;
    revoked_at: instant;
    created_at: instant;
}

async fn list(app: App, caller: Caller, wanted: TokensWanted) -> Result<Listed<ApiToken>> {
    let own = within!(ApiToken, (Id,), "user_id = $1");
    let mut list = List::of(own, (caller.user_id,), sort!(ApiToken, Down, "created_at", "id"), wanted.limit.0);
    if !wanted.revoked {
        list = list.filter(filter!(ApiToken, (), "revoked_at is null"), ());
    }
    let list = FILTERS.narrowed(list, wanted.filter.as_deref(), &app, &caller)?;
    Listed::read(&app, list, wanted.cursor.as_deref()).await
}

/// The token of that id; somebody else's is not there.
async fn find(app: &App, caller: &Caller, id: Id) -> Result<ApiToken> {
    let found = app.store().get::<ApiToken>((id,)).await?;
    found.filter(|token| token.user_id == caller.user_id).ok_or(Error::NotFound { what: "token" })
}

async fn create(app: App, caller: Caller, new: NewToken) -> Result<Plan<TokenMade>> {
    let (user_id, space_id) = (caller.user_id, spaces::own(&app, caller.user_id).await?);
    making(&app, &caller, For { user_id, space_id, path: "/api/v1/tokens".into() }, new).await
}

/// For whom a token acts, in which space that is told, and where such tokens are.
pub(crate) struct For {
    pub(crate) user_id: Id,
    pub(crate) space_id: Id,
    pub(crate) path: String,
}

/// A new token, within what the caller's own goes.
pub(crate) async fn making(app: &App, caller: &Caller, whom: For, new: NewToken) -> Result<Plan<TokenMade>> {
    let now = app.clock().now();
    // Where the house itself asks, it shows no token, and nothing bounds what it makes.
    let shown = app.store().get::<ApiToken>((caller.principal_id,)).await?;
    let bounds = Bounds {
        rate_per_minute: caller.rate_per_minute,
        expires_at: shown.and_then(|token| token.expires_at),
        is_house_admin: caller.grants.allow(Permission::admin("tokens").of_house()),
    };
    let rate_per_minute = bounds.rate(&new.rate_per_minute).map_err(|flaw| Error::Invalid(vec![flaw]))?;
    let expires_at = bounds.expiry(new.expires_at, now).map_err(|flaw| Error::Invalid(vec![flaw]))?;
    within_grants(caller, new.scopes.as_deref())?;
    let Token { secret, prefix, hash } = Token::new()?;
    let token = ApiToken {
        id: Id::new(app.clock()),
        user_id: whom.user_id,
        name: new.name,
        prefix,
        token_hash: hash,
        scopes: new.scopes.map(|scopes| json!(scopes)),
        rate_per_minute,
        last_used_at: None,
        expires_at,
        revoked_at: None,
        created_at: now,
    };
    let made = TokenMade { kept: token.clone(), token: secret, path: whom.path };
    Ok(Plan::new(made).make_as(token.entry(whom.space_id), &token))
}

/// Refuses the first scope that the caller lacks.
fn within_grants(caller: &Caller, scopes: Option<&[String]>) -> Result<()> {
    if caller.grants.hold(scopes) {
        return Ok(());
    }
    let lacks = |scope: &&String| !caller.grants.hold(Some(std::slice::from_ref(*scope)));
    let needed = scopes.and_then(|scopes| scopes.iter().find(lacks)).map_or("*.admin", String::as_str);
    Err(Error::Forbidden { needed: needed.into() })
}

async fn revoke(app: App, caller: Caller, which: WhichToken) -> Result<Plan<Said>> {
    let before = find(&app, &caller, which.id).await?;
    Ok(taking_back(&app, &before, spaces::own(&app, caller.user_id).await?))
}

/// That a token works no longer.
pub(crate) fn taking_back(app: &App, before: &ApiToken, space_id: Id) -> Plan<Said> {
    let said = Said { message: format!("Token {} revoked successfully", before.id) };
    if before.revoked_at.is_some() {
        return Plan::new(said);
    }
    let after = ApiToken { revoked_at: Some(app.clock().now()), ..before.clone() };
    Plan::new(said).change_as(after.entry(space_id), "revoked", before, &after)
}
