//! All that is one's own, taken along: nothing that somebody wrote is missing, and nothing of others or secret is in it.
mod words;

use account::{User, UserProfile, UserSettings};
use api::Own;
use base::Id;
use house::{Role, each_house};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use store::Kind;
use words::write;

const EXPORT: &str = "/api/v1/profile/export";
/// What ann writes wherever she can, and what others do.
const HERS: &str = "canary";
const OTHERS: &str = "stranger";

/// The columns in which no word of hers can stand: what the house fills in, and what has a form of its own.
const FILLED_BY_US: &[&str] = &[
    "api_tokens.prefix",
    "audit.audit_log.operation",
    "audit.audit_log.request_id",
    "audit.security_violations.address",
    "audit.security_violations.details",
    "audit.security_violations.method",
    "audit.security_violations.request_id",
    "calendars.color",
    "calendars.timezone",
    "changes.event",
    "changes.noun",
    "changes.operation",
    "changes.request_id",
    "changes.step",
    "api_tokens.scopes",
    "events.ends",
    "events.exdates",
    "events.google_event_id",
    "events.rdates",
    "events.recurrence_id",
    "events.recurrence_rule",
    "events.reminders",
    "events.starts",
    "events.timezone",
    "events.uid",
    "labels.color",
    "labels.name_key",
    "notifications.about_recurrence_id",
    "notifications.about_start",
    "roles.permissions",
    "sessions.address",
    "tasks.due_date",
    "tasks.due_order",
    "tasks.recurrence_rule",
    "tasks.recurrence_start",
    "user_categories.color",
    "user_categories.weights",
    "user_profiles.alternate_phone",
    "user_profiles.date_of_birth",
    "user_profiles.phone_number",
    "user_profiles.timezone",
    "user_profiles.work_phone",
    "user_settings.calendar_event_weights",
    "user_settings.timezone",
    "users.last_interview_date",
];
/// The columns that are told to nobody.
const SECRET: &[&str] = &[
    "legacy_rows.secrets",
    "letters.link",
    "user_settings.web_search_api_key",
    "users.hashed_password",
    "users.tfa_secret",
];

/// The name of a column on the wire.
fn wire(table: &str, column: &str) -> String {
    if table != "user_profiles" {
        return column.to_owned();
    }
    let mut parts = column.split('_');
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |name, part| name + &part[..1].to_uppercase() + &part[1..])
}

#[tokio::test]
async fn whoever_takes_their_data_along_has_all_they_wrote_and_nothing_of_others_nor_a_secret() {
    each_house(async |house| {
        let (ann, ben) = (house.user(HERS).await, house.user(OTHERS).await);
        let team = house.shared(&[(&ann, Role::Owner), (&ben, Role::Owner)]).await;
        let mut secrets = write(&house, &ben, OTHERS, team).await;
        secrets.extend(write(&house, &ann, HERS, team).await);
        let space = ann.post("/api/v1/spaces", json!({ "name": "with a program" })).await.expect(201).id().to_owned();
        let bot = json!({ "username": "bot", "role": "member" });
        ann.post(&format!("/api/v1/spaces/{space}/service-accounts"), bot).await.expect(201);
        let fresh = ann.signed_in().await;
        secrets.push(fresh.token().unwrap().to_owned());
        let told = fresh.get(EXPORT).await.expect(200);
        assert_eq!(told.header("content-disposition"), Some("attachment; filename=\"aiwfe-canary-2026-11-20.json\""));
        assert_eq!(told.header("content-type"), Some("application/json"));
        assert_eq!((&told.json["format"], &told.json["user_id"]), (&json!("aiwfe-export-1"), &json!(ann.user_id)));
        assert!(!told.text.contains(OTHERS), "what is another's is told");
        for secret in &secrets {
            assert!(!told.text.contains(secret.as_str()), "{secret} is told");
        }

        let mut missing = BTreeSet::new();
        for own in house.app().own() {
            let Own::Told { table, name, .. } = own else { continue };
            let rows = told.json[*name].as_array().unwrap_or_else(|| panic!("there is no list {name}"));
            for column in table.columns {
                let place = format!("{}.{}", table.name, column.name);
                let is_word = matches!(column.kind, Kind::Text | Kind::Json) && column.one_of.is_none();
                let is_told = rows.iter().any(|row| row[wire(table.name, column.name)].to_string().contains(HERS));
                if is_word && !is_told && !SECRET.contains(&place.as_str()) {
                    missing.insert(place);
                }
            }
            assert!(!rows.is_empty() || *name == "roles", "nothing is told of {name}");
        }
        let filled: BTreeSet<String> = FILLED_BY_US.iter().map(ToString::to_string).collect();
        let of_roles = BTreeSet::from(["roles.name".to_owned()]);
        let missing: BTreeSet<String> = missing.difference(&of_roles).cloned().collect();
        assert_eq!(missing, filled);
        let picture = told.json["avatar"][0]["base64"].as_str().unwrap();
        assert!(picture.starts_with("iVBORw0KGgo") && told.json["avatar"][0]["content_type"] == "image/png");
    })
    .await;
}

