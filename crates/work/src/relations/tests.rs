//! The story of relations, through HTTP, over both databases.
use house::{Answer, Client, each_house};
use serde_json::{Value, json};

const PATH: &str = "/api/v1/relations";

async fn task(client: &Client, title: &str) -> Value {
    client.post("/api/v1/tasks", json!({ "title": title })).await.expect(201).json["id"].clone()
}

async fn relate(client: &Client, task: &Value, kind: &str, other: &Value) -> Answer {
    client.post(PATH, json!({ "task_id": task, "kind": kind, "other_id": other })).await
}

async fn shown(client: &Client, task: &Value) -> Value {
    client.get(&format!("/api/v1/tasks/{}", task.as_str().unwrap())).await.expect(200).json
}

async fn set(client: &Client, task: &Value, fields: Value) {
    client.patch(&format!("/api/v1/tasks/{}", task.as_str().unwrap()), fields).await.expect(200);
}

#[tokio::test]
async fn what_blocks_asks_for_more_and_what_waits_for_less_until_it_is_done() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let [sand, paint, admire] = [task(&ann, "sand").await, task(&ann, "paint").await, task(&ann, "admire").await];
        let plain = shown(&ann, &sand).await["calculated_score"].as_f64().unwrap();
        relate(&ann, &sand, "BLOCKS", &paint).await.expect(201);
        let second = relate(&ann, &sand, "blocks", &admire).await.expect(201).json;
        let blocking = shown(&ann, &sand).await;
        assert_eq!((&blocking["blocking"], blocking["calculated_score"].as_f64()), (&json!(2), Some(plain + 6.0)));
        assert_eq!(blocking["revision"], 1, "nobody has edited it");
        let waiting = shown(&ann, &paint).await;
        assert_eq!((&waiting["waiting_for"], waiting["calculated_score"].as_f64()), (&json!(1), Some(plain - 3.0)));
        let why = ann.get(&format!("/api/v1/tasks/{}/score", sand.as_str().unwrap())).await.expect(200).json;
        let term = why["terms"].as_array().unwrap().iter().find(|term| term["name"] == "blocking").unwrap();
        assert_eq!((&term["points"], &term["why"]), (&json!(6.0), &json!("blocks 2 tasks")));

        set(&ann, &admire, json!({ "status": "completed" })).await;
        assert_eq!(shown(&ann, &sand).await["blocking"], 1, "what is done waits no more");
        set(&ann, &admire, json!({ "status": "pending" })).await;
        assert_eq!(shown(&ann, &sand).await["blocking"], 2);
        set(&ann, &sand, json!({ "status": "completed" })).await;
        let free = shown(&ann, &paint).await;
        assert_eq!((&free["waiting_for"], free["calculated_score"].as_f64()), (&json!(0), Some(plain)));
        set(&ann, &sand, json!({ "status": "pending" })).await;
        let path = format!("/api/v1/tasks/{}", sand.as_str().unwrap());
        ann.delete(&path).await.expect(200);
        assert_eq!(shown(&ann, &paint).await["waiting_for"], 0, "what was thrown away holds nobody up");
        // The second time it is there already, and nothing becomes of it.
        for _ in 0..2 {
            ann.post(&format!("{path}/restore"), json!({})).await.expect(200);
        }
        assert_eq!(
            (&shown(&ann, &paint).await["waiting_for"], &shown(&ann, &sand).await["blocking"]),
            (&json!(1), &json!(2))
        );
        ann.delete(&format!("{PATH}/{}", second["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(
            (&shown(&ann, &admire).await["waiting_for"], &shown(&ann, &sand).await["blocking"]),
            (&json!(0), &json!(1))
        );
        assert_eq!(ann.get(PATH).await.expect(200).list().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn nothing_goes_round_in_a_circle() {
    each_house(async |house| {
        let (ann, bob) = (house.user("ann").await, house.user("bob").await);
        let [a, b, c] = [task(&ann, "a").await, task(&ann, "b").await, task(&ann, "c").await];
        relate(&ann, &a, "blocks", &b).await.expect(201);
        relate(&ann, &b, "precedes", &c).await.expect(201);
        for kind in ["blocks", "precedes"] {
            relate(&ann, &c, kind, &a).await.expect_problem(409, "conflict");
        }
        relate(&ann, &c, "duplicates", &a).await.expect(201);
        relate(&ann, &a, "parent", &b).await.expect(201);
        relate(&ann, &b, "parent", &a).await.expect_problem(409, "conflict");
        relate(&ann, &c, "parent", &b).await.expect_problem(422, "invalid");
        relate(&ann, &b, "relates", &a).await.expect(201);
        let again = relate(&ann, &a, "relates", &b).await;
        assert_eq!(again.flaw(), ("/other_id", "taken"), "from either side it is the same");
        assert_eq!(relate(&ann, &a, "blocks", &a).await.flaw(), ("/other_id", "itself"));
        let foreign = task(&bob, "of bob").await;
        assert_eq!(relate(&ann, &a, "blocks", &foreign).await.flaw(), ("/other_id", "unknown"));
        assert_eq!(relate(&bob, &a, "blocks", &foreign).await.flaw(), ("/task_id", "unknown"));
        let of_a = ann.get(&format!("{PATH}?task_id={}", a.as_str().unwrap())).await.expect(200);
        assert_eq!(of_a.list().len(), 4);
        let path = format!("{PATH}/{}", of_a.list()[0]["id"].as_str().unwrap());
        bob.get(&path).await.expect_problem(404, "not_found");
        bob.delete(&path).await.expect_problem(404, "not_found");
    })
    .await;
}

#[tokio::test]
async fn of_two_that_would_close_a_circle_at_once_one_is_refused() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        for _ in 0..10 {
            let [a, b] = [task(&ann, "a").await, task(&ann, "b").await];
            let (one, other) = tokio::join!(relate(&ann, &a, "blocks", &b), relate(&ann, &b, "blocks", &a));
            let mut told = [one.status, other.status];
            told.sort_unstable();
            assert_eq!(told, [201, 409]);
        }
    })
    .await;
}

