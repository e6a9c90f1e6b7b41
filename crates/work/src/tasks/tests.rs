//! The story of tasks, through HTTP, over both databases.
mod corrupt;
mod list;
mod worked_out;

use house::{Client, House, Role, each_house};
use serde_json::{Value, json};
use std::time::Duration;

async fn make(client: &Client, fields: Value) -> Value {
    client.post("/api/v1/tasks", fields).await.expect(201).json
}

fn path(task: &Value) -> String {
    format!("/api/v1/tasks/{}", task["id"].as_str().unwrap())
}

/// The titles of a list.
async fn titles(client: &Client, query: &str) -> Vec<String> {
    let list = client.get(&format!("/api/v1/tasks?{query}")).await.expect(200);
    list.list().iter().map(|task| task["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_task_lives() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        assert_eq!(ann.get("/api/v1/tasks").await.expect(200).json, json!([]));
        let made =
            make(&ann, json!({ "title": "Water the plants", "priority": "HIGH", "due_date": "2026-11-21" })).await;
        assert_eq!(
            (&made["status"], &made["priority"], &made["task_type"]),
            (&json!("pending"), &json!("high"), &json!("general"))
        );
        assert_eq!((&made["due_date"], &made["revision"]), (&json!("2026-11-21"), &json!(1)));
        let path = path(&made);
        assert_eq!(ann.get(&path).await.expect(200).json, made);
        assert_eq!(ann.get("/api/v1/tasks").await.expect(200).json, json!([made]));

        house.advance(Duration::from_secs(60));
        let begun = ann.patch(&path, json!({ "status": "in_progress", "completion_percentage": 30 })).await.expect(200);
        assert_eq!(
            (begun.header("etag"), &begun.json["updated_at"]),
            (Some("\"2\""), &json!("2026-11-20T08:01:00.000000Z"))
        );
        let done = ann.put(&path, json!({ "status": "completed" })).await.expect(200).json;
        assert_eq!(
            (&done["completion_percentage"], &done["completed_at"]),
            (&json!(100), &json!("2026-11-20T08:01:00.000000Z"))
        );
        assert_eq!((&done["calculated_score"], &done["title"]), (&json!(0.0), &made["title"]));
        let held = ann.patch(&path, json!({ "status": "on_hold" })).await;
        assert_eq!(held.problem(), (409, "conflict"));

        let gone = ann.delete(&path).await.expect(200).json;
        assert_eq!(gone["message"], format!("Task {} deleted successfully", made["id"].as_str().unwrap()));
        ann.get(&path).await.expect_problem(404, "not_found");
        assert_eq!(ann.get("/api/v1/tasks?deleted=true").await.expect(200).list().len(), 1);
        let back = ann.post(&format!("{path}/restore"), json!({})).await.expect(200).json;
        assert_eq!((&back["status"], &back["deleted_at"]), (&json!("completed"), &Value::Null));
    })
    .await;
}

#[tokio::test]
async fn two_who_edit_at_once_are_told_of_each_other() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let path = path(&make(&ann, json!({ "title": "one" })).await);
        ann.send("PATCH", &path, &[("if-match", "\"1\""), ("content-type", "application/json")], r#"{"title":"two"}"#)
            .await
            .expect(200);
        let late = ann
            .send(
                "PATCH",
                &path,
                &[("if-match", "\"1\""), ("content-type", "application/json")],
                r#"{"title":"three"}"#,
            )
            .await;
        assert_eq!(late.problem(), (412, "precondition_failed"));
        ann.patch(&path, json!({ "title": "three", "revision": 1 })).await.expect_problem(409, "stale");
        assert_eq!(ann.get(&path).await.expect(200).json["title"], "two");
        ann.send("DELETE", &path, &[("if-match", "\"1\"")], "").await.expect_problem(412, "precondition_failed");
    })
    .await;
}

#[tokio::test]
async fn a_bulk_is_done_whole_or_not_at_all() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let first = make(&ann, json!({ "title": "first" })).await;
        let bulk = json!({
            "create": [{ "title": "one" }, { "title": "two", "priority": "low" }],
            "update": [{ "id": first["id"], "title": "renamed", "revision": 1 }],
        });
        let done = ann.post("/api/v1/tasks/bulk", bulk).await.expect(200).json;
        assert_eq!((&done["created"][1]["priority"], &done["updated"][0]["title"]), (&json!("low"), &json!("renamed")));
        let before = titles(&ann, "sort=oldest").await;
        for (bulk, at) in [
            (json!({ "create": [{ "title": "x" }, { "title": "" }] }), "/create/1/title"),
            (json!({ "create": [{ "title": "x" }, { "priority": "low" }] }), "/create/1/title"),
            (
                json!({ "create": [{ "title": "x" }], "update": [{ "id": house.unknown_id(), "title": "y" }] }),
                "/update/0/id",
            ),
            (
                json!({ "update": [{ "id": first["id"], "title": "y" }, { "id": first["id"], "title": "z" }] }),
                "/update/1/id",
            ),
            (json!({ "create": [{ "title": "x", "project_id": house.unknown_id() }] }), "/create/0/project_id"),
            (json!({ "create": [{ "title": "x", "colour": 1 }] }), "/create/0/colour"),
        ] {
            let refused = ann.post("/api/v1/tasks/bulk", bulk).await;
            assert_eq!((refused.problem(), refused.flaw().0), ((422, "invalid"), at));
        }
        let stale =
            json!({ "create": [{ "title": "x" }], "update": [{ "id": first["id"], "title": "y", "revision": 1 }] });
        ann.post("/api/v1/tasks/bulk", stale).await.expect_problem(409, "stale");
        assert_eq!(titles(&ann, "sort=oldest").await, before, "nothing of what was refused is there");

        let many: Vec<_> = (0..500).map(|number| json!({ "title": number.to_string() })).collect();
        let made = ann.post("/api/v1/tasks/bulk", json!({ "create": many })).await.expect(200).json;
        assert_eq!(made["created"].as_array().unwrap().len(), 500);
        let more: Vec<_> = (0..501).map(|number| json!({ "title": number.to_string() })).collect();
        ann.post("/api/v1/tasks/bulk", json!({ "create": more })).await.expect_problem(422, "invalid");
        assert_eq!(titles(&ann, "").await.len(), 503);
    })
    .await;
}

