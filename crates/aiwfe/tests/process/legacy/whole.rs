//! A database with all that the first house had.
use super::place::{Move, USERS, WORK, each_move};
use crate::harness::Server;
use serde_json::{Value, json};

#[test]
fn the_whole_database_comes_and_who_was_there_signs_in_with_their_old_password() {
    each_move(&[USERS, WORK], |moved| {
        let (code, report) = moved.report(&[]);
        assert_eq!(code, 1, "some rows do not hold, and are named: {report:?}");
        for (name, counts) in [
            ("users", [3, 3, 0, 0, 0, 0, 0]),
            ("settings", [3, 3, 0, 0, 0, 0, 0]),
            ("profiles", [2, 2, 0, 0, 0, 0, 0]),
            ("categories", [4, 2, 0, 0, 0, 0, 2]),
            ("projects", [3, 2, 0, 0, 0, 0, 1]),
            ("calendars", [3, 3, 0, 0, 0, 0, 0]),
            ("tasks", [5, 3, 0, 0, 0, 0, 2]),
            ("events", [3, 2, 0, 0, 0, 0, 1]),
            ("feedback", [2, 1, 0, 0, 0, 0, 1]),
            ("memory_records", [3, 0, 0, 0, 3, 0, 0]),
            ("audit.audit_log", [1, 0, 0, 0, 1, 0, 0]),
            ("notes_of_somebody", [3, 0, 0, 0, 3, 0, 0]),
        ] {
            assert_eq!(report.counts(name), counts, "{name}: {report:?}");
        }
        assert_eq!(report.0["passwords_to_reset"], json!(["potter"]));
        assert_eq!(report.0["renamed"], json!([["baker@example.org", "a-baker"]]));
        assert_eq!(report.0["factors_to_set_up"], json!([]), "the secret of the app came along");
        signs_in_and_finds_what_was_theirs(moved);
        nothing_is_lost(moved);
        let doctor = moved.place.run(&["doctor", "--strict"]);
        assert_eq!(doctor.code, Some(0), "{doctor:?}");
    });
}

fn signs_in_and_finds_what_was_theirs(moved: &Move) {
    let server = moved.place.serve(&[]);
    let told = signed_in(&server, "gardener@example.org", "correct horse");
    assert_eq!(told.0, 200, "{told:?}");
    let token = told.1["access_token"].as_str().unwrap().to_owned();
    let get =
        |path: &str| server.ask(&format!("GET {path} HTTP/1.1"), &format!("Authorization: Bearer {token}\r\n")).json();
    let tasks = get("/api/v1/tasks");
    let titles: Vec<&Value> = tasks.as_array().unwrap().iter().map(|task| &task["title"]).collect();
    assert_eq!(titles.len(), 2, "{tasks}");
    let pruning = tasks.as_array().unwrap().iter().find(|task| task["title"] == "Prune the roses").unwrap();
    assert_eq!((&pruning["status"], &pruning["priority"]), (&json!("pending"), &json!("urgent")));
    assert_eq!(pruning["due_date"], "2025-09-01T12:00:00.000000Z");
    assert_eq!(
        (&pruning["created_at"], &pruning["updated_at"]),
        (&json!("2025-03-07T10:00:00.000000Z"), &json!("2025-03-08T08:00:00.000000Z"))
    );
    assert_eq!(pruning["project_id"], get("/api/v1/projects")[0]["id"]);
    let watering = tasks.as_array().unwrap().iter().find(|task| task["title"] == "Water the lawn").unwrap();
    assert_eq!(
        (&watering["task_type"], &watering["completed_at"]),
        (&json!("opportunity"), &json!("2025-03-10T10:00:00.000000Z"))
    );
    assert_eq!(watering["code_context"], json!({ "why": "it is dry" }));
    let settings = get("/api/v1/settings");
    assert_eq!((&settings["theme"], &settings["timezone"]), (&json!("zen"), &json!("Europe/Berlin")));
    let profile = get("/api/v1/profile");
    assert_eq!((&profile["firstName"], &profile["phoneNumber"]), (&json!("Rosa"), &json!("+14155550123")));
    assert_eq!(profile["personalAddress"]["zipCode"], "12345");
    let events = get("/api/v1/calendar/events?start_date=2025-10-01&end_date=2025-10-31");
    let titles: Vec<&Value> = events.as_array().unwrap().iter().map(|event| &event["title"]).collect();
    assert_eq!(titles, ["Plant bulbs", "Full moon", "Full moon"], "{events}");
    assert_eq!(events[0]["start"], "2025-10-01T10:00:00+02:00", "on the clock of Berlin");
    let found = get("/api/v1/search?q=prune");
    assert!(found.to_string().contains("Prune the roses"), "{found}");
    let export = moved.call("gardener", &["export.all"]);
    assert!(export.to_string().contains("content_hash"), "what is kept of theirs is told them: {export}");
    assert!(!export.to_string().contains("Qx7"), "but not what is secret");

    assert_eq!(signed_in(&server, "gardener@example.org", "correct house").0, 401);
    let told = signed_in(&server, "a-baker", "correct horse");
    assert_eq!(told.1["requires_2fa"], true, "{told:?}");
    assert_eq!(signed_in(&server, "potter", "correct horse").0, 401, "no hash that is known here");
    assert_eq!(
        signed_in(&server, "gardener", "correct horse").0,
        200,
        "also by the hash of ours that took the place of the old one"
    );
    server.terminate();
    assert!(moved.holds("(select count(*) from users where hashed_password like '$2b$%') = 0"));
}

