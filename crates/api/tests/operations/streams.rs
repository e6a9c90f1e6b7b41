//! The live stream: nothing skipped, nothing twice, also where transactions overtake each other.
use crate::{
    house,
    http::{paths, send},
    notes::{Notes, WRITE},
};
use api::App;
use axum::{Router, body::Body, http::Request};
use base::{Id, Instant};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use store::{Batch, sql};
use testkit::each_database;
use tower::ServiceExt;

/// Somebody who listens.
struct Listener {
    body: Body,
    read: String,
    last_id: Option<String>,
}

/// One event.
#[derive(Debug, PartialEq)]
struct Event {
    name: String,
    data: Value,
}

impl Listener {
    async fn connect(paths: &Router, last_id: Option<&str>) -> Self {
        let mut request = Request::get("/api/v1/events/stream").header("authorization", "Bearer read");
        if let Some(id) = last_id {
            request = request.header("last-event-id", id);
        }
        let response = paths.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream; charset=utf-8");
        Self { body: response.into_body(), read: String::new(), last_id: last_id.map(str::to_owned) }
    }

    /// The next event, signs of life left out; nothing when the stream has ended.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.heard().await? {
                return Some(event);
            }
        }
    }

    /// The next event, or nothing of it for a sign of life.
    async fn heard(&mut self) -> Option<Option<Event>> {
        loop {
            if let Some((block, rest)) = self.read.split_once("\n\n") {
                let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
                let (id, event, data) = (field("id: "), field("event: "), field("data: "));
                self.read = rest.to_owned();
                self.last_id = id.or(self.last_id.take());
                let event = event.zip(data);
                return Some(event.map(|(name, data)| Event { name, data: serde_json::from_str(&data).unwrap() }));
            }
            let frame =
                std::future::poll_fn(|context| http_body::Body::poll_frame(Pin::new(&mut self.body), context)).await?;
            self.read.push_str(std::str::from_utf8(frame.unwrap().data_ref().unwrap()).unwrap());
        }
    }
}

