//! Short lists of minutes, kept as one document.
use crate::held::{Partly, items};
use api::{Bound, Bounded};
use serde::{Deserialize, Serialize};
use store::Described;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ArrayBuilder, ObjectBuilder, Schema, Type},
    },
};

/// How many a list may have.
const MOST: usize = 20;

/// How many minutes before something, in the order in which somebody wrote them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Minutes(pub Vec<i64>);

store::kept_as_json!(Minutes);

impl Partly for Minutes {
    fn partly(text: &str) -> Self {
        Self(items(text))
    }
}

impl Bounded for Minutes {
    fn beyond(&self, bound: Bound) -> Option<(&'static str, String)> {
        if self.0.len() > MOST {
            return Some(("too_long", format!("{MOST} of these at most")));
        }
        self.0.iter().find_map(|one| one.beyond(bound)).map(|(code, message)| (code, format!("of each: {message}")))
    }
}

impl Described for Minutes {
    fn described() -> RefOr<Schema> {
        let minutes = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).examples([5]);
        ArrayBuilder::new().items(minutes).max_items(Some(MOST)).build().into()
    }
}

impl PartialSchema for Minutes {
    fn schema() -> RefOr<Schema> {
        Self::described()
    }
}

impl ToSchema for Minutes {}
