//! The list of tasks: narrowed, sorted, page by page.
use super::{make, titles};
use house::each_house;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn a_list_is_filtered_sorted_and_read_page_by_page() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let garden = ann.post("/api/v1/projects", json!({ "name": "Garden" })).await.expect(201).json["id"].clone();
        for (title, more) in [
            ("sow", json!({ "due_date": "2026-11-22", "project_id": garden, "category": "Home" })),
            ("reap", json!({ "due_date": "2026-11-21T10:00:00Z", "status": "in_progress", "priority": "urgent" })),
            ("rest", json!({ "status": "on_hold", "task_type": "meeting", "priority": "low" })),
            ("eat", json!({ "due_date": "2026-11-21", "status": "completed" })),
        ] {
            house.advance(Duration::from_secs(1));
            let mut fields = more;
            fields["title"] = json!(title);
            make(&ann, fields).await;
        }
        for (query, expected) in [
            ("", &["eat", "rest", "reap", "sow"][..]),
            ("sort=oldest", &["sow", "reap", "rest", "eat"]),
            ("sort=due_soonest", &["eat", "reap", "sow", "rest"]),
            ("sort=due_latest", &["rest", "sow", "reap", "eat"]),
            ("sort=score_highest", &["reap", "sow", "rest", "eat"]),
            ("sort=SCORE_LOWEST", &["eat", "rest", "sow", "reap"]),
            ("status=pending", &["sow"]),
            ("status=in_progress,ON_HOLD", &["rest", "reap"]),
            ("priority=urgent,low", &["rest", "reap"]),
            ("task_type=meeting", &["rest"]),
            ("category=Home", &["sow"]),
            ("due_before=2026-11-22", &["eat", "reap"]),
            ("due_after=2026-11-21T09:00:00Z", &["reap", "sow"]),
            ("status=pending,completed&due_before=2026-11-22", &["eat"]),
            (&format!("project_id={}", garden.as_str().unwrap()), &["sow"]),
        ] {
            assert_eq!(titles(&ann, query).await, expected, "{query}");
        }
        for sort in ["newest", "oldest", "due_soonest", "due_latest", "score_highest", "score_lowest"] {
            let whole = titles(&ann, &format!("sort={sort}")).await;
            let (mut walked, mut cursor) = (Vec::new(), String::new());
            loop {
                let page = ann.get(&format!("/api/v1/tasks?sort={sort}&limit=1{cursor}")).await.expect(200);
                walked.push(page.list()[0]["title"].as_str().unwrap().to_owned());
                match page.header("x-next-cursor") {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
            assert_eq!(walked, whole, "{sort}");
        }
        let flaw = ann.get("/api/v1/tasks?status=lost").await;
        assert_eq!((flaw.problem(), flaw.flaw()), ((422, "invalid"), ("/status/0", "unknown_value")));
        assert_eq!(flaw.json["flaws"][0]["allowed"][4], "on_hold");
    })
    .await;
}
