//! The story of reminders and of what they tell, through HTTP, over both databases.
mod ringing;

use super::jobs::ring;
use house::{Client, House, Role, each_house};
use serde_json::{Value, json};
use std::time::Duration;
use store::{Batch, sql};

const TOLD: &str = "/api/v1/notifications";

async fn task(client: &Client, fields: Value) -> String {
    client.post("/api/v1/tasks", fields).await.expect(201).header("location").unwrap().to_owned()
}

async fn remind(client: &Client, task: &str, fields: Value) -> String {
    client.post(&format!("{task}/reminders"), fields).await.expect(201).header("location").unwrap().to_owned()
}

/// Lets the time go by, and whatever is due by then ring.
async fn after(house: &House, minutes: u64) {
    house.advance(Duration::from_secs(minutes * 60));
    ring(house.app().clone()).await.unwrap();
}

/// What somebody was told of, the latest first, and whether it was late.
async fn told(client: &Client) -> Vec<(String, bool)> {
    let told = client.get(TOLD).await.expect(200);
    let one = |told: &Value| (told["text"].as_str().unwrap().to_owned(), told["is_late"].as_bool().unwrap());
    told.list().iter().map(one).collect()
}

async fn rings_at(client: &Client, reminder: &str) -> Value {
    client.get(reminder).await.expect(200).json["rings_at"].clone()
}

#[tokio::test]
async fn a_reminder_lives_and_rings_once() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let task = task(&ann, json!({ "title": "Call the bank", "due_date": "2026-11-20T09:00:00Z" })).await;
        let before = remind(&ann, &task, json!({ "minutes_before": 30 })).await;
        remind(&ann, &task, json!({ "at": "2026-11-20T08:45:00Z" })).await;
        assert_eq!(rings_at(&ann, &before).await, "2026-11-20T08:30:00.000000Z");
        assert_eq!(ann.get(&format!("{task}/reminders")).await.expect(200).list().len(), 2);
        let start = ann.get(TOLD).await.expect(200).header("x-sync-token").unwrap().to_owned();

        after(&house, 29).await;
        assert_eq!(told(&ann).await, []);
        after(&house, 1).await;
        after(&house, 0).await;
        assert_eq!(told(&ann).await, [("Call the bank".to_owned(), false)]);
        assert_eq!(rings_at(&ann, &before).await, Value::Null);
        after(&house, 15).await;
        after(&house, 60).await;
        assert_eq!(told(&ann).await.len(), 2);

        let one = ann.get(&format!("{TOLD}?limit=1")).await.expect(200);
        assert!(one.header("x-next-cursor").is_some());
        let one = &one.list()[0];
        assert_eq!(
            (&one["kind"], &one["at"], &one["about_id"], &one["about_space_id"], &one["read_at"]),
            (
                &json!("task_reminder"),
                &json!("2026-11-20T08:45:00.000000Z"),
                &json!(task.rsplit('/').next().unwrap()),
                &json!(ann.own_space),
                &Value::Null
            )
        );
        assert_eq!(ann.get(&format!("{TOLD}/count")).await.expect(200).json, json!({ "unread": 2 }));
        let read = format!("{TOLD}/{}/read", one["id"].as_str().unwrap());
        let first = ann.post(&read, json!({})).await.expect(200).json;
        house.advance(Duration::from_secs(60));
        assert_eq!(ann.post(&read, json!({})).await.expect(200).json, first, "it was read when it was read");
        assert_eq!(ann.get(&format!("{TOLD}?unread=true")).await.expect(200).list().len(), 1);
        let all = ann.post(&format!("{TOLD}/read-all"), json!({})).await.expect(200).json;
        assert_eq!(all["message"], "1 notifications read");
        assert_eq!(ann.get(&format!("{TOLD}/count")).await.expect(200).json, json!({ "unread": 0 }));
        // The log tells of it, once transactions elsewhere on the server hide it no more.
        let since = format!("{TOLD}?sync_token={start}");
        while ann.get(&since).await.expect(200).json["changed"].as_array().unwrap().len() < 2 {
            tokio::task::yield_now().await;
        }
        house.write(crate::notifications::sweep(house.clock().now().plus(Duration::from_secs(91 * 86_400)))).await;
        assert_eq!(told(&ann).await, []);
    })
    .await;
}