fn signed_in(server: &Server, name: &str, password: &str) -> (u16, Value) {
    let body = json!({ "username": name, "password": password }).to_string();
    let headers = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
    let answer = server.ask_with("POST /api/v1/auth/login HTTP/1.1", &headers, &body);
    (answer.status, answer.json())
}

fn nothing_is_lost(moved: &Move) {
    for (table, state, count) in [
        ("tasks", "in_part", 1),
        ("tasks", "refused", 2),
        ("events", "in_part", 1),
        ("users/settings", "in_part", 3),
        ("user_oauth_tokens", "later", 1),
        ("notes_of_somebody", "later", 3),
    ] {
        let condition = format!(
            "(select count(*) from legacy_rows where table_name = '{table}' and state = '{state}' and kept is not null) = {count}"
        );
        assert!(moved.holds(&condition), "{condition}");
    }
    assert!(moved.holds("(select count(*) from legacy_rows where kept like '%shoe_size%43%') = 1"));
    assert!(moved.holds("(select count(*) from legacy_rows where kept like '%Qx7%') = 0"), "no secret lies open");
    assert!(moved.holds(
        "(select count(*) from legacy_rows where table_name = 'user_oauth_tokens' and secrets is not null) = 1"
    ));
}

#[test]
fn a_report_tells_people_what_was_there_and_what_was_not() {
    each_move(&[USERS, WORK], |moved| {
        let ended = moved.import(&[]);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        for words in [
            "from old\n",
            "users: 3 read, 3 made, 1 here in part\n",
            "tasks: 5 read, 3 made, 2 refused and kept, 1 here in part\n",
            "categories (from user_categories): 4 read, 2 made, 2 refused and kept\n",
            "  columns without a place here: shoe_size (1)\n",
            "  enums there: priority (low, medium, high, urgent, URGENT), status (pending, in_progress, completed, cancelled, on_hold, PENDING, COMPLETED), task_type (",
            "status COMPLETED as completed (1)",
            "priority URGENT as urgent (1)",
            "  1 row: estimated_hours: `NaN` cannot be read (cccccccc-0000-4000-8000-000000000003)\n",
            "notes_of_somebody: 3 read, 3 kept for later\n",
            "must set a new password: potter\n",
        ] {
            assert!(ended.stdout.contains(words), "{words:?} is not in {}", ended.stdout);
        }
        assert!(ended.stdout.contains("not there: ") && ended.stdout.contains("graph_nodes"), "{}", ended.stdout);
    });
}