#[tokio::test]
async fn an_export_of_many_pages_is_whole_and_each_is_on_record() {
    each_house(async |house| {
        let ann = house.user("ann").await.signed_in().await;
        for part in 0..5 {
            let tasks: Vec<Value> = (0..90).map(|number| json!({ "title": format!("{part}-{number}") })).collect();
            for task in tasks {
                ann.post("/api/v1/tasks", task).await.expect(201);
            }
        }
        let written = ann.get("/api/v1/audit?limit=1000").await;
        let told = ann.get(EXPORT).await.expect(200).json;
        let count = |name: &str| told[name].as_array().unwrap().len();
        let titles: BTreeSet<&str> =
            told["tasks"].as_array().unwrap().iter().map(|task| task["title"].as_str().unwrap()).collect();
        assert_eq!((titles.len(), count("tasks"), count("changes")), (450, 450, 450), "{}", written.status);
        let last = told["audit"].as_array().unwrap().last().unwrap();
        assert_eq!(last["operation"], "export.all", "that it was taken along is told first");
        ann.send("HEAD", EXPORT, &[], "").await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn pt_62_an_export_names_the_row_that_cannot_be_read_and_tells_the_others() {
    each_house(async |house| {
        let ann = house.user("ann").await.signed_in().await;
        // More than a page, so that one of them ends with such a row and one is nothing else.
        for number in 0..401 {
            ann.post("/api/v1/tasks", json!({ "title": number.to_string() })).await.expect(201);
        }
        let spoil = |instant: &str| {
            format!("update tasks set created_at = {instant} where title in ('7', '199') or title >= '200' and title < '400'")
        };
        house.corrupt(&spoil("9000000000000000000"), &spoil("'infinity'"));
        let told = ann.get(EXPORT).await.expect(200).json;
        let tasks = told["tasks"].as_array().unwrap();
        let (unreadable, fine): (Vec<&Value>, Vec<&Value>) =
            tasks.iter().partition(|task| task["unreadable"].is_string());
        let spoilt = (0..401).map(|number: i32| number.to_string());
        let spoilt = spoilt.filter(|title| ["7", "199"].contains(&&**title) || (&**title >= "200" && &**title < "400"));
        let spoilt = spoilt.count();
        assert_eq!((unreadable.len(), fine.len()), (spoilt, 401 - spoilt));
        let ids: BTreeSet<&str> = tasks.iter().map(|task| task["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), 401, "each once");
        assert!(unreadable.iter().all(|task| task["unreadable"] == "created_at"));
        let mend = "update tasks set created_at = updated_at";
        house.corrupt(mend, mend);
    })
    .await;
}

#[tokio::test]
async fn only_somebody_who_has_just_shown_that_it_is_them_takes_their_data_along() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        ann.get(EXPORT).await.expect_problem(403, "step_up");
        let signed_in = ann.signed_in().await;
        signed_in.get(EXPORT).await.expect(200);
        house.advance(std::time::Duration::from_secs(10 * 60));
        signed_in.get(EXPORT).await.expect_problem(403, "step_up");
        house.anonymous().get(EXPORT).await.expect_problem(401, "unauthenticated");
    })
    .await;
}

/// The rows of people are told in the form that the product shows them in.
#[test]
fn what_a_row_hides_is_not_told() {
    let now = "2026-11-20T08:00:00Z".parse().unwrap();
    let id: Id = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
    let user = serde_json::to_value(User::new(id, "ann", "ann@example.org", now)).unwrap();
    assert!(user.get("hashed_password").is_none() && user.get("tfa_secret").is_none());
    let settings = serde_json::to_value(UserSettings::new(id, now)).unwrap();
    assert_eq!(settings["web_search_api_key_set"], false);
    assert!(settings.get("web_search_api_key").is_none());
    assert_eq!(serde_json::to_value(UserProfile::new(id, now)).unwrap()["firstName"], "");
}
