//! Tasks whose rows cannot be read, among others.
use super::{make, path, titles};
use crate::tasks::jobs::rank;
use base::{Id, meter::Exposition};
use house::{Client, House, each_house};
use serde_json::{Value, json};
use std::time::Duration;
use store::{Batch, sql};

/// Lets the row of the task of that title hold an instant that is none.
fn spoil(house: &House, title: &str) {
    let of = |instant: &str| format!("update tasks set completed_at = {instant} where title = '{title}'");
    house.corrupt(&of("9000000000000000000"), &of("'infinity'"));
}

fn mend(house: &House, title: &str) {
    let mended = format!("update tasks set completed_at = null where title = '{title}'");
    house.corrupt(&mended, &mended);
}

/// Changes a task past the product, as somebody does who changed it just before it was spoilt.
async fn touch(ann: &Client, task: &Value) {
    ann.patch(&path(task), json!({ "description": "touched" })).await.expect(200);
}

#[tokio::test]
async fn pt_62_a_changed_task_that_cannot_be_read_is_neither_told_as_it_is_nor_said_to_be_gone() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let mut tasks = Vec::new();
        for title in ["spoilt", "fine", "gone"] {
            tasks.push(make(&ann, json!({ "title": title })).await);
        }
        let list = ann.get("/api/v1/tasks").await.expect(200);
        assert_eq!(list.header("x-unreadable-rows"), None);
        let token = list.header("x-sync-token").unwrap().to_owned();
        touch(&ann, &tasks[0]).await;
        touch(&ann, &tasks[1]).await;
        ann.delete(&path(&tasks[2])).await.expect(200);
        spoil(&house, "spoilt");
        let since = format!("/api/v1/tasks?sync_token={token}");
        let told = ann.get(&since).await.expect(200);
        assert_eq!(told.header("x-unreadable-rows"), Some("1"));
        let titles = |told: &Value| -> Vec<String> {
            told["changed"].as_array().unwrap().iter().map(|task| task["title"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(titles(&told.json), ["fine"]);
        let deleted: Vec<&Value> = told.json["deleted"].as_array().unwrap().iter().map(|gone| &gone["id"]).collect();
        assert_eq!(deleted, [&tasks[2]["id"]]);
        mend(&house, "spoilt");
        let told = ann.get(&since).await.expect(200);
        assert_eq!((titles(&told.json).len(), told.header("x-unreadable-rows")), (2, None));
    })
    .await;
}

#[tokio::test]
async fn pt_62_a_task_that_cannot_be_read_is_missing_from_its_list_alone_and_counted() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        for number in 0..9 {
            make(&ann, json!({ "title": number.to_string(), "labels": ["garden"] })).await;
        }
        spoil(&house, "4");
        for query in ["", "sort=oldest", "status=pending", "filter=status%20%3D%20pending"] {
            let list = ann.get(&format!("/api/v1/tasks?{query}")).await.expect(200);
            assert_eq!((list.list().len(), list.header("x-unreadable-rows")), (8, Some("1")), "{query}");
            assert!(list.list().iter().all(|task| task["title"] != "4"));
        }
        let enveloped = ann.get("/api/v1/tasks?envelope=1").await.expect(200);
        assert_eq!(enveloped.json["items"].as_array().unwrap().len(), 8);
        let mut out = Exposition::default();
        house.app().store().expose(&mut out);
        assert!(out.into_text().contains("aiwfe_unreadable_rows_total{table=\"tasks\"} 5"));
        mend(&house, "4");
        assert_eq!(titles(&ann, "").await.len(), 9);
    })
    .await;
}

#[tokio::test]
async fn pt_62_a_task_that_cannot_be_read_keeps_no_other_from_its_score() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let mut tasks = Vec::new();
        for title in ["a", "spoilt", "b", "blocker"] {
            tasks.push(make(&ann, json!({ "title": title, "due_date": "2026-11-23T08:00:00Z" })).await);
        }
        for blocked in &tasks[..3] {
            let relation = json!({ "task_id": tasks[3]["id"], "kind": "blocks", "other_id": blocked["id"] });
            ann.post("/api/v1/relations", relation).await.expect(201);
        }
        let scores = async || {
            let list = ann.get("/api/v1/tasks?sort=oldest").await.expect(200);
            list.list().iter().map(|task| task["calculated_score"].as_f64().unwrap()).collect::<Vec<_>>()
        };
        let before = scores().await;
        spoil(&house, "spoilt");
        house.advance(Duration::from_secs(2 * 24 * 60 * 60));
        rank(house.app().clone()).await.unwrap();
        let ranked = scores().await;
        assert!(ranked[0] > before[0] && ranked[1] > before[2] && ranked[2] > before[3], "{before:?} {ranked:?}");

        // What waits for it is told that it need not wait any more.
        ann.patch(&path(&tasks[3]), json!({ "status": "completed" })).await.expect(200);
        for task in [&tasks[0], &tasks[2]] {
            assert_eq!(ann.get(&path(task)).await.expect(200).json["waiting_for"], 0);
        }
        mend(&house, "spoilt");
        let waiting = sql!((i64,), (Id,), "select waiting_for from tasks where space_id = $1 and title = 'spoilt'");
        let waiting = house.app().store().one(waiting, (ann.space_id(),)).await.unwrap();
        assert_eq!(waiting, Some((1,)), "what could not be read was left as it was");
        let settled = sql!((), (Id,), "update tasks set waiting_for = 0 where space_id = $1 and title = 'spoilt'");
        house.write(Batch::new().run(settled, (ann.space_id(),))).await;
    })
    .await;
}
