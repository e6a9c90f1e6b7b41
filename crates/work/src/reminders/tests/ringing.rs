//! When a reminder rings, and when it does not.
use super::{after, remind, rings_at, task, told};
use crate::reminders::jobs::ring;
use house::each_house;
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn nothing_rings_for_a_task_that_is_done_or_gone() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let mut paths = Vec::new();
        for title in ["done", "cancelled", "gone", "taken up again", "no reminder"] {
            let path = task(&ann, json!({ "title": title })).await;
            let reminder = remind(&ann, &path, json!({ "at": "2026-11-20T08:10:00Z" })).await;
            paths.push((path, reminder));
        }
        for (at, status) in [(0, "completed"), (1, "cancelled"), (3, "completed"), (3, "pending")] {
            ann.patch(&paths[at].0, json!({ "status": status })).await.expect(200);
        }
        ann.delete(&paths[2].0).await.expect(200);
        ann.delete(&paths[4].1).await.expect(200);
        after(&house, 11).await;
        assert_eq!(told(&ann).await, [("taken up again".to_owned(), false)]);
        ann.patch(&paths[0].0, json!({ "status": "pending" })).await.expect(200);
        after(&house, 60).await;
        assert_eq!(told(&ann).await.len(), 1, "and it does not ring later either");
    })
    .await;
}

#[tokio::test]
async fn pt_62_a_reminder_that_cannot_be_read_or_whose_task_cannot_keeps_no_other_from_ringing() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        for title in ["first", "spoilt", "of a spoilt task", "last"] {
            let path = task(&ann, json!({ "title": title })).await;
            remind(&ann, &path, json!({ "at": "2026-11-20T08:10:00Z" })).await;
        }
        let of = |instant: &str| {
            format!(
                "update task_reminders set created_at = {instant} where task_id = (select id from tasks where title = 'spoilt'); \
                 update tasks set created_at = {instant} where title = 'of a spoilt task'"
            )
        };
        house.corrupt(&of("9000000000000000000"), &of("'infinity'"));
        after(&house, 11).await;
        let titles = async || -> Vec<String> { told(&ann).await.into_iter().map(|(title, _)| title).collect() };
        assert_eq!(titles().await.len(), 2, "{:?}", titles().await);
        let of = "update task_reminders set created_at = updated_at; update tasks set created_at = updated_at";
        house.corrupt(of, of);
        after(&house, 1).await;
        let mut all = titles().await;
        all.sort();
        assert_eq!(all, ["first", "last", "of a spoilt task", "spoilt"], "once they are mended, they ring");
    })
    .await;
}

#[tokio::test]
async fn a_reminder_moves_with_its_task() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let task = task(&ann, json!({ "title": "a", "due_date": "2026-11-20T09:00:00Z" })).await;
        let before = remind(&ann, &task, json!({ "minutes_before": 30 })).await;
        let at = remind(&ann, &task, json!({ "at": "2026-11-20T08:50:00Z" })).await;
        after(&house, 30).await;
        assert_eq!(told(&ann).await.len(), 1);
        ann.patch(&task, json!({ "due_date": "2026-11-21T09:00:00Z" })).await.expect(200);
        assert_eq!(rings_at(&ann, &before).await, "2026-11-21T08:30:00.000000Z");
        assert_eq!(rings_at(&ann, &at).await, "2026-11-20T08:50:00.000000Z", "an instant stays where it is");
        ann.post(&format!("{task}/undo"), json!({})).await.expect(200);
        assert_eq!(rings_at(&ann, &before).await, Value::Null, "what is over does not ring");
        ann.patch(&task, json!({ "due_date": "2026-11-22" })).await.expect(200);
        assert_eq!(rings_at(&ann, &before).await, "2026-11-21T23:30:00.000000Z");
        ann.patch(&task, json!({ "due_date": null })).await.expect(200);
        assert_eq!(rings_at(&ann, &before).await, Value::Null);
    })
    .await;
}

#[tokio::test]
async fn of_many_who_look_at_once_one_lets_it_ring_and_late_where_nobody_was_there() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        for number in 0..20 {
            let path = task(&ann, json!({ "title": number.to_string() })).await;
            remind(&ann, &path, json!({ "at": "2026-11-20T08:10:00Z" })).await;
        }
        house.advance(Duration::from_secs(3 * 24 * 60 * 60));
        let mut processes = tokio::task::JoinSet::new();
        for _ in 0..8 {
            processes.spawn(ring(house.app().clone()));
        }
        assert!(processes.join_all().await.iter().all(Result::is_ok));
        ring(house.app().clone()).await.unwrap();
        let told = told(&ann).await;
        assert_eq!(told.len(), 20);
        assert!(told.iter().all(|(_, is_late)| *is_late), "{told:?}");
    })
    .await;
}

#[tokio::test]
async fn a_reminder_that_is_snoozed_rings_again() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let task = task(&ann, json!({ "title": "a" })).await;
        let reminder = remind(&ann, &task, json!({ "at": "2026-11-20T08:10:00Z" })).await;
        let snooze = format!("{reminder}/snooze");
        after(&house, 10).await;
        let again = ann.post(&snooze, json!({})).await.expect(200).json;
        assert_eq!((&again["rings_at"], &again["revision"]), (&json!("2026-11-20T08:20:00.000000Z"), &json!(2)));
        ann.post(&snooze, json!({ "minutes": 60, "revision": 1 })).await.expect_problem(409, "stale");
        assert_eq!(ann.post(&snooze, json!({ "minutes": 0 })).await.flaw(), ("/minutes", "out_of_range"));
        after(&house, 9).await;
        assert_eq!(told(&ann).await.len(), 1);
        after(&house, 1).await;
        assert_eq!(told(&ann).await.len(), 2);
        ann.patch(&task, json!({ "status": "completed" })).await.expect(200);
        ann.post(&snooze, json!({ "minutes": 60 })).await.expect_problem(409, "conflict");
    })
    .await;
}

#[tokio::test]
async fn the_next_of_a_task_that_recurs_has_its_reminders_at_the_same_time_by_the_clock() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        ann.put("/api/v1/settings", json!({ "timezone": "Europe/Berlin" })).await.expect(200);
        let fields = json!({ "title": "a", "due_date": "2027-03-27T08:00:00Z", "recurrence_rule": "FREQ=DAILY" });
        let path = task(&ann, fields).await;
        remind(&ann, &path, json!({ "minutes_before": 60 })).await;
        remind(&ann, &path, json!({ "at": "2027-03-26T18:00:00Z" })).await;
        let rings = async |id: &str| {
            let all = ann.get(&format!("/api/v1/tasks/{id}/reminders")).await.expect(200);
            all.list().iter().map(|one| one["rings_at"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        ann.patch(&path, json!({ "status": "completed" })).await.expect(200);
        let id = path.rsplit('/').next().unwrap();
        let next = ann.get(&format!("/api/v1/tasks?filter=recurs_from_id={id}")).await.expect(200);
        let next = next.list()[0]["id"].as_str().unwrap();
        assert_eq!(rings(next).await, ["2027-03-28T06:00:00.000000Z", "2027-03-27T18:00:00.000000Z"]);
        ann.post(&format!("/api/v1/tasks/{next}/skip"), json!({})).await.expect(200);
        assert_eq!(rings(next).await, ["2027-03-29T06:00:00.000000Z", "2027-03-28T17:00:00.000000Z"]);
    })
    .await;
}
