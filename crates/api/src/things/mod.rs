//! What every thing that people edit has in common: it is found, thrown away, had back, and its past can be looked at and undone.
mod entries;
mod list;
mod macros;
mod past;
mod seen;
mod whole;

pub use entries::{Entries, Now, tell_now};
pub use list::Things;
pub use past::{Past, Undoing, Undone, history, telling, undo, undoing};
pub use seen::Seen;
pub use whole::Whole;

use crate::{
    app::App,
    caller::Caller,
    input::{Which, current},
    operation::{Kind, Operation},
    own::Owned,
    permission::Permission,
    plan::Plan,
    search::Searched,
};
use base::{Error, Id, Instant, Result};
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;
use store::{
    Batch, Entity, Filter, Statement,
    utoipa::{self, ToSchema},
};

/// How long a thing that was thrown away can be had back.
pub const KEPT_DELETED: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What lies between two places in the change log: the space, the noun, and the numbers of both places.
#[doc(hidden)]
pub type Span = (Id, String, i64, i64, i64, i64);

/// The condition that a thing was changed within a `Span`.
#[doc(hidden)]
pub const TOUCHED_WITHIN: &str = "id in (select row_id from changes where space_id = $1 and noun = $2 \
    and (transaction_id, seq) > ($3, $4) and (transaction_id, seq) <= ($5, $6))";

/// An entity that people edit: a thing with an id and a revision, in a space.
pub trait Thing: Entity + Serialize + DeserializeOwned + Clone + PartialEq + Sync {
    /// The noun, as in `tasks.create` and in the path.
    const NOUN: &'static str;
    /// One of them, in a sentence.
    const ONE: &'static str;
    /// The tables that tell of one, and of its past.
    #[doc(hidden)]
    const TABLES: [&'static str; 2] = [Self::TABLE.name, "changes"];
    /// The thing of that id as it is before its first row, where such things are there from the start; its revision is 0, and its
    /// first change makes the row.
    fn unwritten(_space_id: Id, _id: Id) -> Option<Self> {
        None
    }
    /// What is searched of it, if it can be searched.
    fn searched(&self) -> Option<Searched<'_>> {
        None
    }
    /// Which thing.
    fn id(&self) -> Id;
    /// Where it lies.
    fn space_id(&self) -> Id;
    /// How often it was changed.
    fn revision(&self) -> i64;
    /// When it was thrown away.
    fn deleted_at(&self) -> Option<Instant>;
    /// The same as it is after a change made at that time: the next revision, and what follows from its fields.
    fn changed(self, now: Instant) -> Self;
    /// The same, thrown away at that time, or had back.
    fn with_deleted_at(self, at: Option<Instant>) -> Self;
}

/// A thing that somebody made.
pub trait Kept: Thing {
    /// Those that somebody may take along, in the order of their ids.
    const THEIRS: &'static dyn Owned;
}

/// A thing that is let go some time after it was thrown away, whatever else is there.
pub trait LetGo: Thing {
    /// Lets go of those that were thrown away before that time.
    const LET_GO: Statement<(Instant,), ()>;
}

/// What lets go of things that were thrown away so long ago that nobody can have them back.
pub fn let_go<T: LetGo>(now: Instant) -> Batch {
    Batch::new().run(T::LET_GO, (now.minus(KEPT_DELETED),))
}

/// A thing whose lists tell what changed of them.
pub trait Followed: Thing<Key = (Id, Id)> {
    /// Those that were changed between two places in the change log.
    const TOUCHED: Filter<Self, Span>;
    /// Those of them that were thrown away.
    const GONE: Statement<Span, Self>;
}

/// The thing of that id, wherever it is: at hand or thrown away.
async fn any<T: Thing<Key = (Id, Id)>>(app: &App, caller: &Caller, id: Id) -> Result<T> {
    let row = app.store().get::<T>((caller.space_id, id)).await?;
    row.or_else(|| T::unwritten(caller.space_id, id)).ok_or(Error::NotFound { what: T::ONE })
}

/// The thing of that id; one that was thrown away is not there.
pub async fn find<T: Thing<Key = (Id, Id)>>(app: &App, caller: &Caller, id: Id) -> Result<T> {
    let found: T = any(app, caller, id).await?;
    if found.deleted_at().is_some() { Err(Error::NotFound { what: T::ONE }) } else { Ok(found) }
}

/// The same, if it is still as the caller has seen it.
pub async fn find_as_seen<T: Thing<Key = (Id, Id)>>(app: &App, caller: &Caller, which: &Which) -> Result<T> {
    let found: T = find(app, caller, which.id).await?;
    current(T::ONE, which.revision, found.revision())?;
    Ok(found)
}

/// The operation that shows a thing.
pub const fn showing<T: Thing<Key = (Id, Id)> + ToSchema>(
    name: &'static str,
    summary: &'static str,
) -> Operation<Which, Seen<T>> {
    let kind =
        Kind::Read(|app, caller, which: Which| Box::pin(async move { Seen::read(&app, &caller, which.id).await }));
    Operation { name, summary, permission: Permission::read(T::NOUN), reads: T::TABLES.split_at(1).0, kind }
}

/// The operation that throws a thing away; it can be had back until it is purged.
pub const fn discarding<T: Thing<Key = (Id, Id)>>(name: &'static str, summary: &'static str) -> Operation<Which, Said> {
    let kind = Kind::Write(|app, caller, which| Box::pin(discard::<T>(app, caller, which)));
    Operation { name, summary, permission: Permission::write(T::NOUN), reads: T::TABLES.split_at(1).0, kind }
}

/// The operation that has a thing back which was thrown away.
pub const fn restoring<T: Thing<Key = (Id, Id)> + crate::Answer>(
    name: &'static str,
    summary: &'static str,
) -> Operation<Which, T> {
    let kind = Kind::Write(|app, caller, which| Box::pin(restore(app, caller, which)));
    Operation { name, summary, permission: Permission::write(T::NOUN), reads: T::TABLES.split_at(1).0, kind }
}

/// Plans to throw a thing away.
pub async fn discard<T: Thing<Key = (Id, Id)>>(app: App, caller: Caller, which: Which) -> Result<Plan<Said>> {
    let before: T = find_as_seen(&app, &caller, &which).await?;
    let now = app.clock().now();
    let after = before.clone().with_deleted_at(Some(now)).changed(now);
    let mut letters = T::ONE.chars();
    let one: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let said = Said { message: format!("{one} {} deleted successfully", which.id) };
    Ok(Plan::new(said).change("deleted", &before, &after))
}

/// Plans to have a thing back.
pub async fn restore<T: Thing<Key = (Id, Id)>>(app: App, caller: Caller, which: Which) -> Result<Plan<T>> {
    let before: T = any(&app, &caller, which.id).await?;
    current(T::ONE, which.revision, before.revision())?;
    if before.deleted_at().is_none() {
        return Ok(Plan::new(before));
    }
    let after = before.clone().with_deleted_at(None).changed(app.clock().now());
    Ok(Plan::new(after.clone()).change("restored", &before, &after))
}

/// That something was done, in a sentence.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Said {
    /// What was done.
    pub message: String,
}

impl crate::Answer for Said {
    fn body(self) -> Result<Vec<u8>> {
        crate::json(&self)
    }
}
