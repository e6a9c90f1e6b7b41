//! The record as administrators read it, over both databases.
use account::Record;
use house::each_house;
use serde_json::{Value, json};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn the_record_is_read_by_who_what_where_and_when() {
    each_house(async |house| {
        let (root, ann, ben) = (house.admin("root").await, house.user("ann").await, house.user("ben").await);
        let task = ann.post("/api/v1/tasks", json!({ "title": "sow" })).await.expect(201).json;
        let path = format!("/api/v1/tasks/{}", task["id"].as_str().unwrap());
        for minute in 1..30 {
            house.advance(MINUTE);
            ann.patch(&path, json!({ "title": format!("sow {minute}") })).await.expect(200);
        }
        ben.send(
            "POST",
            "/api/v1/tasks",
            &[("x-request-id", "req_of_ben"), ("content-type", "application/json")],
            r#"{"title":"reap"}"#,
        )
        .await
        .expect(201);
        let list = async |query: &str| root.get(&format!("/api/v1/audit?{query}")).await.expect(200).json;
        let all = list("").await;
        let numbers: Vec<i64> = all.as_array().unwrap().iter().map(|entry| entry["seq"].as_i64().unwrap()).collect();
        assert!(numbers.len() == 31 && numbers.is_sorted_by(|one, next| one > next), "{numbers:?}");
        let newest = &all[0];
        assert_eq!((&newest["operation"], &newest["request_id"]), (&json!("tasks.create"), &json!("req_of_ben")));
        for (query, expected) in [
            (format!("actor_id={}", ann.user_id), 30),
            (format!("space_id={}", ben.own_space), 1),
            (format!("subject_id={}", task["id"].as_str().unwrap()), 30),
            ("operation=tasks.create".into(), 2),
            (format!("operation=tasks.create&actor_id={}", ann.user_id), 1),
            ("request_id=req_of_ben".into(), 1),
            ("request_id=nobody".into(), 0),
            ("from=2026-11-20T08:29:00Z".into(), 2),
            ("until=2026-11-20T08:10:00Z".into(), 10),
            ("from=2026-11-20T08:10:00Z&until=2026-11-20T08:20:00Z".into(), 10),
            ("from=2027-01-01T00:00:00Z".into(), 0),
            ("until=2026-01-01T00:00:00Z".into(), 0),
        ] {
            assert_eq!(list(&query).await.as_array().unwrap().len(), expected, "{query}");
        }

        let (mut exported, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = root.get(&format!("/api/v1/audit/export?limit=7{cursor}")).await.expect(200);
            exported.extend(page.list().iter().cloned());
            let Some(next) = page.header("x-next-cursor") else { break };
            cursor = format!("&cursor={next}");
        }
        let newest_last: Vec<Value> = all.as_array().unwrap().iter().rev().cloned().collect();
        assert_eq!(exported, newest_last);
        for path in ["/api/v1/audit", "/api/v1/audit/export", "/api/v1/security/overview"] {
            ann.get(path).await.expect_problem(403, "forbidden");
        }
    })
    .await;
}

#[tokio::test]
async fn the_overview_counts_what_was_refused_and_tells_how_far_the_record_is_sealed() {
    each_house(async |house| {
        let (root, ann) = (house.admin("root").await, house.user("ann").await);
        let overview = async || root.get("/api/v1/security/overview").await.expect(200).json;
        let early = overview().await;
        assert_eq!(
            (&early["sealed"], &early["signed_at"], &early["active_tokens"]),
            (&json!(0), &Value::Null, &json!(2))
        );
        for _ in 0..12 {
            ann.get("/api/v1/audit").await.expect_problem(403, "forbidden");
        }
        ann.post("/api/v1/tasks", json!({ "title": "sow" })).await.expect(201);
        assert_eq!(overview().await["unsealed"], 1);
        Record::of(house.app()).close().await.unwrap();
        let told = overview().await;
        assert_eq!(
            (&told["sealed"], &told["unsealed"], &told["signed_at"]),
            (&json!(1), &json!(0), &json!(house.clock().now()))
        );
        assert_eq!((&told["dropped"], &told["spooled"]), (&json!(0), &json!(0)));
        let kinds = json!({ "denied": 12, "login_failed": 0, "csrf_failed": 0, "rate_limited": 0, "token_reused": 0 });
        let severities = json!({ "low": 0, "medium": 12, "high": 0, "critical": 0 });
        let counts = json!({ "total": 12, "by_kind": kinds, "by_severity": severities });
        assert_eq!((&told["last_24_hours"], &told["last_7_days"]), (&counts, &counts));
        house.advance(Duration::from_secs(25 * 60 * 60));
        let told = overview().await;
        assert_eq!((&told["last_24_hours"]["total"], &told["last_7_days"]["total"]), (&json!(0), &json!(12)));
    })
    .await;
}
