//! That a house is one: people come in as what they are, answers are checked, statements are counted.
use crate::{Answer, Client, Document, Reach, Role, each_house, envelope, headers};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response};
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};
use store::{Batch, Statement, sql};

#[tokio::test]
async fn people_come_in_as_what_they_are() {
    each_house(async |house| {
        let (ann, bob) = (house.user("ann").await, house.user("bob").await);
        let shared = house.shared(&[(&ann, Role::Owner), (&bob, Role::Viewer)]).await;
        let task = ann.in_space(shared).post("/api/v1/tasks", json!({ "title": "sow" })).await.expect(201);
        let path = format!("/api/v1/tasks/{}", task.id());
        let as_viewer = bob.in_space(shared);
        assert_eq!(as_viewer.get(&path).await.expect(200).json["title"], "sow");
        as_viewer.patch(&path, json!({ "title": "reap" })).await.expect_problem(403, "forbidden");
        bob.get(&path).await.expect_problem(404, "not_found");
        house.anonymous().get(&path).await.expect_problem(401, "unauthenticated");
        let scoped = ann.with_scopes(&["projects.read"]).await;
        assert_eq!(scoped.get("/api/v1/tasks").await.problem(), (403, "forbidden"));
        let short = ann.with_token(Reach { lasts: Some(Duration::from_secs(60)), ..Reach::default() }).await;
        short.get("/api/v1/tasks").await.expect(200);
        house.advance(Duration::from_secs(60));
        short.get("/api/v1/tasks").await.expect(401);
        let limited = ann.with_token(Reach { rate_per_minute: Some(1), ..Reach::default() }).await;
        limited.get("/api/v1/tasks").await.expect(200);
        limited.get("/api/v1/tasks").await.expect_problem(429, "rate_limited");
        scoped.revoke().await;
        scoped.get("/api/v1/tasks").await.expect(401);
        bob.disable().await;
        bob.get("/api/v1/tasks").await.expect(401);
        let answered = house.answered(|status| status < 300);
        assert_eq!(answered, BTreeSet::from(["tasks.create", "tasks.get", "tasks.list"].map(str::to_owned)));
        assert!(house.problems().contains("rate_limited"));
    })
    .await;
}

#[tokio::test]
async fn a_request_asks_no_more_of_the_database_than_it_must() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let create = async || ann.post("/api/v1/tasks", json!({ "title": "sow" })).await.expect(201);
        let task = format!("/api/v1/tasks/{}", create().await.id());
        // Who it is, and the rows.
        assert_eq!(house.statements(ann.get(&task)).await, 2);
        assert_eq!(house.statements(ann.get("/api/v1/tasks?status=pending&sort=due_soonest")).await, 2);
        // Who it is; the task, its change, its record.
        assert_eq!(house.statements(create()).await, 4);
        // Who it is, the task as it was; the task, its change, its record.
        assert_eq!(house.statements(ann.patch(&task, json!({ "title": "reap" }))).await, 5);
    })
    .await;
}

#[tokio::test]
async fn the_change_log_is_listened_to_for_as_long_as_is_said() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let told = ann.get("/api/v1/events/stream?for_ms=1").await.expect(200);
        assert!(told.text.starts_with("retry:"), "{}", told.text);
    })
    .await;
}

/// What breaks a rule that rows must keep, and what mends it.
const BROKEN: [[Statement<(), ()>; 2]; 7] = [
    [
        sql!((), (), "update memberships set role = 'admin' where role = 'owner' /* all spaces */"),
        sql!((), (), "update memberships set role = 'owner' where role = 'admin' /* all spaces */"),
    ],
    [
        sql!((), (), "update tasks set completed_at = created_at /* all spaces */"),
        sql!((), (), "update tasks set completed_at = null /* all spaces */"),
    ],
    [
        sql!((), (), "update tasks set blocking = 7 /* all spaces */"),
        sql!((), (), "update tasks set blocking = 0 /* all spaces */"),
    ],
    [
        sql!((), (), "update tasks set waiting_for = 7 /* all spaces */"),
        sql!((), (), "update tasks set waiting_for = 0 /* all spaces */"),
    ],
    [
        sql!((), (), "update tasks set revision = revision + 1 /* all spaces */"),
        sql!((), (), "update tasks set revision = revision - 1 /* all spaces */"),
    ],
    [
        sql!(
            (),
            (),
            "insert into search_words (space_id, noun, word, row_id, weight) \
             select space_id, 'tasks', 'lost', id, 1 from tasks /* all spaces */"
        ),
        sql!((), (), "delete from search_words /* all spaces */"),
    ],
    [
        sql!((), (), "update events set first_at = last_at, last_at = first_at /* all spaces */"),
        sql!((), (), "update events set first_at = last_at, last_at = first_at /* all spaces */"),
    ],
];

