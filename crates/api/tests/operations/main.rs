//! Operations from the input to the commit, over both databases.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]
mod edge;
mod files;
mod http;
mod keys;
mod lists;
mod notes;
mod past;
mod sites;
mod streams;
mod sync;

use api::{AnyOperation, App, Caller, Change, Grants, Input, Level};
use base::{Clock, Error, Id};
use notes::{EDIT, Notes, SHOW, Space, TABLES, WRITE, records, steps};
use serde_json::{Value, json};
use std::sync::Arc;
use store::{Batch, Document, Options, Store, sql};
use testkit::each_database;

/// A house with one space, and somebody in it.
struct House {
    app: App,
    caller: Caller,
}

async fn house(location: store::Location) -> House {
    let clock = Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1);
    let store = Store::open(&location, &Options::default(), TABLES).unwrap();
    store.migrate(steps(), &clock).await.unwrap();
    let space = Space { id: Id::new(&clock) };
    store.write(Batch::new().insert(&space)).await.unwrap();
    let notes = Notes { space_id: space.id, user_id: Id::new(&clock) };
    let caller = notes.caller(Level::Write, "req_1");
    House { app: App::new(store, clock, Arc::new(notes)), caller }
}

impl House {
    async fn perform(&self, operation: &'static dyn AnyOperation, input: Value) -> base::Result<Value> {
        let Value::Object(body) = input else { panic!("an object") };
        let input = Input::default().with_body(body);
        let done = operation.perform(self.app.clone(), self.caller.clone(), input).await?.done()?;
        Ok(serde_json::from_slice(&done.body).unwrap())
    }

    async fn changes(&self) -> Vec<Change> {
        let of_space = sql!(Change, (Id,), "where space_id = $1 order by transaction_id, seq");
        self.app.store().all(of_space, (self.caller.space_id,)).await.unwrap()
    }
}

#[tokio::test]
async fn what_is_planned_is_committed_with_its_change_and_its_record() {
    each_database(async |location| {
        let house = house(location).await;
        let made = house.perform(&WRITE, json!({ "text": "one" })).await.unwrap();
        assert_eq!((&made["text"], &made["revision"]), (&json!("one"), &json!(1)));
        let edited = house.perform(&EDIT, json!({ "id": made["id"], "text": "two" })).await.unwrap();
        assert_eq!((&edited["text"], &edited["revision"]), (&json!("two"), &json!(2)));

        let changes = house.changes().await;
        let told: Vec<_> =
            changes.iter().map(|change| (change.event.as_str(), change.operation.as_str(), change.revision)).collect();
        assert_eq!(told, [("notes.created", "notes.write", 1), ("notes.updated", "notes.edit", 2)]);
        let told = |document: &Option<Document>| document.as_ref().unwrap().read::<Value>().unwrap();
        assert_eq!(told(&changes[1].before), json!({ "text": "one", "revision": 1 }));
        assert_eq!(told(&changes[1].after), json!({ "text": "two", "revision": 2 }));
        assert!(
            changes.iter().all(|change| change.actor_id == Some(house.caller.user_id) && change.request_id == "req_1")
        );
        assert_eq!(records(house.app.store()).await, 2);
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn what_does_not_hold_writes_nothing() {
    each_database(async |location| {
        let mut house = house(location).await;
        let made = house.perform(&WRITE, json!({ "text": "one" })).await.unwrap();
        let empty = house.perform(&WRITE, json!({ "text": "" })).await;
        assert!(
            matches!(empty, Err(Error::Invalid(flaws)) if flaws[0].at == "/text"),
            "the database's own rule speaks too"
        );
        let unknown = house.perform(&WRITE, json!({ "text": "x", "size": "red" })).await;
        assert!(matches!(unknown, Err(Error::Invalid(flaws)) if flaws[0].code == "unknown_field"));
        let stale = house.perform(&EDIT, json!({ "id": made["id"], "text": "x", "revision": 7 })).await;
        assert!(matches!(stale, Err(Error::Stale { what: "note", .. })), "{stale:?}");
        house.caller.grants = Grants::new(Some(Level::Read), None);
        let forbidden = house.perform(&WRITE, json!({ "text": "x" })).await;
        assert!(matches!(forbidden, Err(Error::Forbidden { needed }) if needed == "notes.write"));
        assert_eq!(house.perform(&SHOW, json!({ "id": made["id"] })).await.unwrap()["text"], "one");
        assert_eq!(house.changes().await.len(), 1);
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_was_overtaken_plans_again() {
    each_database(async |location| {
        let house = house(location).await;
        let made = house.perform(&WRITE, json!({ "text": "0" })).await.unwrap();
        let edits = (1..=3).map(|number| house.perform(&EDIT, json!({ "id": made["id"], "text": number.to_string() })));
        let mut edits: Vec<_> = edits.map(Box::pin).collect();
        let [one, two, three] = &mut edits[..] else { panic!("three") };
        let (one, two, three) = tokio::join!(one, two, three);
        for outcome in [one, two, three] {
            outcome.unwrap();
        }
        assert_eq!(house.perform(&SHOW, json!({ "id": made["id"] })).await.unwrap()["revision"], 4);
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn pt_34_what_cannot_be_put_on_record_is_not_done_and_reading_goes_on() {
    each_database(async |location| {
        let house = house(location).await;
        let made = house.perform(&WRITE, json!({ "text": "one" })).await.unwrap();
        let drop = sql!((), (), "drop table audit.done");
        house.app.store().write(Batch::new().run(drop, ())).await.unwrap();
        let refused = house.perform(&EDIT, json!({ "id": made["id"], "text": "two" })).await;
        assert!(matches!(refused.as_ref().map_err(Error::shown), Err(Error::Unrecorded)), "{refused:?}");
        let empty = house.perform(&WRITE, json!({ "text": 7 })).await;
        assert!(matches!(empty, Err(Error::Invalid(_))), "the first error is the one that is told: {empty:?}");
        assert_eq!(house.perform(&SHOW, json!({ "id": made["id"] })).await.unwrap()["text"], "one");
        assert_eq!(house.changes().await.len(), 1);
        house.app.store().close().await;
    })
    .await;
}