#[tokio::test]
async fn a_listener_hears_what_happens_and_resumes_where_it_ended() {
    each_database(async |location| {
        let house = house(location).await;
        let paths = paths(&house);
        let following = tokio::spawn(house.app.log().clone().follow());
        let mut listener = Listener::connect(&paths, None).await;
        assert_eq!(listener.next().await.unwrap().name, "ready");
        let one = house.perform(&WRITE, json!({ "text": "one" })).await.unwrap();
        let heard = listener.next().await.unwrap();
        assert_eq!((heard.name.as_str(), &heard.data["row_id"]), ("notes.created", &one["id"]));
        assert_eq!(heard.data["after"]["text"], "one");
        let last = listener.last_id.clone();
        drop(listener);
        for text in ["two", "three"] {
            house.perform(&WRITE, json!({ "text": text })).await.unwrap();
        }
        let mut listener = Listener::connect(&paths, last.as_deref()).await;
        for text in ["two", "three"] {
            assert_eq!(listener.next().await.unwrap().data["after"]["text"], text);
        }
        house.app.stop();
        assert_eq!(listener.next().await, None, "the house ends every stream");
        following.abort();
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn a_place_in_another_log_is_told_as_one() {
    each_database(async |location| {
        let house = house(location).await;
        let paths = paths(&house);
        house.perform(&WRITE, json!({ "text": "one" })).await.unwrap();
        let mut listener = Listener::connect(&paths, Some("7-7-7")).await;
        let reset = listener.next().await.unwrap();
        assert_eq!((reset.name.as_str(), &reset.data["full_sync_required"]), ("reset", &json!(true)));
        let following = tokio::spawn(house.app.log().clone().follow());
        house.perform(&WRITE, json!({ "text": "two" })).await.unwrap();
        let heard = listener.next().await.unwrap();
        assert_eq!(heard.data["after"]["text"], "two");
        following.abort();
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn what_could_not_be_read_for_a_while_is_told_and_not_skipped() {
    each_database(async |location| {
        let house = house(location).await;
        let paths = paths(&house);
        let following = tokio::spawn(house.app.log().clone().follow());
        let mut listener = Listener::connect(&paths, None).await;
        assert_eq!(listener.next().await.unwrap().name, "ready");
        let write = async |batch: Batch| house.app.store().write(batch).await.unwrap();
        // The stream reads this column, and whoever follows the log does not.
        let rename = sql!((), (), "alter table changes rename column run_id to lost_id");
        let missed = sql!(
            (),
            (Id, Id, Instant),
            "insert into changes (space_id, noun, row_id, event, operation, request_id, revision, at) \
             values ($1, 'notes', $2, 'notes.created', 'notes.write', 'missed', 1, $3)"
        );
        write(Batch::new().run(rename, ())).await;
        let clock = house.app.clock();
        write(Batch::new().run(missed, (house.caller.space_id, Id::new(clock), clock.now()))).await;
        while listener.heard().await.unwrap().is_some() {}
        let back = sql!((), (), "alter table changes rename column lost_id to run_id");
        write(Batch::new().run(back, ())).await;
        house.perform(&WRITE, json!({ "text": "next" })).await.unwrap();
        assert_eq!(listener.next().await.unwrap().data["request_id"], "missed");
        assert_eq!(listener.next().await.unwrap().data["after"]["text"], "next");
        following.abort();
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn a_stream_is_bounded_within_a_day() {
    each_database(async |location| {
        let house = house(location).await;
        let paths = paths(&house);
        for wrong in ["0", "86400001", "18446744073709551615", "-1", "soon"] {
            let line = format!("GET /api/v1/events/stream?for_ms={wrong}");
            assert_eq!(send(&paths, &line, &[], "").await.problem(), (422, "invalid"), "{wrong}");
        }
        assert_eq!(send(&paths, "GET /api/v1/events/stream?for_ms=1", &[], "").await.status, 200);
        house.app.store().close().await;
    })
    .await;
}

/// Listens, hangs up and comes back after every few events, until it has heard so many.
async fn listen(paths: Router, many: usize, patience: usize, from: String) -> Vec<Value> {
    let (mut heard, mut last) = (Vec::new(), from);
    while heard.len() < many {
        let mut listener = Listener::connect(&paths, Some(&last)).await;
        for _ in 0..patience {
            if heard.len() == many {
                break;
            }
            let event = listener.next().await.unwrap();
            assert_eq!(event.name, "notes.created");
            heard.push(event.data["row_id"].clone());
            last = listener.last_id.clone().unwrap();
        }
    }
    heard
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_listeners_that_come_and_go_hear_everything_once_while_fifty_write() {
    const WRITERS: usize = 50;
    const EACH: usize = 8;
    each_database(async |location| {
        let house = std::sync::Arc::new(house(location).await);
        let paths = paths(&house);
        let following = tokio::spawn(house.app.log().clone().follow());
        let mut first = Listener::connect(&paths, None).await;
        first.next().await.unwrap();
        let start = first.last_id.clone().unwrap();
        let listeners: Vec<_> = [3, 7]
            .into_iter()
            .map(|patience| tokio::spawn(listen(paths.clone(), WRITERS * EACH, patience, start.clone())))
            .collect();
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                let house = house.clone();
                tokio::spawn(async move {
                    let mut made = Vec::new();
                    for _ in 0..EACH {
                        made.push(house.perform(&WRITE, json!({ "text": "x" })).await.unwrap()["id"].clone());
                    }
                    made
                })
            })
            .collect();
        let mut made = BTreeSet::new();
        for writer in writers {
            made.extend(writer.await.unwrap().into_iter().map(|id| id.to_string()));
        }
        for listener in listeners {
            let heard = listener.await.unwrap();
            let once: BTreeSet<_> = heard.iter().map(Value::to_string).collect();
            assert_eq!((heard.len(), &once), (made.len(), &made));
        }
        following.abort();
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_begins_to_follow_leaves_what_is_done_meanwhile_in_its_place() {
    each_database(async |location| {
        let (house, is_over) = (Arc::new(house(location).await), Arc::new(AtomicBool::new(false)));
        let write = |number: usize| {
            let (house, is_over) = (house.clone(), is_over.clone());
            tokio::spawn(async move {
                while !is_over.load(Ordering::Relaxed) {
                    house.perform(&WRITE, json!({ "text": number.to_string() })).await.unwrap();
                }
            })
        };
        let writers: Vec<_> = (0..8).map(write).collect();
        // Processes that begin beside the one that writes.
        for _ in 0..60 {
            let doors = Notes { space_id: house.caller.space_id, user_id: house.caller.user_id };
            let other = App::new(house.app.store().clone(), house.app.clock().clone(), Arc::new(doors));
            let following = tokio::spawn(other.log().clone().follow());
            while other.log().head().is_none() {
                tokio::task::yield_now().await;
            }
            following.abort();
        }
        is_over.store(true, Ordering::Relaxed);
        for writer in writers {
            writer.await.unwrap();
        }
        let changes = house.changes().await;
        let settled = changes.iter().filter(|change| change.transaction_id == 1).count();
        assert_eq!(settled, 0, "of {} changes so many come before all others", changes.len());
        house.app.store().close().await;
    })
    .await;
}
