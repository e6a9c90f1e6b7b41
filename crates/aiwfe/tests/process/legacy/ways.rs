//! Ways to the first house's database that are narrow: somebody who may not read all of it, and a pooler.
use super::place::{USERS, WORK, each_move};
use serde_json::json;
use testkit::postgres::{self, Bouncer, Pooling};

#[test]
fn what_one_may_not_read_is_named_and_all_else_comes() {
    each_move(&[USERS, WORK], |moved| {
        let url = moved.from.url();
        let (role, place) = (format!("reader_{}", std::process::id()), url.split_once('@').unwrap().1);
        let _ = moved.from.run(&format!("create role {role} login password 'reader'"));
        let grants = format!(
            "grant usage on schema public to {role}; grant select on all tables in schema public to {role}; \
             revoke select on projects from {role};"
        );
        moved.from.run(&grants).unwrap();
        let (code, report) = moved.report_from(&format!("postgres://{role}:reader@{place}"), &[]);
        let closed = report.0["closed_tables"].as_array().unwrap();
        assert_eq!((code, closed), (1, &vec![json!("audit.audit_log"), json!("projects")]), "{report:?}");
        assert!(report.0["tables"].as_array().unwrap().iter().all(|table| table["name"] != "projects"));
        assert_eq!(report.counts("tasks"), [5, 3, 0, 0, 0, 0, 2], "{report:?}");
        assert!(report.reasons("tasks").contains("no project bbbbbbbb-0000-4000-8000-000000000001 of theirs is here"));
        assert_eq!(report.counts("events")[1], 2, "{report:?}");

        let (_, report) = moved.report(&[]);
        assert_eq!((report.counts("projects")[1], &report.0["closed_tables"]), (2, &json!([])), "{report:?}");
        moved.from.run(&format!("drop owned by {role}")).unwrap();
    });
}

#[test]
fn a_pooler_that_keeps_no_session_may_stand_in_between() {
    let Some(server) = postgres::server() else { return };
    if !postgres::may_run(Bouncer::available(), "pgbouncer") {
        return;
    }
    let bouncer = Bouncer::start(&server, Pooling::Transaction, 1).unwrap();
    each_move(&[USERS, WORK], |moved| {
        let url = moved.from.url();
        let (_, name) = url.rsplit_once('/').unwrap();
        let (_, pooled) = moved.report_from(&bouncer.url(name), &[]);
        assert_eq!(pooled.counts("tasks"), [5, 3, 0, 0, 0, 0, 2], "{pooled:?}");
        assert_eq!(moved.report(&[]).1.written(), 0, "by the straight way there is nothing else");
    });
}
