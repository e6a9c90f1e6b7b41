//! Short lists of ids, kept as one document.
use base::Id;
use serde::{Deserialize, Serialize};
use store::Described;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ArrayBuilder, Schema},
    },
};

/// A list of ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ids(pub Vec<Id>);

store::kept_as_json!(Ids, as store::sound::Each<Id>);

impl Described for Ids {
    fn described() -> RefOr<Schema> {
        ArrayBuilder::new().items(Id::schema()).build().into()
    }
}

impl PartialSchema for Ids {
    fn schema() -> RefOr<Schema> {
        Self::described()
    }
}

impl ToSchema for Ids {}
