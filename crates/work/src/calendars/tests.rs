//! The story of calendars, through HTTP, over both databases.
use base::Id;
use house::{Client, Role, each_house};
use serde_json::{Value, json};
use store::{Batch, sql};

const PATH: &str = "/api/v1/calendar/calendars";

async fn make(client: &Client, name: &str) -> Value {
    client.post(PATH, json!({ "name": name })).await.expect(201).json
}

fn path(calendar: &Value) -> String {
    format!("{PATH}/{}", calendar["id"].as_str().unwrap())
}

async fn defaults(client: &Client) -> Vec<(String, bool)> {
    let list = client.get(PATH).await.expect(200);
    let told = |one: &Value| (one["name"].as_str().unwrap().to_owned(), one["is_default"].as_bool().unwrap());
    list.list().iter().map(told).collect()
}

#[tokio::test]
async fn pt_43_a_calendar_lives() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        assert_eq!(ann.get(PATH).await.expect(200).json, json!([]));
        let made = make(&ann, "Garden").await;
        assert_eq!((&made["color"], &made["timezone"]), (&json!("#3b82f6"), &json!("UTC")));
        assert_eq!((&made["is_default"], &made["event_count"]), (&json!(true), &json!(0)));
        assert_eq!(ann.get(&path(&made)).await.expect(200).json, made);
        assert_eq!(ann.get(PATH).await.expect(200).json, json!([made]));
        let edit = json!({ "name": "Orchard", "color": "#10B981", "timezone": "europe/berlin", "event_count": 7 });
        let changed = ann.put(&path(&made), edit).await.expect(200).json;
        assert_eq!((&changed["color"], &changed["timezone"]), (&json!("#10b981"), &json!("Europe/Berlin")));
        let undone = ann.post(&format!("{}/undo", path(&made)), json!({})).await.expect(200).json;
        assert_eq!(undone["name"], "Garden");
        ann.delete(&path(&made)).await.expect(200);
        ann.get(&path(&made)).await.expect_problem(404, "not_found");
        assert_eq!(ann.get(&format!("{PATH}?deleted=true")).await.expect(200).list().len(), 1);
        ann.post(&format!("{}/restore", path(&made)), json!({})).await.expect(200);
        let past = ann.get(&format!("{}/history", path(&made))).await.expect(200);
        assert_eq!((past.list().len(), &past.list()[0]["event"]), (5, &json!("calendars.restored")));
        for (body, flaw) in [
            (json!({ "name": " " }), ("/name", "empty")),
            (json!({}), ("/name", "missing")),
            (json!({ "name": "x", "color": "red" }), ("/color", "invalid")),
            (json!({ "name": "x", "timezone": "Mars/Phobos" }), ("/timezone", "unknown_zone")),
        ] {
            let told = ann.post(PATH, body).await;
            assert_eq!((told.problem(), told.flaw()), ((422, "invalid"), flaw));
        }
    })
    .await;
}

#[tokio::test]
async fn at_most_one_calendar_is_the_default_one() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let (one, two) = (make(&ann, "one").await, make(&ann, "two").await);
        let told = |one, two| vec![("one".to_owned(), one), ("two".to_owned(), two)];
        assert_eq!(defaults(&ann).await, told(true, false));
        ann.patch(&path(&two), json!({ "is_default": true })).await.expect(200);
        assert_eq!(defaults(&ann).await, told(false, true));
        ann.delete(&path(&two)).await.expect(200);
        ann.patch(&path(&one), json!({ "is_default": true })).await.expect(200);
        let back = ann.post(&format!("{}/restore", path(&two)), json!({})).await.expect(200).json;
        assert_eq!(back["is_default"], false, "another one has become it");
        ann.patch(&path(&two), json!({ "position": -1 })).await.expect(200);
        assert_eq!(defaults(&ann).await, [("two".to_owned(), false), ("one".to_owned(), true)]);
    })
    .await;
}

#[tokio::test]
async fn a_default_calendar_comes_into_being_with_the_first_event_and_once_only() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let event = |title: &str| {
            let body = json!({ "title": title, "start": "2026-11-21T09:00:00Z", "end": "2026-11-21T10:00:00Z" });
            let ann = ann.clone();
            async move { ann.post("/api/v1/calendar/events", body).await.expect(201).json }
        };
        let all = tokio::join!(event("a"), event("b"), event("c"), event("d"));
        let calendars = ann.get(PATH).await.expect(200).json;
        assert_eq!(calendars.as_array().unwrap().len(), 1, "{calendars}");
        assert_eq!(calendars[0]["name"], "Default Calendar");
        assert_eq!((&calendars[0]["event_count"], &calendars[0]["is_default"]), (&json!(4), &json!(true)));
        for made in [all.0, all.1, all.2, all.3] {
            assert_eq!(made["calendar_id"], calendars[0]["id"]);
        }
    })
    .await;
}

#[tokio::test]
async fn roles_say_who_sees_the_calendars_of_a_space_and_nobody_else_knows_of_them() {
    each_house(async |house| {
        let (ann, bob, eve) = (house.user("ann").await, house.user("bob").await, house.user("eve").await);
        let shared = house.shared(&[(&ann, Role::Owner), (&bob, Role::Viewer)]).await;
        let made = make(&ann.in_space(shared), "Garden").await;
        bob.in_space(shared).get(&path(&made)).await.expect(200);
        bob.in_space(shared).patch(&path(&made), json!({ "name": "x" })).await.expect_problem(403, "forbidden");
        eve.get(&path(&made)).await.expect_problem(404, "not_found");
        eve.in_space(shared).get(&path(&made)).await.expect_problem(404, "not_found");
        let reader = ann.with_scopes(&["calendar.read"]).await.in_space(shared);
        assert_eq!(reader.get(PATH).await.expect(200).list().len(), 1);
        reader.post(PATH, json!({ "name": "x" })).await.expect_problem(403, "forbidden");
    })
    .await;
}

#[tokio::test]
async fn pt_62_a_calendar_whose_row_is_corrupt_is_named_and_the_others_are_told() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        for name in ["one", "two", "three"] {
            ann.post(PATH, json!({ "name": name })).await.expect(201);
        }
        for corrupt in [
            sql!((), (Id,), "update calendars set color = 'reddish' where space_id = $1 and name = 'one'"),
            sql!((), (Id,), "update calendars set timezone = 'Mars/Phobos' where space_id = $1 and name = 'two'"),
        ] {
            house.write(Batch::new().run(corrupt, (ann.space_id(),))).await;
        }
        let list = ann.get(PATH).await.expect(200);
        let problems: Vec<_> = list.list().iter().map(|one| one["problem"].clone()).collect();
        assert_eq!(
            problems,
            [json!("what is kept as its color is none"), json!("the time zone Mars/Phobos is not known"), Value::Null]
        );
        ann.get("/api/v1/calendar/events").await.expect(200);
        let mend = [json!({ "color": "#123456" }), json!({ "timezone": "UTC" })];
        for (broken, mend) in list.list().iter().zip(mend) {
            let path = format!("{PATH}/{}", broken["id"].as_str().unwrap());
            assert_eq!(ann.patch(&path, mend).await.expect(200).json["problem"], Value::Null);
        }
    })
    .await;
}
