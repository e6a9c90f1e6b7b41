//! What changed of a list: whoever follows it has in the end what the list has.
use crate::{
    House, house,
    http::{Answer, paths, send},
    notes::{DELETE, EDIT, RESTORE, WRITE},
};
use axum::Router;
use base::Error;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use store::{Batch, Location, sql};
use testkit::{
    each_database,
    postgres::{AtWork, Database, server},
};

const LIST: &str = "GET /api/v1/notes";

async fn since(paths: &Router, token: &str, more: &str) -> Answer {
    send(paths, &format!("{LIST}?sync_token={token}{more}"), &[], "").await
}

/// Somebody who has read the list once and only follows it since.
struct Follower {
    copy: BTreeMap<String, Value>,
    token: String,
}

impl Follower {
    async fn start(paths: &Router) -> Self {
        let list = send(paths, LIST, &[], "").await;
        let mut follower = Self { copy: BTreeMap::new(), token: list.header("x-sync-token").to_owned() };
        follower.take(&list.body);
        follower
    }

    fn take(&mut self, things: &Value) {
        for thing in things.as_array().unwrap() {
            self.copy.insert(thing["id"].as_str().unwrap().into(), thing.clone());
        }
    }

    /// Follows a step; answers whether there is more already.
    async fn step(&mut self, paths: &Router, limit: usize) -> bool {
        let told = since(paths, &self.token, &format!("&limit={limit}")).await;
        assert_eq!(told.status, 200, "{}", told.body);
        assert_eq!(told.body["sync_token"], told.header("x-sync-token"));
        let (changed, deleted) = (&told.body["changed"], told.body["deleted"].as_array().unwrap());
        assert!(changed.as_array().unwrap().len() + deleted.len() <= limit);
        self.take(changed);
        for gone in deleted {
            self.copy.remove(gone["id"].as_str().unwrap());
        }
        self.token = told.header("x-sync-token").to_owned();
        told.body["has_more"] == true
    }
}

