//! The story of tasks that recur, through HTTP, over both databases.
use house::{Client, Role, each_house};
use serde_json::{Value, json};
use std::time::Duration;

const TASKS: &str = "/api/v1/tasks";

async fn make(client: &Client, fields: Value) -> Value {
    client.post(TASKS, fields).await.expect(201).json
}

fn path(task: &Value) -> String {
    format!("{TASKS}/{}", task["id"].as_str().unwrap())
}

/// The tasks that follow one.
async fn following(client: &Client, task: &Value) -> Vec<Value> {
    let filter = format!("{TASKS}?filter=recurs_from_id={}", task["id"].as_str().unwrap());
    client.get(&filter).await.expect(200).list().to_vec()
}

/// Completes it, and gives the one that follows.
async fn done(client: &Client, task: &Value) -> Value {
    client.patch(&path(task), json!({ "status": "completed" })).await.expect(200);
    let mut next = following(client, task).await;
    assert_eq!(next.len(), 1, "{next:?}");
    next.remove(0)
}

#[tokio::test]
async fn the_next_task_comes_when_one_is_done_and_takes_over_what_it_is() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let fields = json!({
            "title": "Water the plants", "due_date": "2026-11-20", "recurrence_rule": "RRULE:FREQ=WEEKLY;BYDAY=FR",
            "labels": ["home"], "priority": "high", "estimated_hours": 0.5, "actual_hours": 2.0,
        });
        let first = make(&ann, fields).await;
        assert_eq!(
            (&first["recurrence_rule"], &first["recurrence_from"], &first["recurrence_start"], &first["series_id"]),
            (&json!("FREQ=WEEKLY;BYDAY=FR"), &json!("due"), &json!("2026-11-20"), &first["id"])
        );
        let steps = json!({ "subtasks": [{ "title": "fill the can", "completed": true }, { "title": "pour" }] });
        ann.post(&format!("{}/subtasks", path(&first)), steps).await.expect(200);
        let next = done(&ann, &first).await;
        for same in ["title", "labels", "label_ids", "priority", "estimated_hours", "recurrence_rule", "series_id"] {
            assert_eq!(next[same], first[same], "{same}");
        }
        assert_eq!(
            (&next["due_date"], &next["status"], &next["actual_hours"], &next["recurrence_number"], &next["revision"]),
            (&json!("2026-11-27"), &json!("pending"), &Value::Null, &json!(2), &json!(1))
        );
        let steps = ann.get(&format!("{}/subtasks", path(&next))).await.expect(200);
        let steps: Vec<_> = steps.list().iter().map(|step| [&step["title"], &step["completed"]]).collect();
        assert_eq!(json!(steps), json!([["fill the can", false], ["pour", false]]));
        let third = done(&ann, &next).await;
        assert_eq!((&third["due_date"], &third["recurrence_number"]), (&json!("2026-12-04"), &json!(3)));
        let series = ann.get(&format!("{TASKS}?filter=series_id={}", first["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(series.list().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_rule_ends_and_what_does_not_recur_has_nothing_after_it() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let once = make(&ann, json!({ "title": "once", "due_date": "2026-11-20" })).await;
        ann.patch(&path(&once), json!({ "status": "completed" })).await.expect(200);
        assert_eq!(following(&ann, &once).await, [] as [Value; 0]);
        for (from, due) in [("due", json!("2026-11-20")), ("completion", Value::Null)] {
            let rule = json!({ "title": "a", "due_date": due, "recurrence_rule": "FREQ=DAILY;COUNT=2", "recurrence_from": from });
            let second = done(&ann, &make(&ann, rule).await).await;
            assert_eq!(second["due_date"], "2026-11-21", "{from}");
            ann.patch(&path(&second), json!({ "status": "completed" })).await.expect(200);
            assert_eq!(following(&ann, &second).await, [] as [Value; 0], "{from}");
        }
        let rule = json!({ "title": "b", "due_date": "2026-11-20", "recurrence_rule": "FREQ=DAILY" });
        let ended = make(&ann, rule).await;
        ann.patch(&path(&ended), json!({ "status": "cancelled" })).await.expect(200);
        assert_eq!(following(&ann, &ended).await, [] as [Value; 0], "to cancel it ends it");
    })
    .await;
}

