//! Things that are brought here from elsewhere: by the rules for what people make here, with the owners and times they had there.
use api::{App, Caller, FromInput, Input, Thing};
use base::{Id, Instant, Result};
use serde_json::{Map, Value};
use store::Batch;

/// Where a thing comes from, and where it goes.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Its name for programs.
    pub id: Id,
    /// Where it will lie.
    pub space_id: Id,
    /// Whose it is.
    pub user_id: Id,
    /// What it will lie in or be about, for things that cannot be alone: a calendar, a task.
    pub within: Option<Id>,
    /// The time zone its owner lives in.
    pub timezone: String,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// A thing that can be brought here.
pub trait Brought: Thing<Key = (Id, Id)> {
    /// One of which nothing is known but where it comes from.
    fn blank(origin: &Origin) -> Self;
    /// The same with all that was said of it there, by the rules of the place; `now` is when it comes.
    fn said(self, fields: Map<String, Value>, origin: &Origin, now: Instant) -> Result<Self>;

    /// Whether nothing else was said of it than of the other.
    fn is_as_good_as(&self, other: &Self) -> bool {
        self == other
    }

    /// The thing of which so much was said, where it is there from the start and nobody has changed it.
    fn there_from_the_start(_space_id: Id, _fields: &Map<String, Value>) -> Option<Self> {
        None
    }

    /// The name that no other thing of its kind may have in its space, folded.
    fn own_name(&self) -> Option<String> {
        None
    }

    /// Whether another thing has that name already.
    fn is_named_already(&self, _app: &App, _caller: &Caller) -> impl Future<Output = Result<bool>> + Send {
        async { Ok(false) }
    }

    /// What its change changes for the things around it.
    fn ripples(
        _app: &App,
        _caller: &Caller,
        _before: &Self,
        _after: &mut Self,
    ) -> impl Future<Output = Result<Batch>> + Send {
        async { Ok(Batch::new()) }
    }
}

/// Reads what was said, or names the fields that do not hold.
pub(crate) fn read<T: FromInput>(fields: Map<String, Value>) -> Result<T> {
    T::from_input(Input::default().with_body(fields))
}
