//! A schema that is not what the program needs: refused at the start, named by the doctor, on the product's own tables.
use crate::harness::Place;
use rusqlite::Connection;

/// A house whose database was changed behind its back.
fn changed(statements: &str) -> Place {
    let place = Place::new();
    assert_eq!(place.run(&["migrate", "apply"]).code, Some(0));
    let connection = Connection::open(place.data().join("aiwfe.db")).unwrap();
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    connection.execute_batch(statements).unwrap_or_else(|error| panic!("{error}: {statements}"));
    place
}

fn assert_refused(statements: &str, named: &[&str]) {
    let place = changed(statements);
    let (served, examined) = (place.run(&["serve", "--listen", "127.0.0.1:0"]), place.run(&["doctor"]));
    assert_eq!((served.code, examined.code), (Some(78), Some(2)), "{statements}: {served:?} {examined:?}");
    for words in named {
        assert!(served.stderr.contains(words), "{statements}: the start does not say {words}: {}", served.stderr);
        assert!(examined.stdout.contains(words), "{statements}: the doctor does not say {words}: {}", examined.stdout);
    }
}

/// Changes the text of a table behind SQLite's back.
fn edit(table: &str, from: &str, to: &str) -> String {
    let (from, to) = (from.replace('\'', "''"), to.replace('\'', "''"));
    format!(
        "pragma writable_schema = on; update sqlite_schema set sql = replace(sql, '{from}', '{to}') where name = '{table}'"
    )
}

#[test]
fn pt_02_each_sort_of_drift_is_refused_at_the_start_and_named_by_the_doctor() {
    for (statements, named) in [
        ("drop table tasks".to_owned(), &["table tasks"][..]),
        ("drop table audit_security_violations".into(), &["table audit_security_violations"]),
        ("alter table users rename column email to mail".into(), &["column users.email", "column users.mail"]),
        ("alter table projects add column extra text".into(), &["column projects.extra"]),
        (edit("tasks", "due_date text", "due_date blob"), &["column tasks.due_date"]),
        (edit("tasks", "title text not null", "title text"), &["column tasks.title"]),
        (edit("user_settings", "default 'dark'", "default 'light'"), &["column user_settings.theme"]),
        (edit("memberships", "on delete cascade", "on delete restrict"), &["reference memberships__space_id__fk"]),
        (edit("tasks", "between 0 and 100", "between 0 and 1000"), &["check tasks__completion_percentage__check"]),
        (
            "drop index changes__space_id_transaction_id_seq__index".into(),
            &["index changes__space_id_transaction_id_seq__index"],
        ),
        ("create trigger spy after insert on tasks begin select 1; end".into(), &["trigger spy on tasks"]),
        ("create view mine as select * from tasks".into(), &["view mine"]),
    ] {
        assert_refused(&statements, named);
    }
}

#[test]
fn pt_10_a_label_that_was_renamed_added_or_moved_is_refused() {
    for (from, to) in [
        ("'pending'", "'PENDING'"),
        ("status = 'on_hold'", "status = 'on_hold' or status = 'frozen'"),
        ("status = 'pending' or status = 'in_progress'", "status = 'in_progress' or status = 'pending'"),
    ] {
        assert_refused(&edit("tasks", from, to), &["DB.E008", "check tasks__status__one_of"]);
    }
}

#[test]
fn pt_03_a_history_that_says_head_is_no_proof() {
    let all = [
        "tasks",
        "projects",
        "memberships",
        "spaces",
        "user_settings",
        "api_tokens",
        "users",
        "changes",
        "idempotency_keys",
    ];
    for missing in [&all[..1], &all[..]] {
        let statements: String = missing.iter().map(|table| format!("drop table {table};")).collect();
        let named: Vec<String> = missing.iter().map(|table| format!("table {table}")).collect();
        let place = changed(&statements);
        let all = aiwfe::wiring::STEPS.len();
        let status = place.run(&["migrate", "status"]).stdout;
        assert!(status.contains(&format!("{all} of {all} steps are applied")), "{status}");
        let served = place.run(&["serve", "--listen", "127.0.0.1:0"]);
        assert_eq!(served.code, Some(78), "{served:?}");
        assert!(named.iter().all(|words| served.stderr.contains(words)), "{named:?}: {}", served.stderr);
        let examined = place.run(&["doctor"]).stdout;
        for object in ["column tasks.title", "index tasks__user_id_id__index", "check tasks__status__one_of"] {
            assert!(examined.contains(object), "the doctor names each object: {object}: {examined}");
        }
    }
}

#[test]
fn pt_41_a_fault_that_stays_says_what_to_do_and_is_not_tried_again() {
    let place = changed("drop index tasks__user_id_id__index; alter table users add column nickname text;");
    let report: serde_json::Value = serde_json::from_str(&place.run(&["doctor", "--json"]).stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.len() >= 2, "{report}");
    for finding in findings {
        assert!(finding["next"].as_str().is_some_and(|next| !next.is_empty()), "{finding}");
    }
    let served = place.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(served.code, Some(78), "it ends instead of trying again: {served:?}");
    let place = Place::new().with("AIWFE_SERVER__LISTN", "127.0.0.1:0");
    let served = place.run(&["serve"]);
    assert_eq!(served.code, Some(78));
    assert!(served.stderr.contains("did you mean"), "{}", served.stderr);
}
