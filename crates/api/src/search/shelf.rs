//! The nouns that can be searched.
use crate::{app::App, operation::Work, things::Thing};
use base::Id;
use serde_json::Value;
use store::Statement;

/// A noun that can be searched; `shelf!` is the way to make one.
pub struct Shelf<T> {
    /// Those of a space with these ids.
    #[doc(hidden)]
    pub named: Statement<(Id, Value), T>,
}

/// A thing as it is found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub(super) id: Id,
    pub(super) title: String,
    pub(super) text: String,
}

/// How many things are read where it is asked.
const FEW: usize = 100;

/// A noun that can be searched, whichever it is.
pub trait AnyShelf: Sync {
    /// The noun.
    fn noun(&self) -> &'static str;
    /// Those of a space with these ids that are there, in any order.
    fn named(&self, app: App, space_id: Id, ids: Vec<Id>) -> Work<Vec<Found>>;
}

impl<T: Thing> AnyShelf for Shelf<T> {
    fn noun(&self) -> &'static str {
        T::NOUN
    }

    fn named(&self, app: App, space_id: Id, ids: Vec<Id>) -> Work<Vec<Found>> {
        let named = self.named;
        Box::pin(async move {
            let arguments = (space_id, texts(&ids));
            let things: Vec<T> = match ids.len() {
                ..=FEW => app.store().readable(named, arguments).await?,
                _ => app.store().scan_readable(named, arguments).await?,
            };
            Ok(things.iter().filter_map(found).collect())
        })
    }
}

/// Ids as a statement takes many of them.
pub(super) fn texts<'a>(ids: impl IntoIterator<Item = &'a Id>) -> Value {
    ids.into_iter().map(|id| Value::from(id.to_string())).collect()
}

fn found<T: Thing>(thing: &T) -> Option<Found> {
    let searched = thing.searched().filter(|_| thing.deleted_at().is_none())?;
    Some(Found { id: thing.id(), title: searched.title.to_owned(), text: searched.text.into_owned() })
}

/// Makes a noun of an entity that can be searched.
#[macro_export]
macro_rules! shelf {
    ($entity:ty) => {
        $crate::search::Shelf::<$entity> {
            named: ::store::sql!(
                $entity,
                (::base::Id, ::serde_json::Value),
                sqlite: "where space_id = $1 and id in (select unhex(value, '-') from json_each($2))",
                postgres: "where space_id = $1 and id in (select value::uuid from jsonb_array_elements_text($2))"
            ),
        }
    };
}
