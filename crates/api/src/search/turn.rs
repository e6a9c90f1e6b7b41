//! The words of what was written are read beside the requests, as the change log tells of it, some things at a time.
use super::{
    SearchKnown, Searched,
    shelf::{AnyShelf, Found, texts},
    written::{Row, Weights, rewritten, weights},
};
use crate::{
    app::App,
    changes::{Follower, Touched},
};
use base::{
    Id, Result,
    meter::{Exposition, Gauge},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};
use store::{Batch, Error, sql};
use tokio::time::{Instant, sleep};

/// As whom the log is followed.
pub(super) const NAME: &str = "search";
/// How many changes are looked at in a turn: many of them may be of one thing.
const LOOKED_AT: i64 = 500;
/// Of how many things the words are read and written in a turn: they are dozens each, and others want to write too. While nobody does,
/// a turn is twice as long as the one before.
const WRITTEN: usize = 50;
const MOST_WRITTEN: usize = 400;
/// How much longer than a turn took the next one waits where others write meanwhile.
const GIVING_WAY: u32 = 24;
/// Between two looks whether something was written.
const IDLE: Duration = Duration::from_millis(500);

/// How far the words are read, as it is measured.
#[derive(Default)]
pub struct Reading(Gauge);

impl Reading {
    /// Writes down what was measured.
    pub fn expose(&self, out: &mut Exposition) {
        let about = "How many changes were looked at last for the words of search; 0 once those of all that was written are kept.";
        out.gauge("aiwfe_search_reading", about).value(&[], self.0.value() as f64);
    }
}

/// Reads what there is to read, for as long as the server runs: half of the time while nobody writes, and else a twenty-fifth, for
/// the writes of others come first.
pub async fn keep(app: App, shelves: &[&dyn AnyShelf]) {
    let (reading, mut written, mut most) = (app.part::<Reading>(), app.store().changed(), WRITTEN);
    loop {
        let began = Instant::now();
        let turned = turn(&app, shelves, most).await;
        if let Ok(count) = turned {
            reading.0.set(i64::try_from(count).unwrap_or(i64::MAX));
        }
        match turned {
            Ok(0) => sleep(IDLE).await,
            Ok(_) => {
                let took = began.elapsed();
                written.mark_unchanged();
                sleep(took).await;
                most = (most * 2).min(MOST_WRITTEN);
                if written.has_changed().unwrap_or(false) {
                    most = WRITTEN;
                    sleep(took * GIVING_WAY).await;
                }
            }
            Err(error) => {
                tracing::warn!(%error, "the words of what was written cannot be read for now");
                sleep(IDLE * 10).await;
            }
        }
    }
}

/// Looks at some changes, of so many things at most, reads the words of what was changed, and tells how many changes there were.
pub async fn turn(app: &App, shelves: &[&dyn AnyShelf], most: usize) -> Result<usize> {
    let follower = Follower::named(app.store(), NAME).await?;
    let looked_at = app.log().beyond(follower.numbers(), LOOKED_AT).await?;
    let changes = of_few(&looked_at, most);
    let Some(last) = changes.last() else { return Ok(0) };
    let rows = read(app, shelves, changes).await?;
    let batch =
        rows.iter().fold(Batch::new(), |batch, ((space_id, noun), rows)| batch.and(rewritten(*space_id, noun, rows)));
    match app.store().write(batch.and(follower.go_on(last))).await {
        // Another process has read them.
        Ok(_) | Err(Error::Lost(_)) => Ok(changes.len()),
        Err(error) => Err(error.into()),
    }
}

/// The first changes, as far as they are of few things.
fn of_few(changes: &[Touched], most: usize) -> &[Touched] {
    let mut things = BTreeSet::new();
    let too_many = changes.iter().position(|(space_id, noun, row_id, ..)| {
        things.insert((space_id, noun, row_id));
        things.len() > most
    });
    &changes[..too_many.unwrap_or(changes.len())]
}

/// The words of some things, by where they lie and what they are.
type Rows<'a> = BTreeMap<(Id, &'a str), BTreeMap<Id, Row>>;

/// The words of all that was changed and can be searched.
async fn read<'a>(app: &App, shelves: &[&dyn AnyShelf], changes: &'a [Touched]) -> Result<Rows<'a>> {
    let mut groups: BTreeMap<(Id, &str), BTreeSet<Id>> = BTreeMap::new();
    for (space_id, noun, row_id, ..) in changes {
        groups.entry((*space_id, noun)).or_default().insert(*row_id);
    }
    let mut all = Rows::new();
    for ((space_id, noun), ids) in groups {
        let Some(shelf) = shelves.iter().find(|shelf| shelf.noun() == noun) else { continue };
        let rows = all.entry((space_id, noun)).or_default();
        for (id, words) in known(app, space_id, noun, &ids).await? {
            rows.entry(id).or_default().before = Some(words);
        }
        for Found { id, title, text } in shelf.named(app.clone(), space_id, ids.into_iter().collect()).await? {
            rows.entry(id).or_default().after = Some(weights(&Searched::of(&title, [Some(&text)])));
        }
    }
    Ok(all)
}

/// The words that are kept of some things.
async fn known(app: &App, space_id: Id, noun: &str, ids: &BTreeSet<Id>) -> Result<HashMap<Id, Weights>> {
    let known = sql!(
        SearchKnown,
        (Id, String, Value),
        sqlite: "where space_id = $1 and noun = $2 and row_id in (select unhex(value, '-') from json_each($3))",
        postgres: "where space_id = $1 and noun = $2 and row_id in (select value::uuid from jsonb_array_elements_text($3))"
    );
    let known = app.store().scan(known, (space_id, noun.to_owned(), texts(ids))).await?;
    let broken =
        |error: serde_json::Error| base::Error::Internal { cause: format!("the words that are kept: {error}") };
    known.into_iter().map(|known| Ok((known.row_id, serde_json::from_value(known.words).map_err(broken)?))).collect()
}
