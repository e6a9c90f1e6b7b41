//! Short lists of words, kept as one document.
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

/// How many words a list may have.
const MOST: usize = 100;

/// A list of words, in the order in which somebody wrote them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Words(pub Vec<String>);

store::kept_as_json!(Words, as store::sound::Each<store::sound::AnyText>);

impl Partly for Words {
    fn partly(text: &str) -> Self {
        Self(items(text))
    }
}

impl Bounded for Words {
    fn beyond(&self, bound: Bound) -> Option<(&'static str, String)> {
        if self.0.len() > MOST {
            return Some(("too_long", format!("{MOST} of these at most")));
        }
        self.0.iter().find_map(|word| word.beyond(bound)).map(|(code, message)| (code, format!("of each: {message}")))
    }
}

impl Described for Words {
    fn described() -> RefOr<Schema> {
        let word = ObjectBuilder::new().schema_type(Type::String);
        ArrayBuilder::new().items(word).max_items(Some(MOST)).build().into()
    }
}

impl PartialSchema for Words {
    fn schema() -> RefOr<Schema> {
        Self::described()
    }
}

impl ToSchema for Words {}