#[tokio::test]
async fn a_rule_that_says_nothing_is_refused_with_its_place() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        for (fields, flaw) in [
            (json!({ "recurrence_rule": "FREQ=DAILY" }), ("/due_date", "missing")),
            (json!({ "recurrence_rule": "FREQ=SOMETIMES", "due_date": "2026-11-20" }), ("/recurrence_rule", "invalid")),
            (json!({ "recurrence_rule": "", "due_date": "2026-11-20" }), ("/recurrence_rule", "invalid")),
            (
                json!({ "recurrence_rule": "FREQ=DAILY", "due_date": "2026-11-20", "recurrence_start": "2026-11-20T08:00:00Z" }),
                ("/recurrence_start", "wrong_kind"),
            ),
        ] {
            let mut fields = fields;
            fields["title"] = json!("x");
            let told = ann.post(TASKS, fields.clone()).await;
            assert_eq!((told.problem().0, told.flaw().0), (422, flaw.0), "{fields}");
        }
        let task = make(&ann, json!({ "title": "x", "due_date": "2026-11-20", "recurrence_rule": "FREQ=DAILY" })).await;
        assert_eq!(ann.patch(&path(&task), json!({ "due_date": null })).await.flaw(), ("/due_date", "missing"));
        let none = ann.patch(&path(&task), json!({ "due_date": null, "recurrence_rule": null })).await.expect(200).json;
        assert_eq!(none["recurrence_start"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn what_is_overdue_for_months_gives_one_next_task_on_the_clock_of_its_owner() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        ann.put("/api/v1/settings", json!({ "timezone": "Europe/Berlin" })).await.expect(200);
        let daily = json!({ "title": "a", "due_date": "2026-11-20T08:00:00Z", "recurrence_rule": "FREQ=DAILY" });
        let first = make(&ann, daily).await;
        house.advance(Duration::from_secs(150 * 24 * 60 * 60));
        let next = done(&ann, &first).await;
        assert_eq!(next["due_date"], "2027-04-20T07:00:00.000000Z", "nine o'clock, in summer too");
        assert_eq!(ann.get(TASKS).await.expect(200).list().len(), 2);
        let after =
            json!({ "title": "b", "recurrence_rule": "FREQ=DAILY;INTERVAL=3", "recurrence_from": "completion" });
        let next = done(&ann, &make(&ann, after).await).await;
        assert_eq!(next["due_date"], "2027-04-22");
    })
    .await;
}

#[tokio::test]
async fn of_many_who_complete_it_at_once_one_makes_the_next() {
    each_house(async |house| {
        let (ann, bob) = (house.user("ann").await, house.user("bob").await);
        let space = house.shared(&[(&ann, Role::Owner), (&bob, Role::Member)]).await;
        let (ann, bob) = (ann.in_space(space), bob.in_space(space));
        let task = make(&ann, json!({ "title": "a", "due_date": "2026-11-20", "recurrence_rule": "FREQ=DAILY" })).await;
        let mut all = tokio::task::JoinSet::new();
        for turn in 0..50 {
            let (client, path) = (if turn % 2 == 0 { ann.clone() } else { bob.clone() }, path(&task));
            all.spawn(async move { client.patch(&path, json!({ "status": "completed" })).await.status });
        }
        let answers = all.join_all().await;
        assert!(answers.contains(&200) && answers.iter().all(|status| [200, 409].contains(status)), "{answers:?}");
        assert_eq!(following(&ann, &task).await.len(), 1);
        assert_eq!(ann.get(&path(&task)).await.expect(200).json["revision"], 2);
    })
    .await;
}

