//! Runs that are repeated, interrupted, refused, or only dreamt of.
use super::place::{Move, USERS, WORK, each_move};
use crate::harness::Running;
use serde_json::json;

#[test]
fn twice_is_the_same_as_once() {
    each_move(&[USERS, WORK], |moved| {
        let (first, made) = moved.report(&[]);
        let rows = moved.rows();
        let (again, report) = moved.report(&[]);
        assert_eq!((first, again, report.written()), (1, 1, 0), "{report:?}");
        assert_eq!(moved.rows(), rows);
        for name in [
            "users",
            "settings",
            "profiles",
            "categories",
            "projects",
            "calendars",
            "tasks",
            "subtasks",
            "events",
            "feedback",
        ] {
            let ([read, made, .., refused], [again, _, _, unchanged, .., still]) =
                (made.counts(name), report.counts(name));
            assert_eq!((read, made, refused), (again, unchanged, still), "{name}: {report:?}");
        }
    });
}

#[test]
fn a_dry_run_tells_the_same_and_writes_nothing() {
    each_move(&[USERS, WORK], |moved| {
        let before = moved.rows();
        let (code, dreamt) = moved.report(&["--dry-run"]);
        assert_eq!(moved.rows(), before);
        for table in ["users", "spaces", "tasks", "changes", "legacy_rows"] {
            assert!(moved.holds(&format!("(select count(*) from {table}) = 0")), "{table}");
        }
        assert!(!moved.place.data().join("keys").exists(), "no keys were made");
        let (made_code, made) = moved.report(&[]);
        assert_eq!((code, dreamt.0["tables"].clone()), (made_code, made.0["tables"].clone()));
        assert_eq!((&dreamt.0["dry_run"], &made.0["dry_run"]), (&json!(true), &json!(false)));
    });
}

#[test]
fn an_import_that_was_killed_goes_on_where_it_was() {
    let many = "insert into tasks (id, user_id, title) select md5(n::text)::uuid, 1, 'Task ' || n from generate_series(1, 6000) n;";
    each_move(&[USERS, WORK, many], |moved| {
        let url = moved.from.url();
        let running = Running::of(moved.place.command(&["import", "legacy", "--from", &url, "--source", "old"]));
        let has_begun = || moved.holds("(select count(*) from tasks) > 400");
        let begun = (0..20_000).find(|_| has_begun());
        assert!(begun.is_some(), "nothing came");
        running.signal("KILL");
        assert_eq!(running.wait().code, None, "it was not done by then");
        assert!(moved.holds("(select count(*) from tasks) < 6003"));
        assert!(moved.holds(SAME), "each thing came with its note");
        let (_, report) = moved.report(&[]);
        let [read, made, _, unchanged, ..] = report.counts("tasks");
        assert_eq!((read, made + unchanged), (6005, 6003), "{report:?}");
        assert!(made > 0 && unchanged > 0, "{report:?}");
        assert!(moved.holds("(select count(*) from tasks) = 6003") && moved.holds(SAME));
        assert_eq!(moved.report(&[]).1.written(), 0);
    });
}

const SAME: &str = "(select count(*) from tasks) = (select count(*) from legacy_rows n join tasks t on t.id = n.row_id where n.table_name = 'tasks')";

