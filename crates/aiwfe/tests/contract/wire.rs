//! What the first clients send and read.
use house::each_house;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use work::{TaskPriority, TaskStatus};

const TASKS: &str = "/api/v1/tasks";

#[tokio::test]
async fn pt_43_a_new_user_makes_reads_changes_completes_and_deletes_a_task() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        assert_eq!(ann.get(TASKS).await.expect(200).text, "[]");
        let made = ann.post(TASKS, json!({ "title": "Sow the beans 🌱", "priority": "HIGH" })).await.expect(201);
        let task = format!("{TASKS}/{}", made.id());
        assert_eq!(made.header("location"), Some(task.as_str()));
        assert_eq!((&made.json["status"], &made.json["priority"]), (&json!("pending"), &json!("high")));
        assert_eq!(ann.get(&task).await.expect(200).json, made.json);
        assert_eq!(ann.get(TASKS).await.expect(200).list(), std::slice::from_ref(&made.json));

        let part = json!({ "description": "in two rows", "status": "In_Progress" });
        let changed = ann.put(&task, part).await.expect(200).json;
        assert_eq!((&changed["title"], &changed["priority"]), (&made.json["title"], &json!("high")));
        assert_eq!((&changed["description"], &changed["status"]), (&json!("in two rows"), &json!("in_progress")));
        let done = ann.put(&task, json!({ "status": "completed" })).await.expect(200).json;
        assert_eq!((&done["completion_percentage"], &done["status"]), (&json!(100), &json!("completed")));
        assert_eq!(done["completed_at"], "2026-11-20T08:00:00.000000Z");
        assert_eq!(ann.get(&format!("{TASKS}?status=completed")).await.expect(200).list().len(), 1);

        let said = ann.delete(&task).await.expect(200).json;
        assert_eq!(said, json!({ "message": format!("Task {} deleted successfully", made.id()) }));
        ann.get(&task).await.expect_problem(404, "not_found");
        assert_eq!(ann.get(TASKS).await.expect(200).text, "[]");
    })
    .await;
}

#[tokio::test]
async fn pt_43_a_new_user_makes_reads_changes_and_deletes_a_project() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        assert_eq!(ann.get("/api/v1/projects").await.expect(200).text, "[]");
        let made = ann.post("/api/v1/projects", json!({ "name": "The garden" })).await.expect(201);
        let project = format!("/api/v1/projects/{}", made.id());
        let of_project = json!({ "title": "Sow", "project_id": made.id() });
        ann.post(TASKS, of_project).await.expect(201);
        assert_eq!(ann.get(&format!("{TASKS}?project_id={}", made.id())).await.expect(200).list().len(), 1);
        let changed = ann.put(&project, json!({ "status": "ON_HOLD" })).await.expect(200).json;
        assert_eq!((&changed["name"], &changed["status"]), (&json!("The garden"), &json!("on_hold")));
        assert_eq!(ann.get("/api/v1/projects").await.expect(200).list(), [changed]);
        ann.delete(&project).await.expect(200);
        ann.get(&project).await.expect_problem(404, "not_found");
    })
    .await;
}

#[tokio::test]
async fn pt_44_an_id_that_is_none_is_told_so_before_anything_else_is_looked_at() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        for id in ["undefined", "null", "1", "%20"] {
            let told = ann.put(&format!("{TASKS}/{id}"), json!({ "title": "x" })).await;
            assert_eq!(told.problem(), (400, "malformed"), "{id}");
            assert!(told.json["detail"].as_str().unwrap().starts_with("id in the path: "), "{}", told.text);
        }
    })
    .await;
}

