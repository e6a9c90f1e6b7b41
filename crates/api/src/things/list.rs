//! A list of things: a page of it, or what changed of it since a place in the change log.
use super::{
    Followed, Span, Thing,
    whole::{AT_ONCE, Moved, Whole},
};
use crate::{
    app::App,
    caller::Caller,
    changes::{
        Position,
        sync::{Changes, Deleted},
    },
    list::Listed,
    operation::{Answer, Work},
};
use base::{Error, Id, Result};
use serde::Serialize;
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};
use store::{
    Cursor, List,
    utoipa::{
        PartialSchema, ToSchema,
        openapi::{RefOr, schema::Schema},
    },
};

/// A list of things, as somebody asks for it; the edge reads it. `S` is how they are told.
pub struct Things<T, S = T>(State<T, S>);

enum State<T, S> {
    /// Not read yet.
    Asked { list: List<T>, cursor: Option<Cursor> },
    /// Not read yet, and without pages.
    Whole(Whole<S>),
    /// Ready to be sent.
    Told { body: Vec<u8>, next: Option<Cursor>, sync_token: Option<Position> },
}

/// One of a list, as it is kept or otherwise.
#[derive(Serialize)]
#[serde(untagged)]
enum One<T, S> {
    Kept(T),
    Told(S),
}

impl<T: Followed> Things<T> {
    /// The things of a list, from the cursor on where there is one.
    pub fn of(list: List<T>, cursor: Option<&str>) -> Result<Self> {
        let cursor = cursor.map(str::parse).transpose()?;
        Ok(Self(State::Asked { list, cursor }))
    }

    /// All that this reads; there are no pages.
    pub fn all(read: impl FnOnce() -> Work<Vec<T>> + Send + 'static) -> Self {
        Self::whole(Whole::kept(read))
    }
}

impl<T: Followed, S: Serialize> Things<T, S> {
    /// The things of a list that is read as a whole.
    pub fn whole(whole: Whole<S>) -> Self {
        Self(State::Whole(whole))
    }

    async fn page(self, app: &App) -> Result<Self> {
        let (body, next) = match self.0 {
            State::Asked { list, cursor } => {
                let list = if let Some(cursor) = cursor { list.after(&cursor)? } else { list };
                let page = app.store().page_json(&list).await?;
                (page.body, page.next)
            }
            State::Whole(whole) => {
                let all: Vec<S> = whole.read().await?.into_iter().map(|(_, one)| one).collect();
                (crate::json(&all)?, None)
            }
            told @ State::Told { .. } => return Ok(Self(told)),
        };
        Ok(Self(State::Told { body, next, sync_token: None }))
    }

    /// Whatever was changed is told as it is now, which may be later than the place that is told along: then it is told again.
    async fn changes(mut self, app: &App, caller: &Caller, since: Position) -> Result<Self> {
        let limit = match &self.0 {
            State::Asked { cursor: Some(_), .. } => {
                return Err(Error::flaw("/cursor", "unexpected", "what changed has no pages: leave the cursor out"));
            }
            State::Asked { list, .. } => list.limit(),
            State::Whole(_) | State::Told { .. } => AT_ONCE,
        };
        let has_others = matches!(&self.0, State::Whole(whole) if whole.has_others());
        // What was told for the sake of another noun is not told again.
        let head = if has_others { Some(app.log().reached().await?) } else { app.log().head() };
        let mut touched = app.log().touched(caller.space_id, T::NOUN, since, limit + 1).await?;
        let has_more = touched.len() > limit;
        touched.truncate(limit);
        let own = touched.iter().map(|(id, _)| *id).collect();
        let moved = match &mut self.0 {
            State::Whole(whole) => whole.moved(app, caller, own, since).await?,
            State::Asked { .. } | State::Told { .. } => Moved::Under(own),
        };
        // A log that holds the place after it was read held all that follows while it was read.
        if !app.log().holds(since).await? {
            return Err(Error::FullSync);
        }
        let last = touched.last().map_or(since, |(_, position)| *position);
        let end = if has_more { last } else { head.map_or(last, |head| head.max(last)) };
        let mut changes = Changes { changed: Vec::new(), deleted: Vec::new(), sync_token: end.to_string(), has_more };
        if !matches!(&moved, Moved::Under(ids) if ids.is_empty()) {
            let span = span::<T>(caller.space_id, since, last);
            let changed = self.among(app, &moved, span.clone()).await?;
            let mut seen: HashSet<Id> = changed.iter().map(|(id, _)| *id).collect();
            // What is there and cannot be read is neither told as it is nor said to be gone.
            seen.extend(app.left_out(T::TABLE.name));
            changes.changed = changed.into_iter().map(|(_, one)| one).collect();
            let gone = app.store().readable(T::GONE, span).await?;
            let gone: HashMap<Id, _> = gone.iter().map(|thing| (thing.id(), thing.deleted_at())).collect();
            let (Moved::Under(ids) | Moved::All(ids)) = moved;
            let absent = ids.into_iter().filter(|id| seen.insert(*id));
            let absent = absent.map(|id| Deleted { id, deleted_at: gone.get(&id).copied().flatten() });
            changes.deleted = absent.collect();
        }
        Ok(Self(State::Told { body: crate::json(&changes)?, next: None, sync_token: Some(end) }))
    }