#[tokio::test]
async fn what_was_said_no_more_is_had_back_if_what_has_come_since_leaves_room_for_it() {
    each_house(async |house| {
        let (ann, bob) = (house.user("ann").await, house.user("bob").await);
        let [a, b, c] = [task(&ann, "a").await, task(&ann, "b").await, task(&ann, "c").await];
        let made = relate(&ann, &a, "blocks", &b).await.expect(201);
        let path = format!("{PATH}/{}", made.json["id"].as_str().unwrap());
        let (restore, undo) = (format!("{path}/restore"), format!("{path}/undo"));
        let numbers =
            async || (shown(&ann, &a).await["blocking"].clone(), shown(&ann, &b).await["waiting_for"].clone());

        ann.send("DELETE", &path, &[("if-match", "\"7\"")], "").await.expect_problem(412, "precondition_failed");
        ann.delete(&path).await.expect(200);
        ann.get(&path).await.expect_problem(404, "not_found");
        assert_eq!(numbers().await, (json!(0), json!(0)));
        assert!(ann.get(PATH).await.expect(200).list().is_empty());
        let gone = ann.get(&format!("{PATH}?deleted=true&filter=kind=blocks")).await.expect(200);
        assert_eq!((gone.list().len(), &gone.list()[0]["id"]), (1, &made.json["id"]));
        bob.post(&restore, json!({})).await.expect_problem(404, "not_found");
        // The second time it is there already, and nothing becomes of it.
        for _ in 0..2 {
            let back = ann.post(&restore, json!({})).await.expect(200).json;
            assert_eq!((&back["revision"], &back["deleted_at"]), (&json!(3), &Value::Null));
        }
        assert_eq!(numbers().await, (json!(1), json!(1)));

        ann.post(&undo, json!({})).await.expect(200);
        assert_eq!(numbers().await, (json!(0), json!(0)), "to undo having it back is to throw it away");
        ann.post(&undo, json!({})).await.expect(200);
        assert_eq!(numbers().await, (json!(1), json!(1)));
        let past = ann.get(&format!("{path}/history")).await.expect(200);
        let verbs: Vec<&str> = past.list().iter().map(|change| change["operation"].as_str().unwrap()).collect();
        assert_eq!(
            verbs,
            ["relations.undo", "relations.undo", "relations.restore", "relations.delete", "relations.create"]
        );

        ann.delete(&path).await.expect(200);
        let other = relate(&ann, &a, "blocks", &b).await.expect(201).json;
        let said = ann.post(&restore, json!({})).await.expect_problem(409, "conflict").json;
        assert_eq!(said["detail"], "this was said again meanwhile");
        ann.delete(&format!("{PATH}/{}", other["id"].as_str().unwrap())).await.expect(200);
        relate(&ann, &b, "precedes", &c).await.expect(201);
        relate(&ann, &c, "precedes", &a).await.expect(201);
        for back in [&restore, &undo] {
            let said = ann.post(back, json!({})).await.expect_problem(409, "conflict").json;
            assert_eq!(said["detail"], "then these tasks would go round in a circle");
        }
        let part = relate(&ann, &a, "parent", &b).await.expect(201).json;
        let part = format!("{PATH}/{}", part["id"].as_str().unwrap());
        ann.delete(&part).await.expect(200);
        relate(&ann, &c, "parent", &b).await.expect(201);
        assert_eq!(ann.post(&format!("{part}/restore"), json!({})).await.status, 422, "a task is a part of one");
        ann.delete(&format!("/api/v1/tasks/{}", c.as_str().unwrap())).await.expect(200);
        let with_c = ann.get(&format!("{PATH}?task_id={}", c.as_str().unwrap())).await.expect(200);
        let with_c = format!("{PATH}/{}", with_c.list()[0]["id"].as_str().unwrap());
        ann.delete(&with_c).await.expect(200);
        let said = ann.post(&format!("{with_c}/restore"), json!({})).await.expect_problem(409, "conflict").json;
        assert_eq!(said["detail"], "one of its tasks was thrown away");
        assert_eq!(numbers().await, (json!(0), json!(0)));
    })
    .await;
}

#[tokio::test]
async fn of_two_that_would_close_a_circle_by_coming_back_one_is_refused() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        for _ in 0..5 {
            let [a, b] = [task(&ann, "a").await, task(&ann, "b").await];
            let made = relate(&ann, &a, "blocks", &b).await.expect(201);
            let path = format!("{PATH}/{}", made.json["id"].as_str().unwrap());
            ann.delete(&path).await.expect(200);
            let restore = format!("{path}/restore");
            let (one, other) = tokio::join!(ann.post(&restore, json!({})), relate(&ann, &b, "blocks", &a));
            assert!([(200, 409), (409, 201)].contains(&(one.status, other.status)), "{} {}", one.text, other.text);
        }
    })
    .await;
}
