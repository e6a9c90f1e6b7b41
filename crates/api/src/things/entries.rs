//! A list of what belongs to a space that the path names and is no thing: a page of it, or what changed since a place in the change
//! log.
use super::whole::AT_ONCE;
use crate::{
    app::App,
    caller::Caller,
    changes::{
        Position,
        sync::{Changes, Deleted},
    },
    filter::{Fields, Sieved},
    list::Listed,
    operation::{Answer, Work},
};
use base::{Error, Id, Instant, Result};
use serde::Serialize;
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};
use store::utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, schema::Schema},
};

/// What reads a page.
type Page<S> = Box<dyn FnOnce() -> Work<Listed<S>> + Send>;
/// What tells of entries what they are by now, given the ids of those that were changed: of its own noun, and of others.
type Tell<S> = Box<dyn FnOnce(Vec<Id>, Vec<Id>) -> Work<Vec<Now<S>>> + Send>;

/// Such a list, as somebody asks for it; the edge reads it. `S` is how its entries are shown.
pub struct Entries<S>(State<S>);

enum State<S> {
    /// Not read yet.
    Asked(Asked<S>),
    /// Ready to be sent.
    Told { body: Vec<u8>, next: Option<String>, sync_token: Option<Position> },
}

struct Asked<S> {
    space_id: Id,
    fields: &'static Fields,
    filter: Option<String>,
    /// Whether a page is asked for that is not the first.
    goes_on: bool,
    along: &'static [&'static str],
    page: Page<S>,
    now: Tell<S>,
}

/// What is shown of an entry by now, with its id; nothing, where it is not there any more.
pub type Now<S> = (Id, Option<S>);

/// Adds what an entry is by now. One that cannot be read is neither told nor said to be gone.
pub fn tell_now<S>(now: &mut Vec<Now<S>>, id: Id, found: Result<S>) -> Result<()> {
    match found {
        Ok(found) => now.push((id, Some(found))),
        Err(Error::NotFound { .. }) => now.push((id, None)),
        Err(Error::Unreadable { .. }) => {}
        Err(error) => return Err(error),
    }
    Ok(())
}

/// An entry that is shown.
#[derive(Serialize)]
#[serde(transparent)]
struct Shown<S> {
    #[serde(skip)]
    id: Id,
    shown: S,
}

impl<S: Serialize> Entries<S> {
    /// The entries of a space: `page` reads the page that is wanted, and `now` tells of those that were changed what they are by now,
    /// given their ids and those that were changed of the nouns of `along`.
    pub fn of(
        (space_id, fields): (Id, &'static Fields),
        wanted: Sieved<'_>,
        page: impl FnOnce() -> Work<Listed<S>> + Send + 'static,
        now: impl FnOnce(Vec<Id>, Vec<Id>) -> Work<Vec<Now<S>>> + Send + 'static,
    ) -> Self {
        let (filter, goes_on) = (wanted.filter.map(str::to_owned), wanted.cursor.is_some());
        let (page, now) = (Box::new(page), Box::new(now));
        Self(State::Asked(Asked { space_id, fields, filter, goes_on, along: &[], page, now }))
    }

    /// The same, which shows something of these nouns too.
    pub fn along(self, along: &'static [&'static str]) -> Self {
        match self.0 {
            State::Asked(asked) => Self(State::Asked(Asked { along, ..asked })),
            told @ State::Told { .. } => Self(told),
        }
    }
}

