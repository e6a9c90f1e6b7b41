//! Lists without pages, whose things may be told otherwise than they are kept.
use super::Thing;
use crate::{app::App, caller::Caller, changes::Position, operation::Work};
use base::{Error, Id, Result};
use serde::Serialize;

/// How many changes are looked through at once for a list that has no pages.
pub(super) const AT_ONCE: usize = 1_000;

/// What reads a list, each with the id under which it is told.
type Read<S> = Box<dyn FnOnce() -> Work<Vec<(Id, S)>> + Send>;
/// What tells under which ids a list tells what was changed: of its own noun, and of others.
type Under = Box<dyn FnOnce(Vec<Id>, Vec<Id>) -> Work<Vec<Id>> + Send>;

/// A list that is read as a whole.
pub struct Whole<S> {
    read: Read<S>,
    along: &'static [&'static str],
    anew: Vec<(Id, &'static str)>,
    under: Option<(&'static str, Under)>,
    unless: Option<Error>,
}

/// What was changed, as far as a list is concerned.
pub(super) enum Moved {
    /// Whatever is told under these ids.
    Under(Vec<Id>),
    /// All that is in the list, and these.
    All(Vec<Id>),
}

impl<T: Thing> Whole<T> {
    /// All things that this reads, as they are.
    pub fn kept(read: impl FnOnce() -> Work<Vec<T>> + Send + 'static) -> Self {
        Self::of(move || {
            let all = read();
            Box::pin(async move { Ok(all.await?.into_iter().map(|thing| (thing.id(), thing)).collect()) })
        })
    }
}

impl<S: Serialize> Whole<S> {
    /// All that this reads, each with the id under which it is told; several may be told under one.
    pub fn of(read: impl FnOnce() -> Work<Vec<(Id, S)>> + Send + 'static) -> Self {
        Self { read: Box::new(read), along: &[], anew: Vec::new(), under: None, unless: None }
    }

    /// The same; where something of these nouns was changed, all of the list is told, for it shows something of them.
    pub fn along(self, along: &'static [&'static str]) -> Self {
        Self { along, ..self }
    }

    /// The same; where something of a noun was changed in a space, nobody can follow the list: it is to be read anew.
    pub fn anew(self, anew: Vec<(Id, &'static str)>) -> Self {
        Self { anew, ..self }
    }

    /// The same; what was changed of its own noun and of another one is told under the ids that this gives.
    pub fn under(
        self,
        other: &'static str,
        under: impl FnOnce(Vec<Id>, Vec<Id>) -> Work<Vec<Id>> + Send + 'static,
    ) -> Self {
        Self { under: Some((other, Box::new(under))), ..self }
    }

    /// The same, which nobody can follow as they have asked for it.
    pub fn unless(self, wrong: Option<Error>) -> Self {
        Self { unless: wrong, ..self }
    }

    /// Reads it.
    pub(super) async fn read(self) -> Result<Vec<(Id, S)>> {
        (self.read)().await
    }

    /// Whether it tells of other nouns too.
    pub(super) fn has_others(&self) -> bool {
        !self.along.is_empty() || self.under.is_some()
    }

    /// What was changed, given what was of its own noun. Read after that, so that nothing is missed.
    pub(super) async fn moved(&mut self, app: &App, caller: &Caller, own: Vec<Id>, since: Position) -> Result<Moved> {
        if let Some(wrong) = self.unless.take() {
            return Err(wrong);
        }
        for (space_id, noun) in &self.anew {
            if !app.log().touched(*space_id, noun, since, 1).await?.is_empty() {
                return Err(Error::FullSync);
            }
        }
        let mut others = Vec::new();
        if let Some((noun, _)) = &self.under {
            others = app.log().touched(caller.space_id, noun, since, AT_ONCE + 1).await?;
        }
        if others.len() > AT_ONCE {
            return Err(Error::FullSync);
        }
        let others: Vec<Id> = others.into_iter().map(|(id, _)| id).collect();
        let named = match self.under.take() {
            Some((_, under)) if !(own.is_empty() && others.is_empty()) => under(own, others).await?,
            _ => own,
        };
        for noun in self.along {
            if !app.log().touched(caller.space_id, noun, since, 1).await?.is_empty() {
                return Ok(Moved::All(named));
            }
        }
        Ok(Moved::Under(named))
    }
}