#[tokio::test]
async fn what_a_reminder_cannot_be_is_told_with_its_place() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let task = task(&ann, json!({ "title": "x", "due_date": "2026-11-20T09:00:00Z" })).await;
        let path = format!("{task}/reminders");
        for (wrong, flaw) in [
            (json!({}), ("/at", "missing")),
            (json!({ "at": "2026-11-20T08:00:00Z" }), ("/at", "out_of_range")),
            (json!({ "at": "2026-11-20T08:30:00Z", "minutes_before": 5 }), ("/minutes_before", "too_many")),
            (json!({ "minutes_before": 525_601 }), ("/minutes_before", "out_of_range")),
        ] {
            assert_eq!(ann.post(&path, wrong.clone()).await.flaw(), flaw, "{wrong}");
        }
        let reminder = remind(&ann, &task, json!({ "minutes_before": 5 })).await;
        assert_eq!(ann.patch(&reminder, json!({ "minutes_before": null })).await.flaw(), ("/at", "missing"));
        let at = ann.patch(&reminder, json!({ "at": "2026-11-20T08:30:00Z", "revision": 1 })).await.expect(200).json;
        assert_eq!((&at["minutes_before"], &at["rings_at"]), (&Value::Null, &at["at"]));
        ann.patch(&reminder, json!({ "minutes_before": 1, "revision": 1 })).await.expect_problem(409, "stale");
        for _ in 1..20 {
            remind(&ann, &task, json!({ "minutes_before": 5 })).await;
        }
        assert_eq!(ann.post(&path, json!({ "minutes_before": 5 })).await.flaw().1, "too_long");
        ann.delete(&reminder).await.expect(200);
        ann.get(&reminder).await.expect_problem(404, "not_found");
        house.user("bob").await.post(&path, json!({ "minutes_before": 5 })).await.expect_problem(404, "not_found");
    })
    .await;
}

#[tokio::test]
async fn whoever_wants_to_be_told_is_told_where_only_they_are() {
    each_house(async |house| {
        let (ann, bob) = (house.user("ann").await, house.user("bob").await);
        let space = house.shared(&[(&ann, Role::Owner), (&bob, Role::Member)]).await;
        let (hers, his) = (ann.in_space(space), bob.in_space(space));
        let path = task(&hers, json!({ "title": "ours" })).await;
        let of_ann = remind(&hers, &path, json!({ "at": "2026-11-20T08:10:00Z" })).await;
        let of_bob = remind(&his, &path, json!({ "at": "2026-11-20T08:10:00Z" })).await;
        assert_eq!(his.get(&format!("{path}/reminders")).await.expect(200).list().len(), 2);
        his.patch(&of_ann, json!({ "minutes_before": 5 })).await.expect_problem(403, "forbidden");
        his.post(&format!("{of_ann}/snooze"), json!({})).await.expect_problem(403, "forbidden");
        his.delete(&of_ann).await.expect_problem(403, "forbidden");
        let later = remind(&his, &path, json!({ "at": "2026-11-20T09:00:00Z" })).await;
        hers.delete(&later).await.expect(200);
        after(&house, 10).await;
        assert_eq!((told(&ann).await.len(), told(&bob).await.len(), told(&hers).await.len()), (1, 1, 0));
        let read = format!("{TOLD}/{}/read", bob.get(TOLD).await.expect(200).list()[0]["id"].as_str().unwrap());
        ann.post(&read, json!({})).await.expect_problem(404, "not_found");

        his.post(&format!("{of_bob}/snooze"), json!({})).await.expect(200);
        let leave = sql!((), (base::Id, base::Id), "delete from memberships where space_id = $1 and user_id = $2");
        house.write(Batch::new().run(leave, (space, bob.user_id))).await;
        after(&house, 60).await;
        assert_eq!(told(&bob).await.len(), 1, "whoever has left is told no more");
    })
    .await;
}