#[tokio::test]
async fn a_task_has_a_past_and_each_step_of_it_can_be_undone() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let made = make(&ann, json!({ "title": "sow", "due_date": "2026-11-21" })).await;
        let path = path(&made);
        ann.patch(&path, json!({ "status": "completed" })).await.expect(200);
        ann.patch(&path, json!({ "due_date": null })).await.expect(200);
        let past = ann.get(&format!("{path}/history")).await.expect(200);
        let told: Vec<_> = past.list().iter().map(|change| change["event"].as_str().unwrap()).collect();
        assert_eq!(told, ["tasks.updated", "tasks.updated", "tasks.created"]);
        assert_eq!(
            (&past.list()[0]["before"]["due_date"], &past.list()[0]["after"]["due_date"]),
            (&json!("2026-11-21"), &Value::Null)
        );
        let undo = format!("{path}/undo");
        let again = ann.post(&undo, json!({})).await.expect(200).json;
        assert_eq!((&again["due_date"], &again["status"]), (&json!("2026-11-21"), &json!("completed")));
        let open = ann.post(&undo, json!({})).await.expect(200).json;
        for field in ["title", "status", "completion_percentage", "completed_at", "due_date", "calculated_score"] {
            assert_eq!(open[field], made[field], "{field}");
        }
        assert_eq!(titles(&ann, "due_before=2026-11-22").await, ["sow"], "its place by due date came back too");
    })
    .await;
}

#[tokio::test]
async fn a_task_belongs_to_a_project_that_is_there() {
    each_house(async |house| {
        let (ann, bob) = (house.user("ann").await, house.user("bob").await);
        let project = async |client: &Client| {
            client.post("/api/v1/projects", json!({ "name": "Garden" })).await.expect(201).json["id"].clone()
        };
        let (own, foreign) = (project(&ann).await, project(&bob).await);
        let made = make(&ann, json!({ "title": "sow", "project_id": own })).await;
        for unknown in [foreign, json!(house.unknown_id())] {
            let refused = ann.post("/api/v1/tasks", json!({ "title": "x", "project_id": unknown })).await;
            assert_eq!((refused.problem(), refused.flaw()), ((422, "invalid"), ("/project_id", "unknown")));
            ann.patch(&path(&made), json!({ "project_id": unknown })).await.expect_problem(422, "invalid");
        }
        ann.delete(&format!("/api/v1/projects/{}", own.as_str().unwrap())).await.expect(200);
        let kept = ann.patch(&path(&made), json!({ "title": "reap" })).await.expect(200).json;
        assert_eq!(kept["project_id"], own, "a task keeps the project that was thrown away, until it is purged");
        ann.post("/api/v1/tasks", json!({ "title": "x", "project_id": own })).await.expect_problem(422, "invalid");
    })
    .await;
}

#[tokio::test]
async fn what_was_thrown_away_is_let_go_after_thirty_days() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let path = path(&make(&ann, json!({ "title": "sow" })).await);
        ann.delete(&path).await.expect(200);
        house.advance(Duration::from_secs(30 * 24 * 60 * 60));
        sweep(&house).await;
        assert_eq!(ann.get("/api/v1/tasks?deleted=true").await.expect(200).list().len(), 1, "not before");
        house.advance(Duration::from_secs(1));
        sweep(&house).await;
        assert_eq!(ann.get("/api/v1/tasks?deleted=true").await.expect(200).json, json!([]));
        ann.post(&format!("{path}/restore"), json!({})).await.expect_problem(404, "not_found");
    })
    .await;
}

async fn sweep(house: &House) {
    house.write(api::let_go::<crate::Task>(house.clock().now())).await;
}

#[tokio::test]
async fn members_share_the_tasks_of_a_space_and_nobody_else_knows_of_them() {
    each_house(async |house| {
        let (ann, bob, eve) = (house.user("ann").await, house.user("bob").await, house.user("eve").await);
        let shared = house.shared(&[(&ann, Role::Owner), (&bob, Role::Member)]).await;
        let made = make(&ann.in_space(shared), json!({ "title": "sow" })).await;
        bob.in_space(shared).patch(&path(&made), json!({ "title": "reap" })).await.expect(200);
        assert_eq!(titles(&ann, "").await, Vec::<String>::new(), "one's own space is another");
        eve.get(&path(&made)).await.expect_problem(404, "not_found");
        eve.in_space(shared).get(&path(&made)).await.expect_problem(404, "not_found");
    })
    .await;
}
