//! That an error's id leads to its cause, and a request's id to what it did.
use super::{explain, find, has_code, is_code};
use crate::{
    exit::Exit,
    output::Output,
    serve::inhabited::{Answer, Inhabited},
};
use serde_json::json;
use store::{Fault, Moment};
use testkit::each_database;

/// Asks until the fault strikes the request, and not what the house does by itself at its start.
async fn failing(house: &Inhabited) -> Answer {
    for _ in 0..100 {
        house.store.fail(Moment::Statement, 0, Fault::Disk);
        let answer = house.ask("POST", "/api/v1/tasks", r#"{"title": "hunter2"}"#).await;
        if answer.status >= 500 {
            return answer;
        }
    }
    panic!("the fault never struck");
}

#[tokio::test]
async fn pt_40_the_id_and_the_code_of_an_error_lead_to_its_cause() {
    each_database(async |location| {
        let folder = tempfile::tempdir().unwrap();
        let house = Inhabited::over(&location, folder.path()).await;
        let answer = failing(&house).await;
        let problem = answer.json();
        assert!(!answer.text.contains("a fault that a test has set"), "{answer:?}");
        house.recorded().await;
        for id in [&problem["request_id"], &problem["error"]["code"]].map(|id| id.as_str().unwrap()) {
            let known = find(&house.config, id).await;
            assert_eq!(known.exit(), Exit::Well);
            let failed = json!(known.failures);
            for (at, wanted) in [
                ("/0/request_id", &problem["request_id"]),
                ("/0/code", &problem["error"]["code"]),
                ("/0/status", &problem["status"]),
                ("/0/kind", &problem["code"]),
                ("/0/operation", &json!("tasks.create")),
                ("/0/path", &json!("/api/v1/tasks")),
                ("/0/causes/0", &problem["detail"]),
            ] {
                assert_eq!(failed.pointer(at), Some(wanted), "{at}");
            }
            let text = known.to_string();
            let cause = text.lines().find(|line| line.contains("a fault that a test has set")).unwrap();
            let names_statement = cause.contains(", at the statement of crates/") || answer.status == 503;
            assert!(names_statement && cause.starts_with("  because:  "), "{text}");
            assert!(text.contains("nothing that it did is on the record") && !text.contains("hunter2"), "{text}");
        }
        house.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_request_that_went_well_leads_to_what_it_did() {
    each_database(async |location| {
        let folder = tempfile::tempdir().unwrap();
        let house = Inhabited::over(&location, folder.path()).await;
        let made = house.ask("POST", "/api/v1/tasks", r#"{"title": "sow"}"#).await;
        let (id, task) = (made.head["x-request-id"].to_str().unwrap(), made.json()["id"].clone());
        let known = find(&house.config, id).await;
        assert_eq!((known.done.len(), known.changes.len(), known.failures.len()), (1, 1, 0));
        let (done, changed) = (json!(known.done[0]), json!(known.changes[0]));
        assert_eq!((&done["who"], &done["operation"]), (&json!("ann"), &json!("tasks.create")));
        assert_eq!((&done["subject_id"], &changed["row_id"]), (&task, &task));
        assert_eq!((&changed["event"], &changed["revision"]), (&json!("tasks.created"), &json!(1)));
        let by_code = find(&house.config, &api::Problem::occurrence(404, id)).await;
        assert_eq!(by_code.request_ids, known.request_ids);
        assert!(by_code.to_string().contains(" ann did tasks.create with "), "{by_code}");
        house.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn where_nothing_is_known_it_is_told_where_was_looked() {
    each_database(async |location| {
        let folder = tempfile::tempdir().unwrap();
        let house = Inhabited::over(&location, folder.path()).await;
        house.ask("POST", "/api/v1/tasks", r#"{"title": "sow"}"#).await;
        let known = find(&house.config, "req_000000000000").await;
        let text = known.to_string();
        assert!(text.starts_with("nothing is known of req_000000000000\nlooked in "), "{text}");
        assert!(text.contains("looked in audit.audit_log, which reaches back to 2026-11-20T08:00:00"), "{text}");
        let exit = explain(&house.config, "req_000000000000", &Output { json: true }).await.unwrap();
        assert_eq!(exit, Exit::DECLINED);
        house.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn without_a_database_the_record_is_read_and_nothing_is_taken_for_known() {
    let folder = tempfile::tempdir().unwrap();
    let location = store::Location::Sqlite(folder.path().join("aiwfe.db"));
    let mut house = Inhabited::over(&location, folder.path()).await;
    let problem = failing(&house).await.json();
    house.recorded().await;
    house.config.database.location = store::Location::Sqlite(folder.path().join("gone.db"));
    let known = find(&house.config, problem["request_id"].as_str().unwrap()).await;
    assert_eq!((known.exit(), known.failures.len()), (Exit::Well, 1));
    let known = find(&house.config, "req_000000000000").await;
    assert_eq!(known.exit(), Exit::Unchecked);
    assert!(known.to_string().contains("gone.db is not there"), "{known}");
}

#[test]
fn a_code_is_told_from_an_id_and_fits_its_request() {
    assert!(is_code("ERR_500_8F3A01BC") && is_code("err_503_8f3a01bc"));
    assert!(!is_code("req_5ef5ead7cd7c") && !is_code("ERR_500_8F3A") && !is_code("mine"));
    let code = api::Problem::occurrence(422, "req_5ef5ead7cd7c");
    assert!(has_code("req_5ef5ead7cd7c", &code.to_lowercase()) && !has_code("req_5ef5ead7cd7d", &code));
}
