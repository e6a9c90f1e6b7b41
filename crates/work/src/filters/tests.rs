//! The story of filters, through HTTP, over both databases.
use house::{Answer, Client, Role, each_house};
use serde_json::{Value, json};

const PATH: &str = "/api/v1/filters";

/// A list under a filter, as a client asks for it.
async fn ask(client: &Client, noun: &str, filter: &str) -> Answer {
    let noun = match noun {
        "calendar_events" => "calendar/events".to_owned(),
        "calendars" => "calendar/calendars".to_owned(),
        "reminders" => {
            let task = client.get("/api/v1/tasks").await.expect(200).list()[0]["id"].clone();
            format!("tasks/{}/reminders", task.as_str().unwrap())
        }
        noun => noun.to_owned(),
    };
    let escaped: String = filter.bytes().map(|byte| format!("%{byte:02x}")).collect();
    client.get(&format!("/api/v1/{noun}?filter={escaped}")).await
}

fn texts<'a>(list: &'a [Value], name: &str) -> Vec<&'a str> {
    list.iter().map(|one| one[name].as_str().unwrap()).collect()
}

async fn garden(ann: &Client) {
    let home = ann.post("/api/v1/projects", json!({ "name": "Home" })).await.expect(201).json["id"].clone();
    ann.post("/api/v1/projects", json!({ "name": "Garden", "status": "on_hold" })).await.expect(201);
    for task in [
        json!({ "title": "sow", "project_id": home, "due_date": "2026-11-22" }),
        json!({ "title": "reap", "project_id": home, "status": "on_hold", "due_date": "2026-12-24" }),
        json!({ "title": "rest", "status": "on_hold" }),
        json!({ "title": "eat", "status": "completed", "due_date": "2026-11-19", "category": "Home" }),
    ] {
        ann.post("/api/v1/tasks", task).await.expect(201);
    }
}

#[tokio::test]
async fn every_list_takes_a_filter() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        garden(&ann).await;
        let task = ann.get("/api/v1/tasks").await.expect(200).list()[0]["id"].clone();
        for body in ["where are the seeds?", "here"] {
            ann.post("/api/v1/comments", json!({ "task_id": task, "body": body })).await.expect(201);
        }
        let fair = json!({ "title": "fair", "start": "2026-11-20T09:00:00Z", "location": "the market" });
        let walk = json!({ "title": "walk", "start": "2026-11-21", "recurrence_rule": "FREQ=DAILY;COUNT=3" });
        for event in [fair, walk] {
            ann.post("/api/v1/calendar/events", event).await.expect(201);
        }
        for minutes in [5, 50] {
            let path = format!("/api/v1/tasks/{}/reminders", task.as_str().unwrap());
            ann.post(&path, json!({ "minutes_before": minutes })).await.expect(201);
        }
        ann.post("/api/v1/calendar/calendars", json!({ "name": "Bees" })).await.expect(201);
        for (noun, name, filter, expected) in [
            ("calendars", "name", "not is_default and name ~ bee", &["Bees"][..]),
            ("calendars", "name", "user_id = me and description is empty", &["Default Calendar", "Bees"]),
            ("reminders", "user_id", "minutes_before > 10 and rang_at is not empty", &[]),
            ("notifications", "text", "kind = event_reminder and at < now", &[]),
            ("tasks", "title", r#"status in (pending, on_hold) && due_date < now+7d && project = "Home""#, &["sow"]),
            ("tasks", "title", "project ~ hom and user_id = me", &["reap", "sow"]),
            ("tasks", "title", "project != Home", &["eat", "rest"]),
            ("tasks", "title", "due_date < today or due_date is empty", &["eat", "rest"]),
            ("tasks", "title", "", &["eat", "rest", "reap", "sow"]),
            ("projects", "name", "status = ACTIVE", &["Home"]),
            ("projects", "name", "name ~ gard or framework is not empty", &["Garden"]),
            ("categories", "name", "is_default and priority >= 5 and not name ~ meet", &["Health"]),
            ("categories", "name", "type = event", &["Reminder", "Event"]),
            ("calendar_events", "start", "title = walk && start > 2026-11-21", &["2026-11-22", "2026-11-23"]),
            ("calendar_events", "title", "start < today+1d and not (title ~ WAL)", &["fair"]),
            ("calendar_events", "title", "location is not empty", &["fair"]),
            ("comments", "body", "user_id = me and body ~ seeds and created_at > now-7d", &["where are the seeds?"]),
        ] {
            let told = ask(&ann, noun, filter).await.expect(200);
            let mut found = texts(told.list(), name);
            if noun == "tasks" {
                // Made within one microsecond of the held clock, and told with the latest first.
                found.sort_unstable();
                let mut expected = expected.to_vec();
                expected.sort_unstable();
                assert_eq!(found, expected, "{filter}");
            } else {
                assert_eq!(found, expected, "{filter}");
            }
        }
        let told = ask(&ann, "tasks", "status = pending && tilte = x").await;
        assert_eq!((told.problem(), told.flaw()), ((422, "invalid"), ("/filter", "unknown_field")));
        let words = "at character 21 of the filter: status = pending && »tilte« = x";
        assert!(told.json["detail"].as_str().unwrap().ends_with(words), "{}", told.text);
        let told = ask(&ann, "categories", "type = evnt").await;
        assert_eq!(
            (told.flaw(), &told.json["flaws"][0]["allowed"][0]),
            (("/filter", "unknown_value"), &json!("event"))
        );
    })
    .await;
}

