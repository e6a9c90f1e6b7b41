//! A thing as it is shown: written straight from its row.
use super::Thing;
use crate::{app::App, caller::Caller, operation::Answer};
use base::{Error, Id, Result};
use std::{borrow::Cow, marker::PhantomData};
use store::{
    JsonRow,
    utoipa::{
        PartialSchema, ToSchema,
        openapi::{RefOr, schema::Schema},
    },
};

/// A thing, as JSON.
pub struct Seen<T> {
    row: JsonRow,
    thing: PhantomData<fn() -> T>,
}

impl<T: Thing<Key = (Id, Id)>> Seen<T> {
    /// The thing of that id; one that was thrown away is not there.
    pub async fn read(app: &App, caller: &Caller, id: Id) -> Result<Self> {
        let row = match app.store().get_json::<T>((caller.space_id, id)).await? {
            Some(row) => Some(row).filter(|row| !row.is_deleted),
            None => T::unwritten(caller.space_id, id).map(unwritten).transpose()?,
        };
        Ok(Self { row: row.ok_or(Error::NotFound { what: T::ONE })?, thing: PhantomData })
    }
}

/// A thing that has no row yet.
fn unwritten<T: Thing>(thing: T) -> Result<JsonRow> {
    Ok(JsonRow { body: crate::json(&thing)?, revision: Some(thing.revision()), is_deleted: false })
}

impl<T: ToSchema + 'static> Answer for Seen<T> {
    fn body(self) -> Result<Vec<u8>> {
        Ok(self.row.body)
    }

    fn revision(&self) -> Option<i64> {
        self.row.revision
    }
}

impl<T: ToSchema> PartialSchema for Seen<T> {
    fn schema() -> RefOr<Schema> {
        T::schema()
    }
}

impl<T: ToSchema> ToSchema for Seen<T> {
    fn name() -> Cow<'static, str> {
        T::name()
    }

    fn schemas(parts: &mut Vec<(String, RefOr<Schema>)>) {
        T::schemas(parts);
    }
}