impl<S: Serialize> Asked<S> {
    /// Whatever was changed is told as it is now, which may be later than the place that is told along: then it is told again.
    async fn changes(self, app: &App, caller: &Caller, since: Position) -> Result<(Changes<Shown<S>>, Position)> {
        if self.goes_on {
            return Err(Error::flaw("/cursor", "unexpected", "what changed has no pages: leave the cursor out"));
        }
        let head = if self.along.is_empty() { app.log().head() } else { Some(app.log().reached().await?) };
        let mut touched = app.log().touched(self.space_id, self.fields.noun, since, AT_ONCE + 1).await?;
        let has_more = touched.len() > AT_ONCE;
        touched.truncate(AT_ONCE);
        let mut others = Vec::new();
        for noun in self.along {
            others.extend(app.log().touched(self.space_id, noun, since, AT_ONCE + 1).await?);
        }
        if others.len() > AT_ONCE || !app.log().holds(since).await? {
            return Err(Error::FullSync);
        }
        let last = touched.last().map_or(since, |(_, position)| *position);
        let end = if has_more { last } else { head.map_or(last, |head| head.max(last)) };
        let gone_at: HashMap<Id, Instant> = touched.iter().map(|(id, position)| (*id, position.at())).collect();
        let mut seen = HashSet::new();
        let mut once = |all: Vec<(Id, Position)>| -> Vec<Id> {
            all.into_iter().map(|(id, _)| id).filter(|id| seen.insert(*id)).collect()
        };
        let (own, others) = (once(touched), once(others));
        let now = if own.is_empty() && others.is_empty() { Vec::new() } else { (self.now)(own, others).await? };
        let there: HashSet<Id> = now.iter().filter(|(_, shown)| shown.is_some()).map(|(id, _)| *id).collect();
        let named: Vec<Id> = now.iter().map(|(id, _)| *id).collect();
        let shown = now.into_iter().filter_map(|(id, shown)| Some(Shown { id, shown: shown? })).collect();
        let filter = self.filter.as_deref().map(|text| ("/filter", text));
        let changed = self.fields.among(shown, filter, app, caller)?;
        let told: HashSet<Id> = changed.iter().map(|one| one.id).collect();
        let left = named.into_iter().filter(|id| !told.contains(id));
        let deleted = left.map(|id| {
            // What is there and does not pass the filter was not thrown away.
            let deleted_at = if there.contains(&id) { None } else { gone_at.get(&id).copied() };
            Deleted { id, deleted_at }
        });
        let deleted = deleted.collect();
        Ok((Changes { changed, deleted, sync_token: end.to_string(), has_more }, end))
    }
}

impl<S: Serialize + ToSchema + Send + 'static> Answer for Entries<S> {
    const IS_LIST: bool = true;
    const SYNCS: bool = true;

    fn read(self, app: App, caller: Caller, since: Option<Position>) -> Work<Self> {
        Box::pin(async move {
            let asked = match self.0 {
                State::Asked(asked) => asked,
                told @ State::Told { .. } => return Ok(Self(told)),
            };
            if let Some(since) = since {
                let (changes, end) = asked.changes(&app, &caller, since).await?;
                return Ok(Self(State::Told { body: crate::json(&changes)?, next: None, sync_token: Some(end) }));
            }
            let page = (asked.page)().await?;
            let next = page.next();
            Ok(Self(State::Told { body: page.body()?, next, sync_token: None }))
        })
    }

    fn body(self) -> Result<Vec<u8>> {
        match self.0 {
            State::Told { body, .. } => Ok(body),
            State::Asked(asked) => {
                Err(Error::Internal { cause: format!("a list of {} was not read", asked.fields.noun) })
            }
        }
    }

    fn next(&self) -> Option<String> {
        if let State::Told { next, .. } = &self.0 { next.clone() } else { None }
    }

    fn sync_token(&self) -> Option<String> {
        if let State::Told { sync_token, .. } = &self.0 { sync_token.map(|token| token.to_string()) } else { None }
    }
}

impl<S: ToSchema> PartialSchema for Entries<S> {
    fn schema() -> RefOr<Schema> {
        Listed::<S>::schema()
    }
}

impl<S: ToSchema> ToSchema for Entries<S> {
    fn name() -> Cow<'static, str> {
        Listed::<S>::name()
    }

    fn schemas(parts: &mut Vec<(String, RefOr<Schema>)>) {
        Listed::<S>::schemas(parts);
    }
}
