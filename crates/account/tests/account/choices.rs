//! What else there is about settings: keys that nobody is told, models, documents, and what the house itself remembers.
use account::{Model, Models, Provider, UserSettings};
use api::Work;
use house::{House, each_house};
use serde_json::{Value, json};
use std::sync::Arc;

const SETTINGS: &str = "/api/v1/settings";
const SYSTEM: &str = "/api/v1/admin/system-settings";

/// Somebody who provides one model.
struct OneModel;

impl Models for OneModel {
    fn list(&self) -> Work<Vec<Model>> {
        let model = Model {
            name: "one:1b".into(),
            size_bytes: Some(1_000_000_000),
            family: Some("one".into()),
            parameter_size: Some("1B".into()),
            quantization: None,
            tool_compatible: true,
            modified_at: None,
        };
        Box::pin(async { Ok(vec![model]) })
    }
}

/// Connects somebody who provides one model.
pub(crate) fn provide(house: &House) {
    house.app().furnish(Provider(Some(Arc::new(OneModel))));
}

#[tokio::test]
async fn s_12_a_key_to_a_service_is_kept_sealed_told_to_nobody_and_goes_under_new_keys() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        assert_eq!(ann.get(SETTINGS).await.expect(200).json["web_search_api_key_set"], false);
        let key = json!({ "web_search_provider": "tavily", "web_search_api_key": "tvly-canary" });
        let told = ann.put(SETTINGS, key.clone()).await.expect(200);
        assert_eq!((&told.json["web_search_api_key_set"], &told.json["revision"]), (&json!(true), &json!(2)));
        assert!(!told.text.contains("canary"));
        assert_eq!(ann.put(SETTINGS, key).await.expect(200).json["revision"], 2, "the same key is nothing new");
        let kept = async || {
            let settings: UserSettings = house.app().store().get((ann.user_id,)).await.unwrap().unwrap();
            settings.web_search_api_key.unwrap()
        };
        let place = vault::Place { table: "user_settings", column: "web_search_api_key", row: ann.user_id };
        let before = kept().await;
        assert!(!before.as_str().contains("canary"));
        house.app().ring().unwrap().rotate(vault::Purpose::Encryption, house.clock()).unwrap();
        let vault = house.app().vault().unwrap();
        for column in account::SEALED {
            assert!(vault.reseal(house.app().store(), column).await.unwrap().refused.is_empty());
        }
        let after = kept().await;
        assert_ne!(before.key(), after.key());
        assert_eq!(vault.open(place, &after).unwrap().expose(), "tvly-canary");
        ann.put(SETTINGS, json!({ "theme": "zen" })).await.expect(200);
        assert_eq!(kept().await, after, "what is not named is kept");

        for (value, rule) in [(json!(""), "empty"), (json!("x".repeat(501)), "too_long"), (json!(7), "type")] {
            let told = ann.put(SETTINGS, json!({ "web_search_api_key": value })).await;
            assert_eq!(told.flaw(), ("/web_search_api_key", rule));
        }
        let gone = ann.put(SETTINGS, json!({ "web_search_api_key": null })).await.expect(200);
        assert_eq!(gone.json["web_search_api_key_set"], false);
    })
    .await;
}

#[tokio::test]
async fn models_are_those_of_whoever_provides_them_and_nobody_does_at_first() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let told = ann.get("/api/v1/settings/models").await.expect_problem(503, "unavailable");
        assert_eq!(told.json["error"]["details"]["service"], "Ollama");
        provide(&house);
        let models = ann.get("/api/v1/settings/models").await.expect(200);
        assert_eq!((&models.json[0]["name"], &models.json[0]["tool_compatible"]), (&json!("one:1b"), &json!(true)));
    })
    .await;
}

