//! Which thing, and what about it.
use super::{FromInput, Input, Wanted};
use crate::operation::Shape;
use base::{Error, Id, Result};
use serde::{Deserialize, Serialize};
use store::utoipa::{
    self, PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, schema::Schema},
};

/// Which thing.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// The thing's id.
    pub id: Id,
    /// The revision that the caller has seen; another one is refused.
    #[serde(default)]
    pub revision: Option<i64>,
}

impl Wanted for Which {}

impl Which {
    /// Refuses a caller who has seen another revision than there is; `what` is one of such things.
    pub fn fits(&self, what: &'static str, revision: i64) -> Result<()> {
        current(what, self.revision, revision)
    }
}

/// What names a thing: its fields are told apart from those of the thing.
pub trait Naming: Wanted {
    /// The names of its fields.
    const NAMES: &'static [&'static str];
    /// Those that are never missing.
    const NEEDED: &'static [&'static str];
}

impl Naming for Which {
    const NAMES: &'static [&'static str] = &["id", "revision"];
    const NEEDED: &'static [&'static str] = &["id"];
}

/// Which thing, and what a client says of it.
#[derive(Clone, Debug)]
pub struct Edited<F, W = Which> {
    /// Which thing, and as of when.
    pub which: W,
    /// What is said of it.
    pub fields: F,
}

impl<F: Wanted, W: Naming> FromInput for Edited<F, W> {
    fn from_input(mut input: Input) -> Result<Self> {
        let which = W::NAMES.iter().flat_map(|name| input.take(name).fields).collect();
        let which = Input { fields: which, ..Input::default() };
        // A path that cannot be read comes before what is wrong with the fields, and that before what else is missing.
        match (which.read(), F::from_input(input)) {
            (Err(error @ Error::Malformed { .. }), _) | (_, Err(error)) | (Err(error), Ok(_)) => Err(error),
            (Ok(which), Ok(fields)) => Ok(Self { which, fields }),
        }
    }

    fn shape() -> Shape {
        let fields = Shape::of::<F>();
        let mut schema = fields.schema;
        if let RefOr::T(Schema::Object(object)) = &mut schema
            && let RefOr::T(Schema::Object(which)) = W::schema()
        {
            object.properties.extend(which.properties);
            object.required.extend(W::NEEDED.iter().map(ToString::to_string));
        }
        Shape { name: None, schema, parts: fields.parts }
    }
}

/// Refuses a caller who has seen another revision than there is.
pub(crate) fn current(what: &'static str, seen: Option<i64>, is: i64) -> Result<()> {
    match seen {
        Some(seen) if seen != is => Err(Error::Stale { what, by_header: false }),
        _ => Ok(()),
    }
}

/// An object without fields, for operations that take nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

impl Wanted for Nothing {}

impl PartialSchema for Nothing {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().build().into()
    }
}

impl ToSchema for Nothing {}