#[tokio::test]
async fn a_list_tells_what_changed_of_it_since_it_was_read() {
    each_database(async |location| {
        let house = house(location).await;
        let paths = paths(&house);
        let write = async |text: &str| house.perform(&WRITE, json!({ "text": text })).await.unwrap();
        let (kept, edited, thrown) = (write("kept").await, write("edited").await, write("thrown").await);
        let list = send(&paths, LIST, &[], "").await;
        let start = list.header("x-sync-token");
        assert_eq!(list.body.as_array().unwrap().len(), 3);
        let nothing = since(&paths, start, "").await;
        assert_eq!(nothing.body, json!({ "changed": [], "deleted": [], "sync_token": start, "has_more": false }));

        let edited = house.perform(&EDIT, json!({ "id": edited["id"], "text": "x" })).await.unwrap();
        let edited = house.perform(&EDIT, json!({ "id": edited["id"], "text": "y" })).await.unwrap();
        house.perform(&DELETE, json!({ "id": thrown["id"] })).await.unwrap();
        let told = since(&paths, start, "").await;
        let gone = json!([{ "id": thrown["id"], "deleted_at": "2026-11-20T08:00:00.000000Z" }]);
        assert_eq!((&told.body["changed"], &told.body["deleted"]), (&json!([edited]), &gone));
        let token = told.header("x-sync-token").to_owned();
        assert_eq!(told.body["sync_token"], json!(token));

        let back = house.perform(&RESTORE, json!({ "id": thrown["id"] })).await.unwrap();
        let told = since(&paths, &token, "&envelope=1").await;
        assert_eq!((&told.body["changed"], &told.body["deleted"]), (&json!([back]), &json!([])));
        let first = since(&paths, start, "&limit=1").await;
        assert_eq!((&first.body["changed"], &first.body["has_more"]), (&json!([edited]), &json!(true)));
        assert!(!told.body.to_string().contains(kept["id"].as_str().unwrap()), "what did not change is not told");
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn a_token_that_is_none_or_leads_nowhere_is_told_as_what_it_is() {
    each_database(async |location| {
        let house = house(location).await;
        let paths = paths(&house);
        let made = house.perform(&WRITE, json!({ "text": "one" })).await.unwrap();
        let token = send(&paths, LIST, &[], "").await.header("x-sync-token").to_owned();
        for garbage in ["x", "1-2", "7-7-7-7", "%F0%9F%8C%B1"] {
            assert_eq!(since(&paths, garbage, "").await.problem(), (400, "malformed"), "{garbage}");
        }
        assert_eq!(since(&paths, "7-7-7", "").await.problem(), (410, "full_sync_required"));
        assert_eq!(since(&paths, &token, "&cursor=5b5d").await.problem(), (400, "malformed"));
        let page = send(&paths, &format!("{LIST}?limit=1"), &[], "").await;
        assert_eq!(page.header("x-next-cursor"), "");
        house.perform(&WRITE, json!({ "text": "two" })).await.unwrap();
        let cursor = send(&paths, &format!("{LIST}?limit=1"), &[], "").await.header("x-next-cursor").to_owned();
        let both = since(&paths, &token, &format!("&cursor={cursor}")).await;
        assert_eq!((both.problem(), &both.body["flaws"][0]["at"]), ((422, "invalid"), &json!("/cursor")));
        let past = format!("GET /api/v1/notes/{}/history?sync_token={token}", made["id"].as_str().unwrap());
        let cannot = send(&paths, &past, &[], "").await;
        assert_eq!((cannot.problem(), &cannot.body["flaws"][0]["code"]), ((422, "invalid"), &json!("unsupported")));

        let purge = sql!((), (), "delete from changes /* all spaces */");
        house.app.store().write(Batch::new().run(purge, ())).await.unwrap();
        let told = since(&paths, &token, "").await;
        assert_eq!((told.problem(), &told.body["retryable"]), ((410, "full_sync_required"), &json!(false)));
        house.app.store().close().await;
    })
    .await;
}

/// One random change after another; whoever is overtaken lets it be.
async fn write(house: Arc<House>, mut chance: u64, many: usize) {
    let mut known: Vec<Value> = Vec::new();
    for number in 0..many {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let id = known.get((chance >> 33) as usize % known.len().max(1)).cloned();
        let text = format!("{number} {chance}");
        let outcome = match (chance >> 60, id) {
            (0..=4, _) | (_, None) => house.perform(&WRITE, json!({ "text": text })).await,
            (5..=9, Some(id)) => house.perform(&EDIT, json!({ "id": id, "text": text })).await,
            (10..=13, Some(id)) => house.perform(&DELETE, json!({ "id": id })).await,
            (_, Some(id)) => house.perform(&RESTORE, json!({ "id": id })).await,
        };
        match outcome {
            Ok(answer) => known.extend(answer.get("id").cloned()),
            Err(Error::NotFound { .. } | Error::Conflict { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_only_follows_has_what_the_list_has_after_twenty_wrote_at_random() {
    each_database(async |location| {
        let house = Arc::new(house(location).await);
        let paths = paths(&house);
        let following = tokio::spawn(house.app.log().clone().follow());
        let over = Arc::new(AtomicBool::new(false));
        let followers: Vec<_> = [1, 3, 1_000]
            .into_iter()
            .map(|limit| {
                let (paths, over) = (paths.clone(), over.clone());
                tokio::spawn(async move {
                    let mut follower = Follower::start(&paths).await;
                    while !over.load(Ordering::SeqCst) {
                        follower.step(&paths, limit).await;
                    }
                    follower
                })
            })
            .collect();
        let writers: Vec<_> = (1..=20).map(|seed| tokio::spawn(write(house.clone(), seed * 7_919, 30))).collect();
        for writer in writers {
            writer.await.unwrap();
        }
        over.store(true, Ordering::SeqCst);
        let list = send(&paths, LIST, &[], "").await;
        let there: BTreeMap<String, Value> = list
            .body
            .as_array()
            .unwrap()
            .iter()
            .map(|note| (note["id"].as_str().unwrap().into(), note.clone()))
            .collect();
        let end = house.changes().await.len();
        assert!(!there.is_empty() && end > there.len(), "{end} changes");
        for follower in followers {
            let mut follower = follower.await.unwrap();
            // What is not seen yet is kept out of sight by a writer that has not ended.
            while follower.copy != there {
                follower.step(&paths, 50).await;
            }
            while follower.step(&paths, 50).await {}
            assert!(follower.copy == there, "what came last makes no difference");
        }
        following.abort();
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn only_who_is_at_work_in_the_same_database_keeps_what_is_written_out_of_sight() {
    let Some(server) = server() else { return };
    let (ours, other) = (Database::fresh(&server, None).unwrap(), Database::fresh(&server, None).unwrap());
    let house = house(Location::parse(&ours.url()).unwrap()).await;
    let paths = paths(&house);
    let start = send(&paths, LIST, &[], "").await.header("x-sync-token").to_owned();
    let told = async || since(&paths, &start, "").await.body["changed"].as_array().unwrap().len();

    let _elsewhere = AtWork::begin(&other.url()).await.unwrap();
    house.perform(&WRITE, json!({ "text": "one" })).await.unwrap();
    assert_eq!(told().await, 1);
    let here = AtWork::begin(&ours.url()).await.unwrap();
    house.perform(&WRITE, json!({ "text": "two" })).await.unwrap();
    assert_eq!(told().await, 1, "what began earlier may still bring something before it");
    drop(here);
    while told().await < 2 {
        tokio::task::yield_now().await;
    }
    house.app.store().close().await;
}

#[tokio::test]
async fn whoever_is_at_work_as_somebody_else_keeps_it_out_of_sight_too() {
    let Some(server) = server() else { return };
    let ours = Database::fresh(&server, None).unwrap();
    ours.restrict().unwrap();
    let house = house(Location::parse(&ours.url()).unwrap()).await;
    let paths = paths(&house);
    let start = send(&paths, LIST, &[], "").await.header("x-sync-token").to_owned();
    let told = async || since(&paths, &start, "").await.body["changed"].as_array().unwrap().len();

    let hidden = AtWork::begin(&ours.url()).await.unwrap();
    let seen = sql!((i64,), (), "select count(*) from pg_stat_activity where query <> '<insufficient privilege>'");
    assert_eq!(house.app.store().one(seen, ()).await.unwrap(), Some((0,)));
    house.perform(&WRITE, json!({ "text": "one" })).await.unwrap();
    assert_eq!(told().await, 0, "its number is told, whatever else is not");
    drop(hidden);
    while told().await < 1 {
        tokio::task::yield_now().await;
    }
    house.app.store().close().await;
}
