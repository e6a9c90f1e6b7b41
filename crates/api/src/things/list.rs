//! A list of things: a page of it, or what changed of it since a place in the change log.
use super::{Followed, Span, Thing};
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

/// How many changes are looked through at once for a list that has no pages.
const AT_ONCE: usize = 1_000;

/// A list of things, as somebody asks for it; the edge reads it.
pub struct Things<T>(State<T>);

enum State<T> {
    /// Not read yet.
    Asked { list: List<T>, cursor: Option<Cursor> },
    /// Not read yet, and without pages.
    All(Box<dyn FnOnce() -> Work<Vec<T>> + Send>),
    /// Ready to be sent.
    Told { body: Vec<u8>, next: Option<Cursor>, sync_token: Option<Position> },
}

impl<T: Followed> Things<T> {
    /// The things of a list, from the cursor on where there is one.
    pub fn of(list: List<T>, cursor: Option<&str>) -> Result<Self> {
        let cursor = cursor.map(str::parse).transpose()?;
        Ok(Self(State::Asked { list, cursor }))
    }

    /// All that this reads; there are no pages.
    pub fn all(read: impl FnOnce() -> Work<Vec<T>> + Send + 'static) -> Self {
        Self(State::All(Box::new(read)))
    }

    async fn page(self, app: &App) -> Result<Self> {
        let (body, next) = match self.0 {
            State::Asked { list, cursor } => {
                let list = if let Some(cursor) = cursor { list.after(&cursor)? } else { list };
                let page = app.store().page_json(&list).await?;
                (page.body, page.next)
            }
            State::All(read) => (crate::json(&read().await?)?, None),
            told @ State::Told { .. } => return Ok(Self(told)),
        };
        Ok(Self(State::Told { body, next, sync_token: None }))
    }

    /// Whatever was changed is told as it is now, which may be later than the place that is told along: then it is told again.
    async fn changes(self, app: &App, caller: &Caller, since: Position) -> Result<Self> {
        let limit = match &self.0 {
            State::Asked { cursor: Some(_), .. } => {
                return Err(Error::flaw("/cursor", "unexpected", "what changed has no pages: leave the cursor out"));
            }
            State::Asked { list, .. } => list.limit(),
            State::All(_) | State::Told { .. } => AT_ONCE,
        };
        let head = app.log().head();
        let mut touched = app.log().touched(caller.space_id, T::NOUN, since, limit + 1).await?;
        // A log that holds the place after it was read held all that follows while it was read.
        if !app.log().holds(since).await? {
            return Err(Error::FullSync);
        }
        let has_more = touched.len() > limit;
        touched.truncate(limit);
        let last = touched.last().map_or(since, |(_, position)| *position);
        let end = if has_more { last } else { head.map_or(last, |head| head.max(last)) };
        let mut changes = Changes { changed: Vec::new(), deleted: Vec::new(), sync_token: end.to_string(), has_more };
        if !touched.is_empty() {
            let span = span::<T>(caller.space_id, since, last);
            changes.changed = self.among(app, &touched, span.clone()).await?;
            let there: HashSet<Id> = changes.changed.iter().map(Thing::id).collect();
            let gone = app.store().all(T::GONE, span).await?;
            let gone: HashMap<Id, _> = gone.iter().map(|thing| (thing.id(), thing.deleted_at())).collect();
            let mut seen = there;
            let absent = touched.into_iter().map(|(id, _)| id).filter(|id| seen.insert(*id));
            let absent = absent.map(|id| Deleted { id, deleted_at: gone.get(&id).copied().flatten() });
            changes.deleted = absent.collect();
        }
        Ok(Self(State::Told { body: crate::json(&changes)?, next: None, sync_token: Some(end) }))
    }

    /// Those of the list that were touched; read after the log, so that none is older than what the log tells.
    async fn among(self, app: &App, touched: &[(Id, Position)], span: Span) -> Result<Vec<T>> {
        match self.0 {
            State::Asked { list, .. } => Ok(app.store().page(&list.filter(T::TOUCHED, span)).await?.rows),
            State::All(read) => {
                let touched: HashSet<Id> = touched.iter().map(|(id, _)| *id).collect();
                Ok(read().await?.into_iter().filter(|thing| touched.contains(&thing.id())).collect())
            }
            State::Told { .. } => Ok(Vec::new()),
        }
    }
}

fn span<T: Thing>(space_id: Id, since: Position, last: Position) -> Span {
    let ((from, after), (to, until)) = (since.numbers(), last.numbers());
    (space_id, T::NOUN.into(), from, after, to, until)
}

impl<T: Followed + ToSchema> Answer for Things<T> {
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
            State::Asked { .. } | State::All(_) => {
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

impl<T: ToSchema> PartialSchema for Things<T> {
    fn schema() -> RefOr<Schema> {
        Listed::<T>::schema()
    }
}

impl<T: ToSchema> ToSchema for Things<T> {
    fn name() -> Cow<'static, str> {
        Listed::<T>::name()
    }

    fn schemas(parts: &mut Vec<(String, RefOr<Schema>)>) {
        Listed::<T>::schemas(parts);
    }
}
