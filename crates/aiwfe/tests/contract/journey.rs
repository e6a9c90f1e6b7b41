//! What somebody new finds under the paths that the reports name: nothing of theirs is there yet, and everything works.
use house::each_house;
use serde_json::{Value, json};

#[tokio::test]
async fn pt_23_somebody_new_finds_every_endpoint_that_the_reports_name_at_work() {
    each_house(async |house| {
        let ann = house.user("ann").await.signed_in().await;
        for (path, expected) in [
            ("/api/v1/tasks", 0),
            ("/api/v1/opportunities", 0),
            ("/api/v1/projects", 0),
            ("/api/v1/calendar/events", 0),
            ("/api/v1/calendar/calendars", 0),
            ("/api/v1/categories", 10),
        ] {
            assert_eq!(ann.get(path).await.expect(200).list().len(), expected, "{path}");
        }
        let synced = ann.post("/api/v1/calendar/sync/auto", json!({})).await.expect(200).json;
        assert_eq!(synced["status"], "no_connection");
        assert_eq!(ann.get("/api/v1/calendar/sync/status").await.expect(200).json["connected"], false);

        for (path, body, shown) in [
            ("/api/v1/tasks", json!({ "title": "sow" }), "title"),
            ("/api/v1/opportunities", json!({ "title": "sell" }), "title"),
            ("/api/v1/projects", json!({ "name": "garden" }), "name"),
            ("/api/v1/calendar/events", json!({ "title": "fair", "start": "2026-11-21T09:00:00Z" }), "title"),
            ("/api/v1/categories", json!({ "name": "Garden", "type": "both" }), "name"),
        ] {
            let made = ann.post(path, body.clone()).await.expect(201);
            let is_there = |list: &[Value]| list.iter().any(|one| one[shown] == body[shown]);
            assert!(is_there(ann.get(path).await.expect(200).list()), "{path}");
            let one = format!("{path}/{}", made.id());
            assert_eq!(ann.get(&one).await.expect(200).json[shown], body[shown], "{path}");
            let changed = ann.patch(&one, json!({ shown: "another" })).await.expect(200);
            assert_eq!(changed.json[shown], "another", "{path}");
            ann.delete(&one).await.expect(200);
            assert!(!is_there(ann.get(path).await.expect(200).list()), "{path}");
        }
        let list = ann.get("/api/v1/calendar/calendars").await.expect(200);
        assert_eq!(list.list().len(), 1, "the first event has made a calendar");
    })
    .await;
}