#[test]
fn what_was_changed_there_is_changed_here_unless_somebody_changed_it_here() {
    each_move(&[USERS, WORK], |moved| {
        moved.report(&[]);
        let tasks = moved.call("gardener", &["tasks.list"]);
        let id = |title: &str| {
            let task = tasks.as_array().unwrap().iter().find(|task| task["title"] == title).unwrap();
            format!("id={}", task["id"].as_str().unwrap())
        };
        let (pruning, watering) = (id("Prune the roses"), id("Water the lawn"));
        moved.call("gardener", &["tasks.update", &watering, "title=Water the meadow"]);
        moved
            .from
            .run(
                "update tasks set title = title || ' soon', description = null, status = 'completed' where user_id = 1;
                 update users set mission_statement = 'Grow more', theme = 'light', role = 'USER' where id = 1;
                 update events set summary = 'Plant tulips' where id = 1; update calendars set name = 'Sun' where id = 2;
                 update user_categories set color = '#123456' where category_name = 'Work';
                 update memory_records set reasoning = 'for a reason' where id = 1;",
            )
            .unwrap();
        let (code, report) = moved.report(&[]);
        assert_eq!((code, report.counts("tasks")), (1, [5, 0, 1, 1, 0, 1, 2]), "{report:?}");
        assert!(report.reasons("tasks").contains("it was changed there and here"), "{report:?}");
        for name in ["users", "settings", "events", "calendars", "categories"] {
            assert_eq!(report.counts(name)[2], 1, "{name}: {report:?}");
        }
        let pruned = moved.call("gardener", &["tasks.get", &pruning]);
        assert_eq!((&pruned["title"], &pruned["description"]), (&json!("Prune the roses soon"), &json!(null)));
        assert_eq!((&pruned["status"], &pruned["revision"]), (&json!("completed"), &json!(2)));
        let history = moved.call("gardener", &["tasks.history", &pruning]);
        assert_eq!(history[0]["operation"], "legacy.import", "{history}");
        assert_eq!(moved.call("gardener", &["tasks.get", &watering])["title"], "Water the meadow");
        let user = moved.place.run(&["user", "list"]);
        assert!(user.stdout.contains("gardener@example.org  admin"), "what somebody may do is decided here: {user:?}");
        let (code, again) = moved.report(&[]);
        assert_eq!((code, again.written(), again.counts("tasks")[5]), (1, 0, 1), "{again:?}");
    });
}

#[test]
fn somebody_who_is_here_already_is_another_unless_they_are_said_to_be_one() {
    each_move(&[USERS, WORK], |moved| {
        let made = moved.place.run(&["user", "create", "rosa", "--email", "gardener@example.org"]);
        assert_eq!(made.code, Some(0), "{made:?}");
        let (code, report) = moved.report(&[]);
        assert_eq!((code, report.counts("users")), (1, [3, 2, 0, 0, 0, 0, 1]), "{report:?}");
        assert!(report.reasons("users").contains("--merge-users makes them one"), "{report:?}");
        assert_eq!(report.counts("projects"), [3, 1, 0, 0, 0, 0, 2], "{report:?}");
        let (_, report) = moved.report(&["--merge-users"]);
        assert_eq!(report.counts("users"), [3, 1, 0, 2, 0, 0, 0], "{report:?}");
        assert_eq!(report.counts("tasks"), [5, 2, 0, 1, 0, 0, 2], "{report:?}");
        assert_eq!(moved.call("rosa", &["tasks.list"]).as_array().unwrap().len(), 2);
        assert_eq!(moved.report(&["--merge-users"]).1.written(), 0);
    });
}

#[test]
fn who_has_left_for_good_does_not_come_again() {
    each_move(&[USERS, WORK], |moved| {
        moved.report(&[]);
        assert_eq!(moved.place.run(&["user", "grant", "a-baker", "admin"]).code, Some(0));
        moved.call("gardener", &["users.leave"]);
        let (_, report) = moved.report(&[]);
        assert_eq!((&report.of("users")["gone"], report.written()), (&json!(1), 0), "{report:?}");
        assert!(moved.holds("(select count(*) from legacy_rows where kept like '%roses%') = 0"));
    });
}

#[test]
fn it_is_refused_where_it_would_do_harm() {
    each_move(&[USERS], |moved| {
        let refused = |moved: &Move, from: &str, code: i32, words: &str| {
            let ended = moved.place.run(&["import", "legacy", "--from", from]);
            assert_eq!((ended.code, ended.stdout.as_str()), (Some(code), ""), "{ended:?}");
            assert!(ended.stderr.contains(words), "{ended:?}");
            assert!(!ended.stderr.contains("hunter2"), "{ended:?}");
        };
        refused(moved, "sqlite:x", 64, "--from: ");
        refused(moved, "postgres://me:hunter2@127.0.0.1:1/old", 3, "cannot be read");
        if let Some(own) = moved.place.variable("AIWFE_DATABASE__URL") {
            refused(moved, own, 64, "is a database of this program");
        } else {
            let server = moved.place.serve(&[]);
            let holder = format!("`aiwfe serve` with process id {}", server.running.pid());
            refused(moved, &moved.from.url(), 75, &holder);
            server.terminate();
            std::fs::remove_file(moved.place.data().join("aiwfe.db")).unwrap();
            refused(moved, &moved.from.url(), 78, "is not there");
        }
    });
}