#[tokio::test]
async fn whoever_may_not_see_projects_cannot_ask_about_them() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        garden(&ann).await;
        let scoped = ann.with_scopes(&["tasks.read", "filters.read"]).await;
        assert_eq!(ask(&scoped, "tasks", "project = Home").await.flaw(), ("/filter", "forbidden"));
        assert_eq!(ask(&scoped, "tasks", "project_id is empty").await.expect(200).list().len(), 2);
        let begun = json!({ "noun": "tasks", "filter": "project = " });
        let told = scoped.post(&format!("{PATH}/complete"), begun.clone()).await.expect(200).json;
        assert_eq!(told["suggestions"], json!([]));
        let told = ann.post(&format!("{PATH}/complete"), begun).await.expect(200).json;
        assert_eq!(texts(told["suggestions"].as_array().unwrap(), "text"), ["\"Garden\"", "\"Home\""]);
    })
    .await;
}

#[tokio::test]
async fn what_can_be_asked_is_told() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let all = ann.get(&format!("{PATH}/fields")).await.expect(200);
        let nouns = texts(all.list(), "noun");
        assert!(
            nouns.is_sorted() && ["labels", "members", "relations", "tasks"].iter().all(|noun| nouns.contains(noun))
        );
        let flaw = ann.get(&format!("{PATH}/fields?noun=nonsense")).await;
        assert_eq!(flaw.flaw(), ("/noun", "unknown_value"));
        let tasks = ann.get(&format!("{PATH}/fields?noun=TASKS")).await.expect(200);
        let status =
            tasks.list()[0]["fields"].as_array().unwrap().iter().find(|one| one["name"] == "status").unwrap().clone();
        let expected = json!({
            "name": "status", "kind": "word", "operators": ["=", "!=", "in", "not in"], "may_be_empty": false,
            "allowed": ["pending", "in_progress", "completed", "cancelled", "on_hold"],
            "example": "status in (pending, in_progress)",
        });
        assert_eq!((status, &tasks.list()[0]["sorts"][2]), (expected, &json!("due_soonest")));
    })
    .await;
}

