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
