//! The words of what was written are read beside the requests, some things at a time.
use super::{
    SearchDue, SearchKnown, Searched,
    shelf::{AnyShelf, Found, texts},
    written::{Weights, rewritten, weights},
};
use crate::app::App;
use base::{Id, Result};
use serde_json::Value;
use std::{collections::HashMap, time::Duration};
use store::{Batch, Error, Guard, sql};

/// Between two turns while there is something to read: the writes of others come first.
const PAUSE: Duration = Duration::from_millis(50);
/// Between two looks whether there is.
const IDLE: Duration = Duration::from_millis(500);
/// That what is to be read is still what was read.
const DUE: Guard = Guard::new("search.due");

/// Reads what there is to read, for as long as the server runs.
pub async fn keep(app: App, shelves: &[&dyn AnyShelf]) {
    loop {
        let pause = match turn(&app, shelves).await {
            Ok(0) => IDLE,
            Ok(_) => PAUSE,
            Err(error) => {
                tracing::warn!(%error, "the words of what was written cannot be read for now");
                IDLE * 10
            }
        };
        tokio::time::sleep(pause).await;
    }
}

/// Reads the words of some things, and tells of how many there were.
pub async fn turn(app: &App, shelves: &[&dyn AnyShelf]) -> Result<usize> {
    let first = sql!(SearchDue, (), "order by space_id, noun, row_id limit 1 /* all spaces */");
    let Some(first) = app.store().one(first, ()).await? else { return Ok(0) };
    let some = sql!(SearchDue, (Id, String), "where space_id = $1 and noun = $2 order by row_id limit 50");
    let due = app.store().all(some, (first.space_id, first.noun.clone())).await?;
    let ids: Vec<Id> = due.iter().map(|due| due.row_id).collect();
    let known = known(app, &first, &ids).await?;
    let found = match shelves.iter().find(|shelf| shelf.noun() == first.noun) {
        Some(shelf) => shelf.named(app.clone(), first.space_id, ids).await?,
        None => Vec::new(),
    };
    let found: HashMap<Id, Found> = found.into_iter().map(|found| (found.id, found)).collect();
    let batch = due.iter().fold(Batch::new(), |batch, due| batch.and(read(due, &known, found.get(&due.row_id))));
    match app.store().write(batch).await {
        // A thing was changed meanwhile, or another process has read it: it is read again, or not at all.
        Ok(_) | Err(Error::Lost(_)) => Ok(due.len()),
        Err(error) => Err(error.into()),
    }
}

/// Writes the words of a thing as it is; one that is not there any more has none.
fn read(due: &SearchDue, known: &HashMap<Id, Weights>, found: Option<&Found>) -> Batch {
    let read = sql!(
        (),
        (Id, String, Id, i64),
        "delete from search_due where space_id = $1 and noun = $2 and row_id = $3 and seen = $4"
    );
    let keep = sql!(
        (),
        (Id, String, Id, Value),
        "insert into search_known (space_id, noun, row_id, words) values ($1, $2, $3, $4) \
         on conflict (space_id, noun, row_id) do update set words = excluded.words"
    );
    let forget =
        sql!((), (Id, String, Id), "delete from search_known where space_id = $1 and noun = $2 and row_id = $3");
    let place = || (due.space_id, due.noun.clone(), due.row_id);
    let (space_id, noun, row_id) = place();
    let batch = Batch::new().run_one(DUE, read, (space_id, noun, row_id, due.seen));
    let after = found.map(|Found { title, text, .. }| weights(&Searched { title, text })).unwrap_or_default();
    let words = rewritten(due, known.get(&due.row_id).unwrap_or(&Weights::new()), &after);
    let (space_id, noun, row_id) = place();
    let batch = match found {
        Some(_) => batch.run(
            keep,
            (space_id, noun, row_id, after.into_iter().map(|(word, weight)| (word, Value::from(weight))).collect()),
        ),
        None => batch.run(forget, (space_id, noun, row_id)),
    };
    batch.and(words)
}

/// The words that are kept of some things.
async fn known(app: &App, of: &SearchDue, ids: &[Id]) -> Result<HashMap<Id, Weights>> {
    let known = sql!(
        SearchKnown,
        (Id, String, Value),
        sqlite: "where space_id = $1 and noun = $2 and row_id in (select unhex(value, '-') from json_each($3))",
        postgres: "where space_id = $1 and noun = $2 and row_id in (select value::uuid from jsonb_array_elements_text($3))"
    );
    let known = app.store().all(known, (of.space_id, of.noun.clone(), texts(ids))).await?;
    let broken =
        |error: serde_json::Error| base::Error::Internal { cause: format!("the words that are kept: {error}") };
    known.into_iter().map(|known| Ok((known.row_id, serde_json::from_value(known.words).map_err(broken)?))).collect()
}
