//! The story of calendars that nobody has connected, through HTTP, over both databases.
use house::each_house;
use serde_json::{Value, json};

#[tokio::test]
async fn without_a_connection_that_is_what_is_told() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let path = |name: &str| format!("/api/v1/calendar/{name}");
        let refused = ann.post(&path("sync"), json!({ "force_sync": true })).await;
        assert_eq!(refused.status, 400);
        let detail = "Google Calendar is not connected. Please connect your Google Calendar first.";
        assert_eq!(refused.json["detail"], detail);
        let status = ann.get(&path("sync/status")).await.expect(200).json;
        assert_eq!(status, json!({ "connected": false, "last_sync": null, "total_events": 0 }));
        for body in [json!({}), json!({ "whatever": ["it", "says"] })] {
            assert_eq!(ann.post(&path("sync/auto"), body).await.expect(200).json["status"], "no_connection");
        }
        let health = ann.get(&path("sync/health")).await.expect(200).json;
        assert_eq!((&health["user_health"], &health["recent_schema_errors"]), (&json!("not_connected"), &json!(0)));
        let metrics = ann.get(&path("sync/metrics?hours=168")).await.expect(200).json;
        assert_eq!(metrics["circuit_breaker"], json!({ "open": false, "consecutive_failures": 0, "threshold": 3 }));
        assert_eq!((&metrics["time_window_hours"], &metrics["user_id"]), (&json!(168), &json!(ann.user_id)));
        for hours in ["0", "169", "many"] {
            assert_eq!(ann.get(&path(&format!("sync/metrics?hours={hours}"))).await.flaw().0, "/hours");
        }
    })
    .await;
}

#[tokio::test]
async fn a_conversation_is_read_in_the_zone_of_whoever_asks() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        ann.put("/api/v1/settings", json!({ "timezone": "Asia/Tokyo" })).await.expect(200);
        let path = "/api/v1/calendar/analyze-event";
        let said = json!([{ "role": "assistant", "content": "Hello! tomorrow at 1:00?" }, { "role": "user", "content": "Tea at 15:00", "timestamp": 1 }]);
        let told = ann.post(path, json!({ "conversation": said, "timeSlot": {}, "userCategories": [] })).await.expect(200).json;
        assert_eq!(told["eventDetails"]["start"], "2026-11-21T15:00:00+09:00", "it is 17:00 there by now");
        let made = ann.post("/api/v1/calendar/events", {
            let mut event = told["eventDetails"].clone();
            event["description"] = Value::Null;
            event
        });
        assert_eq!(made.await.expect(201).json["title"], "Tea");
        let of_no_time = ann.post(path, json!({ "conversation": [], "timeSlot": null })).await;
        assert_eq!(of_no_time.flaw(), ("/timeSlot", "type"));
        let asked = ann.post(path, json!({ "conversation": [] })).await.expect(200).json;
        assert_eq!((&asked["needsMoreInfo"], &asked["eventDetails"]), (&json!(true), &Value::Null));
    })
    .await;
}
