//! The past of a thing, and undoing it.
use super::{Thing, any};
use crate::{
    app::App,
    caller::Caller,
    changes::Change,
    input::current,
    list::{Limit, Listed},
    operation::{Kind, Operation},
    permission::Permission,
    plan::Plan,
};
use base::{Error, Id, Instant, Result};
use serde::Deserialize;
use serde_json::{Map, Value};
use store::{
    Document, List, sort, sql,
    utoipa::{self, ToSchema},
    within,
};

/// Which thing's past, and how much of it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Past {
    /// The thing's id.
    pub id: Id,
    /// How many changes are wanted.
    #[serde(default)]
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    pub limit: Limit,
    /// Where the next page starts, as the page before said.
    #[serde(default)]
    pub cursor: Option<String>,
}

impl crate::Wanted for Past {}

/// The operation that tells how a thing came to be what it is, the latest change first.
pub const fn telling<T: Thing<Key = (Id, Id)>>(
    name: &'static str,
    summary: &'static str,
) -> Operation<Past, Listed<Change>> {
    let kind = Kind::Read(|app, caller, past| Box::pin(history::<T>(app, caller, past)));
    Operation { name, summary, permission: Permission::read(T::NOUN), reads: &T::TABLES, kind }
}

/// Tells a thing's past.
pub async fn history<T: Thing<Key = (Id, Id)>>(app: App, caller: Caller, past: Past) -> Result<Listed<Change>> {
    let thing: T = any(&app, &caller, past.id).await?;
    let of_row = within!(Change, (Id, String, Id), "space_id = $1 and noun = $2 and row_id = $3");
    let list =
        List::of(of_row, (caller.space_id, T::NOUN.into(), thing.id()), sort!(Change, Down, "seq"), past.limit.0);
    Listed::read(&app, list, past.cursor.as_deref()).await
}

/// Which change is to be undone.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Undone {
    /// The thing's id.
    pub id: Id,
    /// The change, by its number in the history; without a word, the latest that was not undone yet.
    #[serde(default)]
    pub change: Option<i64>,
    /// The revision that the caller has seen; another one is refused.
    #[serde(default)]
    pub revision: Option<i64>,
}

impl crate::Wanted for Undone {}

/// The operation that undoes a change of a thing, unless a later one touched the same fields.
pub const fn undoing<T: Thing<Key = (Id, Id)> + crate::Answer>(
    name: &'static str,
    summary: &'static str,
) -> Operation<Undone, T> {
    let kind = Kind::Write(|app, caller, undone| Box::pin(undo(app, caller, undone)));
    Operation { name, summary, permission: Permission::write(T::NOUN), reads: &T::TABLES, kind }
}

/// Plans to undo a change of a thing.
pub async fn undo<T: Thing<Key = (Id, Id)>>(app: App, caller: Caller, undone: Undone) -> Result<Plan<T>> {
    let undoing = Undoing::of(&app, &caller, undone).await?;
    Ok(undoing.plan(app.clock().now()))
}

/// A thing as it is, and as it would be without a change.
#[derive(Debug)]
pub struct Undoing<T> {
    /// The number of the change.
    change: i64,
    /// As it is.
    pub before: T,
    /// As it would be, but for what follows from its fields.
    pub after: T,
}

impl<T: Thing<Key = (Id, Id)>> Undoing<T> {
    /// What would become of a thing.
    pub async fn of(app: &App, caller: &Caller, undone: Undone) -> Result<Self> {
        let before: T = any(app, caller, undone.id).await?;
        current(T::ONE, undone.revision, before.revision())?;
        let of_row = sql!(
            Change,
            (Id, String, Id),
            "where space_id = $1 and noun = $2 and row_id = $3 order by seq desc limit 1000"
        );
        let past = edits(app.store().all(of_row, (caller.space_id, T::NOUN.into(), undone.id)).await?);
        let change = pick(&past, undone.change)?;
        let after = match (fields(change.before.as_ref()), &change.after) {
            (Some(was), Some(_)) => {
                let later = past.iter().take_while(|later| later.seq > change.seq);
                let later = later.filter(|later| !is_cancelled(&past, later));
                if let Some(field) = touched(&was, later) {
                    let why = format!("a later change touched {field}; undo that one first");
                    return Err(Error::Conflict { why: why.into() });
                }
                overlaid(&before, &was)?
            }
            // What undoes the making of a thing is to throw it away.
            _ => before.clone().with_deleted_at(Some(app.clock().now())),
        };
        Ok(Self { change: change.seq, before, after })
    }

    /// The plan that undoes it.
    pub fn plan(self, now: Instant) -> Plan<T> {
        let after = self.after.changed(now);
        Plan::new(after.clone()).undo(self.change, &self.before, &after)
    }
}

/// Of a past, the latest first, what somebody has edited; what went on by itself left the revision as it was.
fn edits(past: Vec<Change>) -> Vec<Change> {
    let before: Vec<i64> = past.iter().skip(1).map(|older| older.revision).chain([i64::MIN]).collect();
    let with_before = past.into_iter().zip(before);
    with_before.filter(|(change, before)| change.revision > *before).map(|(change, _)| change).collect()
}

/// The change that is meant: one that is neither undone nor an undoing.
fn pick(past: &[Change], number: Option<i64>) -> Result<&Change> {
    let is_open = |change: &&Change| change.undoes.is_none() && !is_cancelled(past, change);
    match number {
        None => {
            let why = "there is nothing left to undo";
            past.iter().find(is_open).ok_or(Error::Conflict { why: why.into() })
        }
        Some(number) => {
            let change = past.iter().find(|change| change.seq == number).ok_or(Error::NotFound { what: "change" })?;
            match is_open(&change) {
                true => Ok(change),
                false => Err(Error::Conflict { why: "this change was undone already".into() }),
            }
        }
    }
}

/// Whether a change and its undoing leave nothing behind.
fn is_cancelled(past: &[Change], change: &Change) -> bool {
    change.undoes.is_some() || past.iter().any(|other| other.undoes == Some(change.seq))
}

/// A field that a later change has touched too.
fn touched<'a>(was: &'a Map<String, Value>, later: impl Iterator<Item = &'a Change>) -> Option<&'a String> {
    let later: Vec<Map<String, Value>> = later.filter_map(|change| fields(change.after.as_ref())).collect();
    let is_ours = |name: &&String| !["revision", "updated_at"].contains(&name.as_str());
    was.keys().filter(is_ours).find(|name| later.iter().any(|after| after.contains_key(name.as_str())))
}

/// The fields that a change tells of.
fn fields(told: Option<&Document>) -> Option<Map<String, Value>> {
    told.and_then(|told| told.read().ok())
}

/// The thing with some fields as they were.
fn overlaid<T: Thing>(thing: &T, was: &Map<String, Value>) -> Result<T> {
    let broken = |error: serde_json::Error| Error::Internal { cause: format!("an older {}: {error}", T::ONE) };
    let mut fields = serde_json::to_value(thing).map_err(broken)?;
    for (name, value) in was.iter().filter(|(name, _)| *name != "revision") {
        fields[name] = value.clone();
    }
    serde_json::from_value(fields).map_err(broken)
}