    /// Those of the list that are to be told; read after the log, so that none is older than what the log tells.
    async fn among(self, app: &App, moved: &Moved, span: Span) -> Result<Vec<(Id, One<T, S>)>> {
        match self.0 {
            State::Asked { list, .. } => {
                let rows = app.store().page(&list.filter(T::TOUCHED, span)).await?.rows;
                Ok(rows.into_iter().map(|thing| (thing.id(), One::Kept(thing))).collect())
            }
            State::Whole(whole) => {
                let named: Option<HashSet<&Id>> =
                    if let Moved::Under(ids) = moved { Some(ids.iter().collect()) } else { None };
                let is_told = |id: &Id| named.as_ref().is_none_or(|named| named.contains(id));
                let all = whole.read().await?.into_iter().filter(|(id, _)| is_told(id));
                Ok(all.map(|(id, one)| (id, One::Told(one))).collect())
            }
            State::Told { .. } => Ok(Vec::new()),
        }
    }
}

fn span<T: Thing>(space_id: Id, since: Position, last: Position) -> Span {
    let ((from, after), (to, until)) = (since.numbers(), last.numbers());
    (space_id, T::NOUN.into(), from, after, to, until)
}

impl<T: Followed, S: Serialize + ToSchema + Send + 'static> Answer for Things<T, S> {
    const IS_LIST: bool = true;
    const SYNCS: bool = true;

    fn read(self, app: App, caller: Caller, since: Option<Position>) -> Work<Self> {
        Box::pin(async move {
            match since {
                Some(since) => self.changes(&app, &caller, since).await,
                None => self.page(&app).await,
            }
        })
    }

    fn body(self) -> Result<Vec<u8>> {
        match self.0 {
            State::Told { body, .. } => Ok(body),
            State::Asked { .. } | State::Whole(_) => {
                Err(Error::Internal { cause: format!("a list of {} was not read", T::NOUN) })
            }
        }
    }

    fn next(&self) -> Option<String> {
        if let State::Told { next, .. } = &self.0 { next.as_ref().map(ToString::to_string) } else { None }
    }

    fn sync_token(&self) -> Option<String> {
        if let State::Told { sync_token, .. } = &self.0 { sync_token.map(|token| token.to_string()) } else { None }
    }
}

impl<T, S: ToSchema> PartialSchema for Things<T, S> {
    fn schema() -> RefOr<Schema> {
        Listed::<S>::schema()
    }
}

impl<T, S: ToSchema> ToSchema for Things<T, S> {
    fn name() -> Cow<'static, str> {
        Listed::<S>::name()
    }

    fn schemas(parts: &mut Vec<(String, RefOr<Schema>)>) {
        Listed::<S>::schemas(parts);
    }
}