#[tokio::test]
async fn pt_77_what_does_not_hold_of_the_rows_is_found_once_a_test_is_over() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        ann.post("/api/v1/tasks", json!({ "title": "sow" })).await.expect(201);
        let fair = json!({ "title": "fair", "start": "2026-11-21" });
        ann.post("/api/v1/calendar/events", fair).await.expect(201);
        let scan = async || {
            let store = house.app().store().clone();
            tokio::spawn(async move { crate::scan::everything_holds(&store).await }).await.is_ok()
        };
        assert!(scan().await);
        for (at, [breaks, mends]) in BROKEN.into_iter().enumerate() {
            house.write(Batch::new().run(breaks, ())).await;
            assert!(!scan().await, "{at}");
            house.write(Batch::new().run(mends, ())).await;
            assert!(scan().await, "{at}");
        }
    })
    .await;
}

/// A problem with something else in its place.
fn told(status: u16, at: &str, value: Value) -> Answer {
    let error = base::Error::NotFound { what: "task" };
    let now = "2026-11-20T08:00:00Z".parse().unwrap();
    let problem = api::Problem::new(&error, now, "req_1");
    let mut json: Value = serde_json::from_str(&problem.body()).unwrap();
    *json.pointer_mut(at).unwrap() = value;
    let kind = Some(("content-type", "application/problem+json"));
    answer(status, kind.into_iter().chain([("x-request-id", "req_1")]), &json.to_string())
}

fn answer<'a>(status: u16, headers: impl IntoIterator<Item = (&'a str, &'a str)>, body: &str) -> Answer {
    let mut response = Response::builder().status(status).body(()).unwrap().into_parts().0;
    let pair = |(name, value): (&str, &str)| {
        (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap())
    };
    response.headers = headers.into_iter().map(pair).collect::<HeaderMap>();
    Answer::new("GET /".into(), &response, body.as_bytes())
}

#[test]
fn a_problem_that_says_something_else_is_found() {
    assert_eq!(envelope::check(&told(404, "/code", json!("not_found"))), Ok(()));
    assert!(envelope::check(&told(403, "/code", json!("not_found"))).is_err());
    for (at, value) in [
        ("/code", json!("gone")),
        ("/detail", json!(["not", "found"])),
        ("/detail", json!("")),
        ("/status", json!(403)),
        ("/request_id", json!("req_2")),
        ("/timestamp", json!("yesterday")),
        ("/success", json!(true)),
        ("/flaws", json!([{ "at": "/title", "code": "empty", "message": "x", "allowed": null }])),
        ("/error/code", json!("ERR_404_x")),
        ("/error/details", json!([])),
        ("/error/category", json!("validation")),
    ] {
        assert!(envelope::check(&told(404, at, value)).is_err(), "{at}");
    }
}

#[test]
fn a_head_that_lacks_something_is_found() {
    const ALL: [(&str, &str); 9] = [
        (
            "content-security-policy",
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        ),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=()"),
        ("x-request-id", "req_1"),
        ("cache-control", "no-store"),
    ];
    assert_eq!(headers::check("/api/v1/tasks", &answer(200, ALL, "")), Ok(()));
    for (missing, _) in ALL {
        let rest = ALL.into_iter().filter(|(name, _)| *name != missing);
        assert!(headers::check("/api/v1/tasks", &answer(200, rest, "")).is_err(), "{missing}");
    }
    let unsafe_too = ALL.into_iter().map(|(name, value)| match name {
        "content-security-policy" => (name, "default-src 'self' 'unsafe-inline'; frame-ancestors 'none'"),
        _ => (name, value),
    });
    assert!(headers::check("/", &answer(200, unsafe_too, "")).is_err());
    assert!(headers::check("/", &answer(200, ALL.into_iter().chain([("content-type", "text/html")]), "x")).is_err());
}

#[test]
fn an_answer_that_is_not_as_the_document_says_is_found() {
    let document = Document::of_product();
    let status = document.operation("GET", "/api/v1/status").unwrap();
    let right = json!({
        "status": "ok", "time": "2026-11-20T08:00:00.000000Z", "user_id": "01890a5d-ac96-774b-bcce-b302099a8057",
        "space_id": "01890a5d-ac96-774b-bcce-b302099a8057", "sync_token": null, "rate_per_minute": null,
    });
    let check = |code, body: &Value| {
        let answer = answer(code, [("content-type", "application/json")], &body.to_string());
        document.check(status, "GET", &answer)
    };
    assert_eq!(check(200, &right), Ok(()));
    assert!(check(202, &right).is_err(), "a status that is not documented");
    for (name, value) in [("time", json!("today")), ("user_id", json!("me")), ("status", json!(1))] {
        let mut wrong = right.clone();
        wrong[name] = value;
        assert!(check(200, &wrong).is_err(), "{name}");
    }
    let mut wrong = right.clone();
    wrong.as_object_mut().unwrap().remove("time");
    assert!(check(200, &wrong).is_err(), "a field is missing");
    assert!(document.operation("GET", "/api/v1/tasks/bulk").is_none() && document.operation("GET", "/api").is_none());
}

/// Others hold clients while they run requests at once.
#[test]
fn a_client_can_be_sent_to_other_threads() {
    fn sendable<T: Send + Sync + Clone>() {}
    sendable::<Client>();
}
