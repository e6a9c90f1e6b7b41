//! The table of what was brought here: where each row came to lie, and what of it has no place here.
use base::{Id, Instant};
use serde::Serialize;
use store::{Entity, OneOf};
use vault::Sealed;

/// A row of the database that things were brought from.
#[derive(Clone, Debug, PartialEq, Entity, Serialize)]
#[table("legacy_rows", scope = house)]
#[unique(source, table_name, source_key)]
#[index(space_id, id)]
pub struct LegacyRow {
    /// It follows from the source, the table and the key.
    #[key]
    pub id: Id,
    /// The database it is from.
    pub source: String,
    /// The table it is from.
    pub table_name: String,
    /// Its key there.
    pub source_key: String,
    /// What became of it.
    pub state: LegacyState,
    /// The hash of the row as it was.
    #[serde(skip)]
    pub digest: Vec<u8>,
    /// The thing that it became here.
    pub row_id: Option<Id>,
    /// The space that it lies in.
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Option<Id>,
    /// The revision in which it was left here: with another one somebody has changed it since.
    #[serde(skip)]
    pub left_at: Option<i64>,
    /// Why not all of it has its place here.
    pub why: Option<String>,
    /// The row as JSON, where not all of it has its place here; without its secrets.
    pub kept: Option<String>,
    /// Its secrets as JSON, sealed.
    #[serde(skip)]
    pub secrets: Option<Sealed>,
    /// When that was.
    pub at: Instant,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum LegacyState {
    /// All of it is here.
    Taken,
    /// It is here, but for what has no place.
    InPart,
    /// It is kept until there is a place for it.
    Later,
    /// It does not hold by the rules of this house.
    Refused,
    /// It was changed there and here.
    Conflict,
}
