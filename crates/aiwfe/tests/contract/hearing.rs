//! Who hears of a change: whoever may see such things, by the permission that shows them.
use house::each_house;
use serde_json::{Value, json};

#[tokio::test]
async fn whoever_may_see_a_thing_hears_of_it_and_nobody_else() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let since = ann.get("/api/v1/tasks").await.expect(200).header("x-sync-token").unwrap().to_owned();
        let task = ann.post("/api/v1/tasks", json!({ "title": "sow" })).await.expect(201).id().to_owned();
        ann.post(&format!("/api/v1/tasks/{task}/subtasks"), json!({ "subtasks": [{ "title": "dig" }] }))
            .await
            .expect(200);
        ann.post("/api/v1/calendar/events", json!({ "title": "fair", "start": "2026-11-21" })).await.expect(201);
        ann.post("/api/v1/projects", json!({ "name": "garden" })).await.expect(201);
        for (scope, expected) in [
            ("tasks.read", &["subtasks", "tasks"][..]),
            ("calendar.read", &["calendar_events", "calendars"]),
            ("projects.read", &["projects"]),
            ("comments.read", &[]),
        ] {
            let heard = ann.with_scopes(&["events.read", scope]).await;
            let heard = heard.get(&format!("/api/v1/events/stream?for_ms=300&since={since}")).await.expect(200).text;
            let told = heard.lines().filter_map(|line| serde_json::from_str::<Value>(line.strip_prefix("data:")?).ok());
            let mut nouns: Vec<String> = told.filter_map(|told| Some(told.get("noun")?.as_str()?.to_owned())).collect();
            nouns.sort();
            nouns.dedup();
            assert_eq!(nouns, expected, "{scope}: {heard}");
        }
    })
    .await;
}
