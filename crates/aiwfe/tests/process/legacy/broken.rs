//! Databases as the reports found them: tables that were never made, columns that are missing, labels in both spellings.
use super::place::{USERS, WORK, each_move};
use serde_json::json;

/// The state of report S3: five tables, and none that the pages need.
const FIVE: &str = "
    create table user_oauth_tokens (id serial primary key, user_id integer, service varchar, access_token text);
    insert into user_oauth_tokens (user_id, service, access_token) values (2, 'gmail', 'x');
    create table system_settings (key varchar primary key, value text, description text);
    insert into system_settings values ('a', 'b', null);
    create table system_prompts (id serial primary key, user_id integer, prompt_key varchar);
    create table alembic_version (version_num varchar(32));
    insert into alembic_version values ('e1f2g3h4i5j6');";

/// What was typed by hand to repair it: small letters, and no more columns than came to mind.
const TYPED: &str = "
    create type task_status as enum ('pending', 'in_progress', 'completed', 'cancelled', 'on_hold');
    create table projects (id uuid primary key, user_id integer references users(id), name varchar);
    create table tasks (id uuid primary key, user_id integer references users(id), title varchar, status task_status);
    insert into tasks values
      ('cccccccc-0000-4000-8000-000000000001', 1, 'Sow', 'on_hold'), ('cccccccc-0000-4000-8000-000000000002', null, 'Whose', 'pending');";

#[test]
fn f_011_of_five_tables_what_is_there_comes_and_what_is_not_is_named() {
    each_move(&[USERS, FIVE], |moved| {
        let (code, report) = moved.report(&[]);
        assert_eq!(code, 0, "{report:?}");
        assert_eq!(report.counts("users"), [3, 3, 0, 0, 0, 0, 0]);
        assert_eq!(report.counts("user_oauth_tokens"), [1, 0, 0, 0, 1, 0, 0]);
        assert_eq!(report.counts("system_prompts"), [0; 7]);
        let missing = report.0["missing_tables"].as_array().unwrap();
        for name in ["user_profiles", "user_categories", "projects", "calendars", "tasks", "events", "task_feedback"] {
            assert!(missing.contains(&json!(name)), "{name}: {missing:?}");
        }
        assert!(moved.report(&[]).1.written() == 0, "and again there is nothing to do");
    });
}

#[test]
fn f_012_what_was_typed_by_hand_afterwards_comes_in_the_next_run() {
    each_move(&[USERS, FIVE], |moved| {
        assert_eq!(moved.report(&[]).0, 0);
        moved.from.run(TYPED).unwrap();
        let (code, report) = moved.report(&[]);
        assert_eq!((code, report.counts("tasks")), (1, [2, 1, 0, 0, 0, 0, 1]), "{report:?}");
        assert_eq!(report.counts("users"), [3, 0, 0, 3, 0, 0, 0]);
        assert!(report.reasons("tasks").contains("its user is not here"), "{report:?}");
        let missing = report.of("tasks")["missing_columns"].as_array().unwrap();
        assert!(missing.contains(&json!("priority")) && missing.contains(&json!("created_at")), "{missing:?}");
        let tasks = moved.call("gardener", &["tasks.list"]);
        assert_eq!((&tasks[0]["title"], &tasks[0]["status"]), (&json!("Sow"), &json!("on_hold")), "{tasks}");
    });
}

#[test]
fn without_calendars_events_are_kept_until_there_are_some() {
    let without = "create table spare as select * from calendars; drop table calendars;";
    each_move(&[USERS, WORK, without], |moved| {
        let (code, report) = moved.report(&[]);
        assert_eq!((code, report.counts("events")), (1, [3, 0, 0, 0, 0, 0, 3]), "{report:?}");
        assert!(report.0["missing_tables"].as_array().unwrap().contains(&json!("calendars")));
        assert!(report.reasons("events").contains("calendar_id: what it belongs to is not here"), "{report:?}");
        moved.from.run("alter table spare rename to calendars; alter table calendars add primary key (id)").unwrap();
        let (_, report) = moved.report(&[]);
        assert_eq!(report.counts("events"), [3, 2, 0, 0, 0, 0, 1], "{report:?}");
        assert!(
            moved.holds("(select count(*) from legacy_rows where table_name = 'events' and state = 'refused') = 1")
        );
    });
}

#[test]
fn labels_of_both_spellings_and_columns_that_are_text_are_read_alike() {
    let text = "
        alter table users alter role drop default, alter role type varchar using lower(role::text);
        alter table tasks alter status drop default, alter status type varchar using 'TaskStatus.' || upper(status::text);
        alter table tasks alter priority drop default, alter priority type varchar using initcap(priority::text);
        insert into tasks (id, user_id, title, status) values ('cccccccc-0000-4000-8000-000000000009', 1, 'Odd', 'blocked');";
    each_move(&[USERS, WORK, text], |moved| {
        let (_, report) = moved.report(&[]);
        assert_eq!(report.counts("tasks")[1], 4, "{report:?}");
        assert!(report.reasons("tasks").contains("status: `blocked` is none of pending"), "{report:?}");
        let labels = report.of("tasks")["labels"].to_string();
        assert!(labels.contains("TaskStatus.COMPLETED") && labels.contains("Urgent"), "{labels}");
        let tasks = moved.call("gardener", &["tasks.list"]);
        let status = |title: &str| {
            let task = tasks.as_array().unwrap().iter().find(|task| task["title"] == title);
            task.unwrap_or_else(|| panic!("{title}: {tasks}"))["status"].clone()
        };
        assert_eq!([status("Water the lawn"), status("Odd")], ["completed", "pending"]);
        let users = moved.place.run(&["user", "list"]);
        assert!(users.stdout.contains("gardener@example.org  admin"), "{users:?}");
    });
}

#[test]
fn tables_of_another_schema_that_nobody_sees_are_found_and_those_that_nobody_may_read_are_named() {
    let hidden = "create schema app; alter table tasks set schema app; alter type task_status set schema app;";
    each_move(&[USERS, WORK, hidden], |moved| {
        let (_, report) = moved.report(&[]);
        assert_eq!(report.counts("tasks"), [5, 3, 0, 0, 0, 0, 2], "{report:?}");
        assert_eq!(report.of("tasks")["table"], "app.tasks");
    });
}

#[test]
fn rows_that_no_json_reader_takes_are_kept_sealed() {
    let odd = r#"
        insert into tasks (id, user_id, title, semantic_keywords) values
          ('cccccccc-0000-4000-8000-00000000000a', 1, 'Lone', '"\ud800"'), ('cccccccc-0000-4000-8000-00000000000b', 1, 'Nul', '"\u0000"'),
          ('cccccccc-0000-4000-8000-00000000000c', 1, 'Huge', '1e400');"#;
    each_move(&[USERS, WORK, odd], |moved| {
        let (_, report) = moved.report(&[]);
        let counts = report.counts("tasks");
        assert_eq!((counts[0], counts[1] + counts[6]), (8, 8), "{report:?}");
        assert!(report.reasons("tasks").contains("it cannot be read"), "{report:?}");
        let all = "(select count(*) from legacy_rows where table_name = 'tasks') = 8";
        assert!(moved.holds(all));
        assert!(moved.holds("(select count(*) from legacy_rows where table_name = 'tasks' and state <> 'taken' and kept is null and secrets is null) = 0"));
    });
}