#[tokio::test]
async fn pt_43_an_enum_is_read_in_any_case_and_told_in_one_and_a_wrong_value_is_told_the_right_ones() {
    each_house(async |house| {
        use store::OneOf;
        let ann = house.user("ann").await;
        for text in TaskStatus::TEXTS {
            for given in [text.to_string(), text.to_uppercase(), text[..1].to_uppercase() + &text[1..]] {
                let made = ann.post(TASKS, json!({ "title": "x", "status": given })).await.expect(201);
                assert_eq!(made.json["status"], *text);
            }
        }
        for given in [json!("done"), json!(""), json!(" pending"), json!("pending ")] {
            let told = ann.post(TASKS, json!({ "title": "x", "status": given })).await;
            assert_eq!(told.flaw(), ("/status", "unknown_value"), "{given}");
            assert_eq!(told.json["flaws"][0]["allowed"], json!(TaskStatus::TEXTS));
        }
        let told = ann.get(&format!("{TASKS}?priority=soon")).await;
        assert_eq!(told.json["flaws"][0]["allowed"], json!(TaskPriority::TEXTS));
        for (body, at, rule) in [
            (json!({}), "/title", "missing"),
            (json!({ "title": "" }), "/title", "empty"),
            (json!({ "title": 1 }), "/title", "type"),
            (json!({ "title": "x", "importance_weight": 3 }), "/importance_weight", "out_of_range"),
            (json!({ "title": "x", "colour": "red" }), "/colour", "unknown_field"),
        ] {
            let told = ann.post(TASKS, body.clone()).await;
            assert_eq!(told.flaw(), (at, rule), "{body}");
            let message = &told.json["flaws"][0]["message"];
            assert_eq!((&told.json["detail"], &told.json["error"]["message"]), (message, message));
            assert_eq!(&told.json["error"]["details"]["field_errors"][&at[1..]], message);
        }
    })
    .await;
}

#[tokio::test]
async fn pt_43_a_list_comes_bare_or_in_an_envelope_and_page_by_page() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        for title in ["one", "two", "three"] {
            ann.post(TASKS, json!({ "title": title })).await.expect(201);
        }
        let (mut path, mut titles) = (format!("{TASKS}?sort=oldest&limit=2"), Vec::new());
        loop {
            let page = ann.get(&path).await.expect(200);
            titles.extend(page.list().iter().map(|task| task["title"].as_str().unwrap().to_owned()));
            assert!(page.header("x-sync-token").is_some());
            let Some(link) = page.header("link") else { break };
            let next = link.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\"")).unwrap();
            assert!(next.ends_with(page.header("x-next-cursor").unwrap()), "{link}");
            path = next.to_owned();
        }
        assert_eq!(titles, ["one", "two", "three"]);
        let bare = ann.get(&format!("{TASKS}?limit=1")).await.expect(200);
        let enveloped = ann.get(&format!("{TASKS}?limit=1&envelope=1")).await.expect(200);
        assert_eq!(names(&enveloped.json), BTreeSet::from(["items", "next", "sync_token"]));
        assert_eq!(enveloped.json["items"], bare.json);
        assert_eq!(enveloped.json["next"].as_str(), bare.header("x-next-cursor"));
        for limit in ["0", "1001", "many"] {
            let told = ann.get(&format!("{TASKS}?limit={limit}")).await;
            assert_eq!(told.flaw().0, "/limit", "{limit}");
        }
        ann.get(&format!("{TASKS}?cursor=nonsense")).await.expect_problem(400, "malformed");
    })
    .await;
}

fn names(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn pt_40_a_problem_has_the_fields_of_the_older_clients_and_no_others_than_are_known() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let own = ["type", "title", "status", "detail", "code", "retryable", "flaws"];
        let older = ["success", "error", "timestamp", "request_id"];
        let inner = ["code", "message", "category", "severity", "details", "suggestions", "documentation_url"];
        for told in [
            ann.get("/nonsense").await,
            ann.get(&format!("{TASKS}/undefined")).await,
            ann.post(TASKS, json!({})).await,
            house.anonymous().get(TASKS).await,
        ] {
            assert_eq!(names(&told.json), own.into_iter().chain(older).collect());
            assert_eq!(names(&told.json["error"]), inner.into_iter().collect());
        }
        let told = ann.send("GET", "/nonsense", &[("x-request-id", "req_5ef5ead7cd7c")], "").await;
        assert_eq!(told.json["request_id"], "req_5ef5ead7cd7c");
    })
    .await;
}