#[tokio::test]
async fn a_filter_is_completed_while_it_is_written() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        garden(&ann).await;
        for (written, from, expected) in [
            ("|", 0, &["id", "user_id", "project"][..]),
            ("due|", 0, &["due_date"]),
            ("status |", 7, &["=", "!=", "in", "not in"]),
            ("status = |", 9, &["pending", "in_progress", "completed", "cancelled", "on_hold"]),
            ("status = p|", 9, &["pending"]),
            ("status in (pending, o|", 20, &["on_hold"]),
            ("status in (pending |", 19, &[",", ")"]),
            ("status in |", 10, &["("]),
            ("not (status = pending |", 22, &["and", "or"]),
            ("due_date < n|", 11, &["now", "now+7d", "now-7d"]),
            ("due_date is |", 12, &["empty", "not empty"]),
            ("user_id = |", 10, &["me"]),
            ("project = \"ho|", 10, &["\"Home\""]),
            ("status = pending and pri| = high", 21, &["priority"]),
            ("nonsense = |", 11, &[]),
        ] {
            let cursor = written.find('|').unwrap();
            let body = json!({ "noun": "tasks", "filter": written.replace('|', ""), "cursor": cursor });
            let told = ann.post(&format!("{PATH}/complete"), body).await.expect(200).json;
            let found = texts(told["suggestions"].as_array().unwrap(), "text");
            let found = if written == "|" { &found[..3] } else { &found[..] };
            assert_eq!((found, &told["from"], &told["to"]), (expected, &json!(from), &json!(cursor)), "{written}");
        }
        for beyond in [-1, 2_001] {
            let body = json!({ "noun": "tasks", "cursor": beyond });
            let refused = ann.post(&format!("{PATH}/complete"), body).await;
            assert_eq!(refused.flaw(), ("/cursor", "out_of_range"), "{beyond}");
        }
        let body = json!({ "noun": "tasks", "filter": "status = pending and prio = high" });
        let told = ann.post(&format!("{PATH}/complete"), body).await.expect(200).json;
        let expected = json!({
            "code": "unknown_field", "message": "tasks have no field \"prio\"; did you mean priority?", "start": 21, "end": 25,
            "allowed": null,
        });
        assert_eq!(told["flaw"], expected);
        let good = json!({ "noun": "tasks", "filter": "status = pending" });
        assert_eq!(ann.post(&format!("{PATH}/complete"), good).await.expect(200).json["flaw"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn a_saved_filter_lives() {
    each_house(async |house| {
        let (ann, bob) = (house.user("ann").await, house.user("bob").await);
        garden(&ann).await;
        let new = json!({ "name": "Soon", "noun": "TASKS", "filter": "due_date is not empty", "sort": "due_latest", "is_pinned": true });
        let made = ann.post(PATH, new).await.expect(201).json;
        let (id, path) = (made["id"].as_str().unwrap(), format!("{PATH}/{}", made["id"].as_str().unwrap()));
        let run = async |client: &Client, more: &str| client.get(&format!("/api/v1/tasks?saved={id}{more}")).await;
        assert_eq!(texts(run(&ann, "").await.expect(200).list(), "title"), ["reap", "sow", "eat"]);
        assert_eq!(texts(run(&ann, "&sort=due_soonest&filter=title!=eat").await.expect(200).list(), "title"), ["sow", "reap"]);
        let other = ann.post(PATH, json!({ "name": "First", "noun": "projects", "filter": "" })).await.expect(201).json;
        ann.patch(&path, json!({ "position": 1 })).await.expect(200);
        assert_eq!(texts(ann.get(PATH).await.expect(200).list(), "name"), ["First", "Soon"]);
        assert_eq!(texts(ann.get(&format!("{PATH}?noun=tasks&is_pinned=true")).await.expect(200).list(), "name"), ["Soon"]);

        for (wrong, flaw) in [
            (json!({ "filter": "due_date = " }), ("/filter", "filter_syntax")),
            (json!({ "noun": "projects" }), ("/filter", "unknown_field")),
            (json!({ "noun": "projects", "filter": "" }), ("/sort", "unknown_value")),
            (json!({ "filter": "x".repeat(2_001) }), ("/filter", "too_long")),
        ] {
            assert_eq!(ann.patch(&path, wrong).await.flaw(), flaw);
        }
        let of_projects = ann.get(&format!("/api/v1/tasks?saved={}", other["id"].as_str().unwrap())).await;
        assert_eq!(of_projects.flaw(), ("/saved", "wrong_kind"));
        let of_projects = ann.get(&format!("/api/v1/projects?saved={}", other["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(of_projects.list().len(), 2);
        assert_eq!(run(&bob, "").await.flaw(), ("/saved", "unknown"));
        assert_eq!(run(&ann.with_scopes(&["tasks.read"]).await, "").await.problem(), (403, "forbidden"));

        let undone = ann.post(&format!("{path}/undo"), json!({})).await.expect(200).json;
        assert_eq!(undone["position"], 0);
        ann.delete(&path).await.expect(200);
        assert_eq!(run(&ann, "").await.flaw(), ("/saved", "unknown"));
        ann.post(&format!("{path}/restore"), json!({})).await.expect(200);
        run(&ann, "").await.expect(200);
        let shared = house.shared(&[(&ann, Role::Owner), (&bob, Role::Viewer)]).await;
        let new = json!({ "name": "Ours", "noun": "tasks", "filter": "user_id = me" });
        ann.in_space(shared).post(PATH, new.clone()).await.expect(201);
        assert_eq!(texts(bob.in_space(shared).get(PATH).await.expect(200).list(), "name"), ["Ours"]);
        bob.in_space(shared).post(PATH, new).await.expect_problem(403, "forbidden");
    })
    .await;
}

#[tokio::test]
async fn a_saved_filter_that_can_no_longer_be_read_says_so_and_can_be_mended() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let new = json!({ "name": "Soon", "noun": "tasks", "filter": "due_date is not empty" });
        let id = ann.post(PATH, new).await.expect(201).id().to_owned();
        let older = store::sql!((), (String, base::Id), "update saved_filters set filter = $1 where space_id = $2");
        house.write(store::Batch::new().run(older, ("deadline < now".into(), ann.own_space))).await;
        let told = ann.get(&format!("/api/v1/tasks?saved={id}")).await;
        assert_eq!(told.flaw(), ("/saved", "unknown_field"));
        ann.patch(&format!("{PATH}/{id}"), json!({ "name": "Later" })).await.expect(200);
        ann.patch(&format!("{PATH}/{id}"), json!({ "filter": "due_date > now" })).await.expect(200);
        ann.get(&format!("/api/v1/tasks?saved={id}")).await.expect(200);
    })
    .await;
}
