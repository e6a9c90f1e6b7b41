//! The story of settings, through HTTP, over both databases.
use account::UserSettings;
use house::{Client, each_house};
use serde_json::{Value, json};
use store::{Batch, OneOf, sql};

const SETTINGS: &str = "/api/v1/settings";

/// What the settings are.
async fn settings(client: &Client) -> Value {
    client.get(SETTINGS).await.expect(200).json
}

#[tokio::test]
async fn pt_43_a_new_user_reads_their_settings_changes_them_and_reads_them_again() {
    each_house(async |house| {
        let (ann, ben) = (house.user("ann").await, house.user("ben").await);
        let first = ann.get(SETTINGS).await.expect(200);
        assert_eq!(first.header("etag"), Some("\"1\""));
        for (name, expected) in [
            ("theme", json!("dark")),
            ("notifications_enabled", json!(true)),
            ("email_notifications", json!(true)),
            ("timezone", json!("UTC")),
            ("selected_model", json!("llama3.2:3b")),
            ("wave_function_refinement_model", json!("llama3.1:8b")),
            ("fast_model", Value::Null),
            ("agent_settings", Value::Null),
            ("web_search_provider", json!("disabled")),
            (
                "calendar_event_weights",
                json!({ "meeting": 1.0, "appointment": 0.9, "reminder": 0.7, "task": 0.8, "event": 0.6 }),
            ),
        ] {
            assert_eq!(first.json[name], expected, "{name}");
        }

        let part = json!({ "theme": "Rainforest", "timezone": "europe/berlin", "colour": "red", "agent_settings": {} });
        let changed = ann.put(SETTINGS, part).await.expect(200).json;
        let told = ["theme", "timezone", "agent_settings", "revision", "chat_model"].map(|name| &changed[name]);
        assert_eq!(json!(told), json!(["rainforest", "Europe/Berlin", {}, 2, "llama3.2:3b"]));
        assert_eq!(settings(&ann).await, changed);
        let quiet = ann.post(SETTINGS, json!({ "email_notifications": false })).await.expect(200).json;
        assert_eq!((&quiet["notifications_enabled"], &quiet["email_notifications"]), (&json!(false), &json!(false)));
        let lighter = json!({ "calendar_event_weights": { "task": 0 }, "theme": null });
        let lighter = ann.patch(SETTINGS, lighter).await.expect(200).json;
        assert_eq!((&lighter["theme"], &lighter["calendar_event_weights"]["task"]), (&json!("dark"), &json!(0.0)));
        assert_eq!(lighter["calendar_event_weights"]["meeting"], 1.0);
        let back = ann.put(SETTINGS, lighter.clone()).await.expect(200).json;
        assert_eq!(back, lighter, "what was shown may be sent back, and changes nothing");
        assert_eq!(settings(&ann).await, lighter);
        assert_eq!(settings(&ben).await["revision"], 1, "everybody has their own");

        let stale = [("if-match", "\"1\""), ("content-type", "application/json")];
        ann.send("PUT", SETTINGS, &stale, r#"{"theme":"zen"}"#).await.expect_problem(412, "precondition_failed");
        let current = ann.get("/api/v1/user/current").await.expect(200).json;
        assert_eq!((&current["timezone"], &current["notifications_enabled"]), (&json!("Europe/Berlin"), &json!(false)));
    })
    .await;
}

#[tokio::test]
async fn pt_43_settings_without_a_row_are_as_at_first_and_are_kept_from_the_first_change_on() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let before = settings(&ann).await;
        house.write(Batch::new().delete::<UserSettings>((ann.user_id,))).await;
        assert_eq!(settings(&ann).await, before);
        ann.put(SETTINGS, json!({ "theme": "dark" })).await.expect(200);
        let (zen, quiet) = (json!({ "theme": "zen" }), json!({ "push_notifications": false }));
        let (one, two) = tokio::join!(ann.put(SETTINGS, zen), ann.patch(SETTINGS, quiet));
        assert_eq!((one.status, two.status), (200, 200), "whoever comes second finds the row");
        let after = settings(&ann).await;
        assert_eq!((&after["theme"], &after["push_notifications"]), (&json!("zen"), &json!(false)));
        assert_eq!(after["revision"], 3);
    })
    .await;
}

#[tokio::test]
async fn pt_43_what_no_setting_can_be_is_told_with_its_place_and_what_would_do() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        for (field, value, rule) in [
            ("theme", json!("pink"), "unknown_value"),
            ("theme", json!(7), "type"),
            ("web_search_provider", json!("bing"), "unknown_value"),
            ("timezone", json!("Mars/Phobos"), "unknown_zone"),
            ("notifications_enabled", json!("yes"), "type"),
            ("chat_model", json!(""), "empty"),
        ] {
            let told = ann.put(SETTINGS, json!({ field: value })).await;
            assert_eq!(told.flaw(), (format!("/{field}").as_str(), rule), "{value}");
        }
        let told = ann.put(SETTINGS, json!({ "theme": "pink" })).await;
        assert_eq!(told.json["flaws"][0]["allowed"], json!(account::Theme::TEXTS));
        let told = ann.put(SETTINGS, json!({ "calendar_event_weights": { "task": 2 } })).await;
        assert_eq!(told.flaw(), ("/calendar_event_weights/task", "out_of_range"));
        for (method, body) in [("PUT", "[]"), ("POST", "\"dark\""), ("PATCH", "7"), ("PUT", "{\"theme\":")] {
            let told = ann.send(method, SETTINGS, &[("content-type", "application/json")], body).await;
            assert_eq!(told.problem(), (400, "malformed"), "{body}");
            let why = &told.json["error"]["details"]["field_errors"]["body"];
            assert_eq!(why, &told.json["detail"], "{body}");
        }
        assert_eq!(settings(&ann).await["revision"], 1);
    })
    .await;
}

#[tokio::test]
async fn pt_34_settings_and_a_profile_that_cannot_be_put_on_record_are_not_changed() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        house.write(Batch::new().run(sql!((), (), "drop table audit.audit_log"), ())).await;
        for (path, body, wrong) in [
            (SETTINGS, json!({ "theme": "zen" }), json!({ "theme": "pink" })),
            ("/api/v1/profile", json!({ "firstName": "Ann" }), json!({ "workEmail": "ann" })),
        ] {
            let before = ann.get(path).await.expect(200).json;
            ann.put(path, body).await.expect_problem(503, "audit_unavailable");
            ann.put(path, wrong).await.expect_problem(422, "invalid");
            assert_eq!(ann.get(path).await.expect(200).json, before);
        }
    })
    .await;
}
