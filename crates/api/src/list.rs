//! Lists: what every one of them takes, and what each gives.
use crate::{app::App, operation::Answer};
use base::Result;
use serde::{Deserialize, Deserializer, Serialize, de};
use std::{borrow::Cow, marker::PhantomData};
use store::{
    Cursor, Entity, List,
    utoipa::{
        PartialSchema, ToSchema,
        openapi::{
            Ref, RefOr,
            schema::{ArrayBuilder, Schema},
        },
    },
};

/// How many rows a page may have.
const MOST: u32 = 1_000;

/// How many rows are wanted; without a word, as many as a page may have.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Limit(pub u32);

impl Default for Limit {
    fn default() -> Self {
        Self(MOST)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match i64::deserialize(deserializer)? {
            limit @ 1..=1_000 => Ok(Self(u32::try_from(limit).unwrap_or(MOST))),
            _ => Err(de::Error::custom("a page has 1 to 1000 rows")),
        }
    }
}

/// A page of a list, as it is sent: an array, written straight from the rows.
pub struct Listed<E> {
    body: Vec<u8>,
    next: Option<Cursor>,
    entity: PhantomData<fn() -> E>,
}

impl<E: Entity> Listed<E> {
    /// Reads a page, from the cursor on where there is one.
    pub async fn read(app: &App, list: List<E>, cursor: Option<&str>) -> Result<Self> {
        let list = match cursor {
            Some(cursor) => list.after(&cursor.parse()?)?,
            None => list,
        };
        let page = app.store().page_json(&list).await?;
        Ok(Self { body: page.body, next: page.next, entity: PhantomData })
    }
}

impl<E: Serialize> Listed<E> {
    /// A page of what was put together from more than one read.
    pub fn of(rows: &[E], next: Option<Cursor>) -> Result<Self> {
        Ok(Self { body: crate::json(&rows)?, next, entity: PhantomData })
    }
}

impl<E: ToSchema + 'static> Answer for Listed<E> {
    const IS_LIST: bool = true;

    fn body(self) -> Result<Vec<u8>> {
        Ok(self.body)
    }

    fn next(&self) -> Option<String> {
        self.next.as_ref().map(ToString::to_string)
    }
}

impl<E: ToSchema> PartialSchema for Listed<E> {
    fn schema() -> RefOr<Schema> {
        ArrayBuilder::new().items(Ref::from_schema_name(E::name())).build().into()
    }
}

impl<E: ToSchema> ToSchema for Listed<E> {
    fn name() -> Cow<'static, str> {
        format!("ListOf{}", E::name()).into()
    }

    fn schemas(parts: &mut Vec<(String, RefOr<Schema>)>) {
        parts.push((E::name().into_owned(), E::schema()));
        E::schemas(parts);
    }
}
