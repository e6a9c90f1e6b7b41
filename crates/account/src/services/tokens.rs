//! The tokens of service accounts, made and taken back by those who decide about them.
use super::{
    fields::WhichServiceAccount,
    ops::{ADMIN, Found, READ, READS, decides, find},
};
use crate::{
    ApiToken,
    spaces::belonging,
    tokens::{
        fields::{NewToken, Scope, TokenMade},
        ops::{FILTERS, For, making, taking_back},
    },
};
use api::{
    App, Caller, Entries, Kind, Limit, Listed, Operation, Patch, Plan, Said, Wanted, Work,
    filter::{Fields, Sieved},
};
use base::{Error, Flaw, Id, Instant, Result};
use serde::Deserialize;
use store::{List, filter, sort, within};
use utoipa::ToSchema;

/// What a new token of a service account is made from.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewServiceToken {
    /// The space.
    id: Id,
    /// The service account.
    user_id: Id,
    /// Its name for people.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// The permissions it carries; without a word, all that the account has.
    #[serde(default)]
    #[schema(value_type = Option<Vec<Scope>>, example = json!(["tasks.read"]), min_items = 1, max_items = 100)]
    scopes: Option<Vec<String>>,
    /// When it stops to work; without a word, with the token that makes it, if that does.
    #[serde(default)]
    expires_at: Option<Instant>,
    /// How many requests it may make in a minute, 6,000 where nothing is said; null, as many as it likes, is for
    /// administrators of the house.
    #[serde(default)]
    #[schema(value_type = Option<i64>, required = false, minimum = 1)]
    rate_per_minute: Patch<Option<i64>>,
}

impl NewServiceToken {
    fn token(&self) -> NewToken {
        let Self { name, scopes, expires_at, rate_per_minute, .. } = self.clone();
        NewToken { name, scopes, expires_at, rate_per_minute }
    }
}

impl Wanted for NewServiceToken {
    fn flaws(&self) -> Vec<Flaw> {
        self.token().flaws()
    }
}

/// Whose tokens are wanted.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ServiceTokensWanted {
    /// The space.
    id: Id,
    /// The service account.
    user_id: Id,
    /// Those that were taken back, too.
    #[serde(default)]
    revoked: bool,
    /// Only those for which this holds, in the filter language: `expires_at < now+7d || last_used_at is empty`.
    #[serde(default)]
    #[schema(max_length = 2000)]
    filter: Option<String>,
    /// How many are wanted.
    #[serde(default)]
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    limit: Limit,
    /// Where the next page starts, as the page before said.
    #[serde(default)]
    cursor: Option<String>,
}

impl Wanted for ServiceTokensWanted {
    fn asks() -> Option<&'static Fields> {
        Some(&FILTERS.fields)
    }
}

/// Which token of which service account.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichServiceToken {
    /// The space.
    id: Id,
    /// The service account.
    user_id: Id,
    /// The token.
    token_id: Id,
}

impl Wanted for WhichServiceToken {}

