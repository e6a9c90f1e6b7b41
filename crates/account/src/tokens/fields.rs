//! What a client may say of a token, and what it is shown.
use super::{ApiToken, ops::FILTERS, rules};
use crate::told;
use api::{Answer, Bound, Limit, Patch, Wanted, filter::Fields};
use base::{Flaw, Id, Instant, Result, Secret};
use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ObjectBuilder, RefOr,
        schema::{Schema, Type},
    },
};

/// A permission, as a token carries it.
pub(crate) enum Scope {}

impl PartialSchema for Scope {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String);
        text.pattern(Some(r"^([a-z_]+|\*)\.(read|write|admin)$")).build().into()
    }
}

impl ToSchema for Scope {}

/// What a new token is made from.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewToken {
    /// Its name for people.
    #[schema(min_length = 1, max_length = 200)]
    pub(crate) name: String,
    /// The permissions it carries; without a word, all that its maker has.
    #[serde(default)]
    #[schema(value_type = Option<Vec<Scope>>, example = json!(["tasks.read"]), min_items = 1, max_items = 100)]
    pub(crate) scopes: Option<Vec<String>>,
    /// When it stops to work; without a word, with the token that makes it, if that does.
    #[serde(default)]
    pub(crate) expires_at: Option<Instant>,
    /// How many requests it may make in a minute, 6,000 where nothing is said; null, as many as it likes, is for
    /// administrators of the house.
    #[serde(default)]
    #[schema(value_type = Option<i64>, required = false, minimum = 1)]
    pub(crate) rate_per_minute: Patch<Option<i64>>,
}

impl Wanted for NewToken {
    fn flaws(&self) -> Vec<Flaw> {
        let name = api::patch::flaw("name", &Patch::Set(self.name.clone()), Bound::Text(1, 200));
        let scopes = self.scopes.as_deref().map(rules::flaws_of_scopes).unwrap_or_default();
        name.into_iter().chain(scopes).collect()
    }
}

/// Which tokens are wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct TokensWanted {
    /// Those that were taken back, too.
    pub(super) revoked: bool,
    /// Only those for which this holds, in the filter language: `expires_at < now+7d || last_used_at is empty`.
    #[schema(max_length = 2000)]
    pub(super) filter: Option<String>,
    /// How many are wanted.
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    pub(super) limit: Limit,
    /// Where the next page starts, as the page before said.
    pub(super) cursor: Option<String>,
}

impl Wanted for TokensWanted {
    fn asks() -> Option<&'static Fields> {
        Some(&FILTERS.fields)
    }
}

/// Which token; it has no revision, for all that becomes of it is that it is taken back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichToken {
    /// The token's id.
    pub(super) id: Id,
}

impl Wanted for WhichToken {}

impl Answer for ApiToken {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

/// A token that was made just now: the only time that it is told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenMade {
    /// What is kept of it.
    #[serde(flatten)]
    pub(super) kept: ApiToken,
    /// The token itself.
    #[serde(serialize_with = "told::told")]
    #[schema(value_type = String)]
    pub(super) token: Secret,
    /// Where tokens such as this one are.
    #[serde(skip)]
    pub(super) path: String,
}

impl Answer for TokenMade {
    const IS_SECRET: bool = true;

    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }

    fn location(&self) -> Option<String> {
        Some(format!("{}/{}", self.path, self.kept.id))
    }
}
