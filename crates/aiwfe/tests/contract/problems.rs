//! Each kind of problem, provoked; the house looks at the shape of each.
use account::{Desk, Policy, SecondFactor, passwords::Cost};
use base::Code;
use house::{Client, House, Reach, each_house};
use serde_json::json;
use std::collections::BTreeSet;
use store::{Batch, Fault, Moment, sql};

/// The codes that no request provokes here: a panic and a deadline are provoked where the layers are tested. The list may only
/// get shorter.
const NOT_PROVOKED: &[&str] = &["deadline", "internal"];

const TASKS: &str = "/api/v1/tasks";
const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn pt_40_each_code_that_a_request_can_provoke_comes_as_a_problem_of_its_status() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        paths(&house, &ann).await;
        states(&ann).await;
        people(&house, &ann).await;
        door(&house, &ann).await;
        demanding(&house).await;
        faults(&house, &ann).await;
        let provoked = house.problems();
        let missing: BTreeSet<&str> =
            Code::ALL.iter().map(|code| code.name).filter(|name| !provoked.contains(*name)).collect();
        assert_eq!(missing, NOT_PROVOKED.iter().copied().collect());
    })
    .await;
}

async fn paths(house: &House, ann: &Client) {
    ann.get("/nonsense").await.expect_problem(404, "route_not_found");
    ann.patch(TASKS, json!({})).await.expect_problem(405, "method_not_allowed");
    house.anonymous().get(TASKS).await.expect_problem(401, "unauthenticated");
    ann.get("/api/v1/tasks/undefined").await.expect_problem(400, "malformed");
    ann.send("POST", TASKS, &[JSON], "{").await.expect_problem(400, "malformed");
    ann.send("POST", TASKS, &[JSON], "[]").await.expect_problem(400, "malformed");
    ann.send("POST", TASKS, &[("content-type", "text/plain")], "title").await.expect_problem(415, "media_type");
    ann.send("POST", TASKS, &[JSON], "x".repeat(5 << 20)).await.expect_problem(413, "too_large");
    ann.post(TASKS, json!({})).await.expect_problem(422, "invalid");
    ann.get("/api/v1/tasks?sync_token=7-7-7").await.expect_problem(410, "full_sync_required");
}

async fn states(ann: &Client) {
    let made = ann.post(TASKS, json!({ "title": "sow", "status": "completed" })).await.expect(201);
    let task = format!("{TASKS}/{}", made.id());
    ann.patch(&task, json!({ "status": "on_hold" })).await.expect_problem(409, "conflict");
    ann.patch(&task, json!({ "title": "reap", "revision": 7 })).await.expect_problem(409, "stale");
    let seen = [JSON, ("if-match", "\"7\"")];
    ann.send("PATCH", &task, &seen, r#"{"title":"reap"}"#).await.expect_problem(412, "precondition_failed");
    ann.delete(&task).await.expect(200);
    ann.get(&task).await.expect_problem(404, "not_found");
    ann.post("/api/v1/calendar/sync", json!({})).await.expect_problem(400, "not_connected");
}

async fn people(house: &House, ann: &Client) {
    let reader = ann.with_scopes(&["tasks.read"]).await;
    reader.post(TASKS, json!({ "title": "sow" })).await.expect_problem(403, "forbidden");
    let limited = ann.with_token(Reach { rate_per_minute: Some(1), ..Reach::default() }).await;
    limited.get(TASKS).await.expect(200);
    let refused = limited.get(TASKS).await.expect_problem(429, "rate_limited");
    assert_eq!(refused.header("retry-after"), Some("60"));
    house.advance(std::time::Duration::from_secs(60));
    limited.get(TASKS).await.expect(200);
}

async fn door(house: &House, ann: &Client) {
    let nobody = house.anonymous();
    nobody.post("/api/v1/auth/guest", json!({})).await.expect_problem(501, "switched_off");
    ann.delete("/api/v1/user/current").await.expect_problem(403, "step_up");
    let foreign = [JSON, ("sec-fetch-site", "cross-site")];
    nobody.send("POST", "/api/v1/auth/logout", &foreign, "{}").await.expect_problem(403, "csrf");
    let ben = json!({ "email": "ben@example.org", "password": "seven brass otters hum" });
    nobody.post("/api/v1/auth/register", ben.clone()).await.expect(201);
    nobody.post("/api/v1/auth/login", ben).await.expect_problem(403, "inactive");
}

async fn demanding(house: &House) {
    let policy = Policy { second_factor: SecondFactor::Everybody, ..Policy::default() };
    let cem = house.user("cem").await.signed_in().await;
    cem.get(TASKS).await.expect(200);
    house.app().furnish(Desk::new(policy, Cost::FLOOR));
    cem.get(TASKS).await.expect_problem(403, "second_factor");
    house.app().furnish(Desk::default());
}

async fn faults(house: &House, ann: &Client) {
    let store = house.app().store();
    for (fault, status, code) in [(Fault::Full, 507, "storage_full"), (Fault::Away, 503, "unavailable")] {
        store.fail(Moment::Statement, 0, fault);
        ann.post(TASKS, json!({ "title": "sow" })).await.expect_problem(status, code);
        ann.post(TASKS, json!({ "title": "sow" })).await.expect(201);
    }
    house.write(Batch::new().run(sql!((), (), "drop table audit.audit_log"), ())).await;
    ann.post(TASKS, json!({ "title": "sow" })).await.expect_problem(503, "audit_unavailable");
    ann.get(TASKS).await.expect(200);
}

#[tokio::test]
async fn s_10_every_answer_carries_the_headers_that_protect_whoever_reads_it() {
    each_house(async |house| {
        let (ann, nobody) = (house.user("ann").await, house.anonymous());
        // The house looks at each: pages, health, answers of every class, answers without a body.
        for path in ["/", "/health", "/health/live", "/docs", "/openapi.json", "/docs/errors/invalid"] {
            nobody.get(path).await.expect(200);
            assert_eq!(nobody.send("HEAD", path, &[], "").await.expect(200).text, "");
        }
        let made = ann.post(TASKS, json!({ "title": "sow" })).await.expect(201);
        let (task, tag) = (made.header("location").unwrap(), made.header("etag").unwrap());
        assert_eq!(ann.send("GET", task, &[("if-none-match", tag)], "").await.expect(304).text, "");
        ann.send("HEAD", task, &[], "").await.expect(200);
        for path in [TASKS, "/nonsense", "/docs/nonsense"] {
            assert!(nobody.get(path).await.status >= 400);
        }
        let given = nobody.send("GET", "/health", &[("x-request-id", "req_of-a.client:1")], "").await;
        assert_eq!(given.header("x-request-id"), Some("req_of-a.client:1"));
    })
    .await;
}