pub(crate) static LIST: Operation<ServiceTokensWanted, Entries<ApiToken>> = Operation {
    name: "service_tokens.list",
    summary: "List the tokens of a service account, the latest first.",
    permission: READ,
    reads: &["api_tokens", READS[0], READS[1], READS[2], READS[3], READS[4], "changes"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<WhichServiceToken, ApiToken> = Operation {
    name: "service_tokens.get",
    summary: "Show a token of a service account.",
    permission: READ,
    reads: TOKENS,
    kind: Kind::Read(|app, caller, which| {
        Box::pin(async move {
            belonging::find(&app, &caller, which.id).await?.may(READ)?;
            find_token(&app, &which).await
        })
    }),
};

pub(crate) static CREATE: Operation<NewServiceToken, TokenMade> = Operation {
    name: "service_tokens.create",
    summary: "Make a token for a service account that goes no further than one may oneself; it is told this once.",
    permission: ADMIN,
    reads: TOKENS,
    kind: Kind::Write(|app, caller, new| Box::pin(create(app, caller, new))),
};

pub(crate) static REVOKE: Operation<WhichServiceToken, Said> = Operation {
    name: "service_tokens.revoke",
    summary: "Take a token of a service account back; its next request is refused.",
    permission: ADMIN,
    reads: TOKENS,
    kind: Kind::Write(|app, caller, which| Box::pin(revoke(app, caller, which))),
};

/// What each of them reads.
const TOKENS: &[&str] = &["api_tokens", READS[0], READS[1], READS[2], READS[3], READS[4]];

async fn list(app: App, caller: Caller, wanted: ServiceTokensWanted) -> Result<Entries<ApiToken>> {
    belonging::find(&app, &caller, wanted.id).await?.may(READ)?;
    find(&app, &WhichServiceAccount { id: wanted.id, user_id: wanted.user_id }).await?;
    let (place, asked, there) = ((wanted.id, &FILTERS.fields), wanted.clone(), app.clone());
    let page = move || -> Work<_> { Box::pin(async move { page(&app, &caller, &wanted).await }) };
    let (user_id, with_revoked) = (asked.user_id, asked.revoked);
    let now = move |tokens: Vec<Id>, _| -> Work<_> {
        Box::pin(async move {
            let mut now = Vec::new();
            for id in tokens {
                let token = there.store().get::<ApiToken>((id,)).await?.filter(|token| token.user_id == user_id);
                let is_wanted = |token: &ApiToken| with_revoked || token.revoked_at.is_none();
                now.extend(token.map(|token| (id, Some(token).filter(is_wanted))));
            }
            Ok(now)
        })
    };
    let sieved = Sieved { filter: asked.filter.as_deref(), limit: asked.limit, cursor: asked.cursor.as_deref() };
    Ok(Entries::of(place, sieved, page, now))
}

async fn page(app: &App, caller: &Caller, wanted: &ServiceTokensWanted) -> Result<Listed<ApiToken>> {
    let own = within!(ApiToken, (Id,), "user_id = $1");
    let mut list = List::of(own, (wanted.user_id,), sort!(ApiToken, Down, "created_at", "id"), wanted.limit.0);
    if !wanted.revoked {
        list = list.filter(filter!(ApiToken, (), "revoked_at is null"), ());
    }
    let list = FILTERS.narrowed(list, wanted.filter.as_deref(), app, caller)?;
    Listed::read(app, list, wanted.cursor.as_deref()).await
}

async fn find_token(app: &App, which: &WhichServiceToken) -> Result<ApiToken> {
    find(app, &WhichServiceAccount { id: which.id, user_id: which.user_id }).await?;
    let found = app.store().get::<ApiToken>((which.token_id,)).await?;
    found.filter(|token| token.user_id == which.user_id).ok_or(Error::NotFound { what: "token" })
}

async fn create(app: App, caller: Caller, new: NewServiceToken) -> Result<Plan<TokenMade>> {
    let found = belonging::find(&app, &caller, new.id).await?;
    let of = WhichServiceAccount { id: new.id, user_id: new.user_id };
    let Found { member, footing, .. } = find(&app, &of).await?;
    decides(&found, &footing)?;
    let path = format!("/api/v1/spaces/{}/service-accounts/{}/tokens", of.id, of.user_id);
    let plan = making(&app, &caller, For { user_id: of.user_id, space_id: of.id, path }, new.token()).await?;
    Ok(plan.and(found.still()).and(member.still()).and(footing.still()))
}

async fn revoke(app: App, caller: Caller, which: WhichServiceToken) -> Result<Plan<Said>> {
    let found = belonging::find(&app, &caller, which.id).await?;
    let of = WhichServiceAccount { id: which.id, user_id: which.user_id };
    decides(&found, &find(&app, &of).await?.footing)?;
    let before = find_token(&app, &which).await?;
    Ok(taking_back(&app, &before, which.id).and(found.still()))
}