#[tokio::test]
async fn settings_are_taken_to_another_house_as_one_change() {
    each_house(async |house| {
        let (ann, ben) = (house.user("ann").await, house.user("ben").await);
        let said =
            json!({ "theme": "zen", "agent_settings": { "a": 1 }, "push_notifications": false, "fast_model": "x:1b" });
        ann.put(SETTINGS, said).await.expect(200);
        ann.put(SETTINGS, json!({ "web_search_api_key": "tvly-canary" })).await.expect(200);
        let document = ann.post("/api/v1/settings/export", json!({})).await.expect(200);
        assert_eq!(document.json["format"], "aiwfe-settings-1");
        assert!(!document.text.contains("canary") && document.json["settings"]["user_id"].is_null());
        let brought = ben.post("/api/v1/settings/import", document.json.clone()).await.expect(200).json;
        assert_eq!((&brought["revision"], &brought["user_id"]), (&json!(2), &json!(ben.user_id)));
        let again = ben.post("/api/v1/settings/export", json!({})).await.expect(200);
        assert_eq!(again.json, document.json);
        for (body, at) in [
            (json!({ "settings": { "theme": "pink" } }), "/settings/theme"),
            (json!({ "settings": { "timezone": "Mars/Phobos" } }), "/settings/timezone"),
            (json!({ "format": "other", "settings": {} }), "/format"),
            (json!({}), "/settings"),
            (json!({ "settings": [null, "dark"] }), "/settings"),
        ] {
            assert_eq!(ben.post("/api/v1/settings/import", body).await.flaw().0, at);
        }
        assert_eq!(ben.get(SETTINGS).await.expect(200).json["revision"], 2);
    })
    .await;
}

#[tokio::test]
async fn what_the_house_remembers_is_looked_after_by_those_who_administer_it() {
    each_house(async |house| {
        let (root, ann) = (house.admin("root").await, house.user("ann").await);
        let one = format!("{SYSTEM}/mail.footer");
        root.get(&one).await.expect_problem(404, "not_found");
        assert_eq!(root.put(&one, json!({ "description": "x" })).await.flaw(), ("/value", "missing"));
        let made = root.put(&one, json!({ "value": "", "description": "Under each letter." })).await.expect(200);
        assert_eq!((&made.json["value"], made.header("etag")), (&json!(""), Some("\"1\"")));
        let changed = root.put(&one, json!({ "value": "Greetings" })).await.expect(200).json;
        assert_eq!((&changed["description"], &changed["revision"]), (&json!("Under each letter."), &json!(2)));
        assert_eq!(root.put(&one, changed.clone()).await.expect(200).json, changed, "nothing new changes nothing");
        let stale = [("if-match", "\"1\""), ("content-type", "application/json")];
        root.send("PUT", &one, &stale, r#"{"value":"x"}"#).await.expect_problem(412, "precondition_failed");
        let (a, b) = (json!({ "value": "a" }), json!({ "value": "b" }));
        let both = format!("{SYSTEM}/new");
        let (a, b) = tokio::join!(root.put(&both, a), root.put(&both, b));
        assert_eq!((a.status, b.status), (200, 200), "of two at once the second changes what the first made");
        assert_eq!(root.get(&both).await.expect(200).json["revision"], 2);

        let list = root.get(&format!("{SYSTEM}?limit=1")).await.expect(200);
        assert_eq!(list.json[0], changed);
        let next = format!("{SYSTEM}?limit=1&cursor={}", list.header("x-next-cursor").unwrap());
        assert_eq!(root.get(&next).await.expect(200).json[0]["key"], "new");
        for key in ["Capital", "a%20b", &"x".repeat(101)] {
            let told = root.put(&format!("{SYSTEM}/{key}"), json!({ "value": "x" })).await;
            assert_eq!(told.flaw(), ("/key", "key"), "{key}");
        }
        for (method, path) in [("GET", SYSTEM), ("GET", &one), ("PUT", &one), ("DELETE", &one)] {
            let told = ann.send_json(method, path, json!({ "value": "x" })).await;
            assert_eq!(told.problem(), (403, "forbidden"), "{method}");
        }
        root.delete(&one).await.expect(200);
        root.get(&one).await.expect_problem(404, "not_found");
        root.delete(&one).await.expect_problem(404, "not_found");
        // What keeps the first administrator the first one is nobody's to change.
        let told = root.put(&format!("{SYSTEM}/first_administrator"), json!({ "value": "x" })).await;
        assert_eq!(told.problem(), (409, "conflict"));
        let record: Value = root.get("/api/v1/audit?limit=10").await.expect(200).json;
        assert!(record.to_string().contains("system_settings.delete"));
    })
    .await;
}