#[tokio::test]
async fn taking_it_up_again_takes_the_next_away_unless_something_was_done_with_it() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let daily = json!({ "title": "a", "due_date": "2026-11-20", "recurrence_rule": "FREQ=DAILY" });
        let task = make(&ann, daily).await;
        let next = done(&ann, &task).await;
        ann.patch(&path(&task), json!({ "status": "pending" })).await.expect(200);
        ann.get(&path(&next)).await.expect_problem(404, "not_found");
        let other = done(&ann, &task).await;
        assert_ne!(other["id"], next["id"]);
        ann.post(&format!("{}/undo", path(&task)), json!({})).await.expect(200);
        ann.get(&path(&other)).await.expect_problem(404, "not_found");

        let begun = done(&ann, &task).await;
        ann.post("/api/v1/comments", json!({ "task_id": begun["id"], "body": "soon" })).await.expect(201);
        ann.patch(&path(&task), json!({ "status": "in_progress" })).await.expect(200);
        ann.get(&path(&begun)).await.expect(200);
        assert_eq!(done(&ann, &task).await["id"], begun["id"], "and there is one still");
        let refused = ann.post(&format!("{}/restore", path(&next)), json!({})).await;
        assert_eq!(refused.problem(), (409, "conflict"));
    })
    .await;
}

#[tokio::test]
async fn skipping_moves_a_task_to_its_next_time() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let rule = "FREQ=WEEKLY;COUNT=2";
        let task = make(&ann, json!({ "title": "a", "due_date": "2026-11-20", "recurrence_rule": rule })).await;
        let skip = format!("{}/skip", path(&task));
        let skipped = ann.post(&skip, json!({ "revision": 1 })).await.expect(200).json;
        assert_eq!(
            (&skipped["due_date"], &skipped["recurrence_number"], &skipped["recurrence_start"], &skipped["revision"]),
            (&json!("2026-11-27"), &json!(2), &json!("2026-11-20"), &json!(2))
        );
        ann.post(&skip, json!({ "revision": 1 })).await.expect_problem(409, "stale");
        ann.post(&skip, json!({})).await.expect_problem(409, "conflict");
        let back = ann.post(&format!("{}/undo", path(&task)), json!({})).await.expect(200).json;
        assert_eq!((&back["due_date"], &back["recurrence_number"]), (&json!("2026-11-20"), &json!(1)));
        ann.patch(&path(&task), json!({ "status": "completed" })).await.expect(200);
        ann.post(&skip, json!({})).await.expect_problem(409, "conflict");
        let once = make(&ann, json!({ "title": "b" })).await;
        ann.post(&format!("{}/skip", path(&once)), json!({})).await.expect_problem(409, "conflict");
        house.user("bob").await.post(&skip, json!({})).await.expect_problem(404, "not_found");
    })
    .await;
}

#[tokio::test]
async fn many_that_are_completed_at_once_have_one_next_each() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let daily = |title: &str| json!({ "title": title, "due_date": "2026-11-20", "recurrence_rule": "FREQ=DAILY", "labels": ["new"] });
        let made = ann.post("/api/v1/tasks/bulk", json!({ "create": [daily("a"), daily("b")] })).await.expect(200).json;
        let update: Vec<Value> = made["created"].as_array().unwrap().iter().map(|task| json!({ "id": task["id"], "status": "completed" })).collect();
        ann.post("/api/v1/tasks/bulk", json!({ "update": update })).await.expect(200);
        for task in made["created"].as_array().unwrap() {
            let next = following(&ann, task).await;
            assert_eq!((next.len(), &next[0]["labels"]), (1, &json!(["new"])));
        }
        let mut finished = daily("c");
        finished["status"] = json!("completed");
        let finished = make(&ann, finished).await;
        assert_eq!(following(&ann, &finished).await.len(), 1, "one that is made as done has a next one too");
    })
    .await;
}