#[tokio::test]
async fn a_reminder_comes_back_and_its_past_is_told_and_undone() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let task = task(&ann, json!({ "title": "a", "due_date": "2026-11-20T09:00:00Z" })).await;
        let reminder = remind(&ann, &task, json!({ "minutes_before": 30 })).await;
        let undo = format!("{reminder}/undo");
        ann.patch(&reminder, json!({ "minutes_before": 10 })).await.expect(200);
        assert_eq!(ann.post(&undo, json!({})).await.expect(200).json["rings_at"], "2026-11-20T08:30:00.000000Z");
        ann.delete(&reminder).await.expect(200);
        assert_eq!(ann.get(&format!("{task}/reminders?deleted=true")).await.expect(200).list().len(), 1);
        ann.post(&format!("{reminder}/restore"), json!({ "revision": 3 })).await.expect_problem(409, "stale");
        let back = ann.post(&format!("{reminder}/restore"), json!({})).await.expect(200).json;
        assert_eq!((&back["rings_at"], &back["deleted_at"]), (&json!("2026-11-20T08:30:00.000000Z"), &Value::Null));
        after(&house, 30).await;
        assert_eq!(told(&ann).await.len(), 1);
        let past = ann.get(&format!("{reminder}/history")).await.expect(200);
        let past: Vec<_> = past.list().iter().map(|change| change["event"].as_str().unwrap().to_owned()).collect();
        let verbs = ["rang", "restored", "deleted", "undone", "updated", "created"];
        assert_eq!(past, verbs.map(|verb| format!("reminders.{verb}")));
        // That it rang is nobody's edit: what is undone is that it came back.
        let undone = ann.post(&undo, json!({})).await.expect(200).json;
        assert!(undone["deleted_at"].is_string() && undone["rang_at"].is_string(), "{undone}");
        for number in 0..20 {
            remind(&ann, &task, json!({ "minutes_before": number })).await;
        }
        assert_eq!(ann.post(&format!("{reminder}/restore"), json!({})).await.flaw().1, "too_long");
        house.user("bob").await.post(&format!("{reminder}/restore"), json!({})).await.expect_problem(404, "not_found");
    })
    .await;
}

#[tokio::test]
async fn reminders_that_go_by_a_day_ring_by_the_clock_of_where_somebody_has_gone() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let zone = async |zone: &str| drop(ann.put("/api/v1/settings", json!({ "timezone": zone })).await.expect(200));
        let rezone = async || crate::events::rezone(house.app().clone()).await.unwrap();
        let day = task(&ann, json!({ "title": "day", "due_date": "2026-11-21" })).await;
        let of_day = remind(&ann, &day, json!({ "minutes_before": 60 })).await;
        let put_off = remind(&ann, &day, json!({ "minutes_before": 30 })).await;
        let instant = task(&ann, json!({ "title": "instant", "due_date": "2026-11-20T22:00:00Z" })).await;
        let of_instant = remind(&ann, &instant, json!({ "minutes_before": 60 })).await;
        ann.post(&format!("{put_off}/snooze"), json!({ "minutes": 900 })).await.expect(200);
        let rings = async |reminder: &str| {
            ann.get(reminder).await.expect(200).json["rings_at"].as_str().unwrap()[..16].to_owned()
        };
        assert_eq!(rings(&of_day).await, "2026-11-20T23:00");
        // Both changes are one by the time that anybody looks.
        zone("Europe/Berlin").await;
        zone("America/New_York").await;
        rezone().await;
        assert_eq!(rings(&of_day).await, "2026-11-21T04:00");
        after(&house, 15 * 60 + 30).await;
        let told = async || {
            ann.get(TOLD)
                .await
                .expect(200)
                .list()
                .iter()
                .map(|one| one["text"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            told().await,
            ["day", "instant"],
            "what was put off and what goes by an instant stay where they were"
        );
        assert_eq!(rings(&of_day).await, "2026-11-21T04:00", "not by the clock before");
        // There the day has begun already.
        zone("Asia/Tokyo").await;
        rezone().await;
        rezone().await;
        after(&house, 0).await;
        after(&house, 10 * 60).await;
        assert_eq!(told().await.len(), 3, "at once, and once");
        assert_eq!(ann.get(&of_instant).await.expect(200).json["revision"], 1);
    })
    .await;
}

#[tokio::test]
async fn a_notification_is_thrown_away_and_comes_back() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let task = task(&ann, json!({ "title": "a" })).await;
        remind(&ann, &task, json!({ "at": "2026-11-20T08:10:00Z" })).await;
        after(&house, 10).await;
        let one = format!("{TOLD}/{}", ann.get(TOLD).await.expect(200).list()[0]["id"].as_str().unwrap());
        ann.post(&format!("{one}/read"), json!({})).await.expect(200);
        assert_eq!(ann.post(&format!("{one}/undo"), json!({})).await.expect(200).json["read_at"], Value::Null);
        ann.delete(&one).await.expect(200);
        assert_eq!(ann.get(&format!("{TOLD}/count")).await.expect(200).json, json!({ "unread": 0 }));
        assert_eq!(
            (told(&ann).await.len(), ann.get(&format!("{TOLD}?deleted=true")).await.expect(200).list().len()),
            (0, 1)
        );
        house.user("bob").await.post(&format!("{one}/restore"), json!({})).await.expect_problem(404, "not_found");
        ann.post(&format!("{one}/restore"), json!({})).await.expect(200);
        assert_eq!(told(&ann).await.len(), 1);
        assert_eq!(ann.get(&format!("{one}/history")).await.expect(200).list().len(), 5);
    })
    .await;
}
