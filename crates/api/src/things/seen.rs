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
        let row = app.store().get_json::<T>((caller.space_id, id)).await?.filter(|row| !row.is_deleted);
        let row = row.ok_or(Error::NotFound { what: T::ONE })?;
        Ok(Self { row, thing: PhantomData })
    }
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
