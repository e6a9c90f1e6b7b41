//! How a server starts, and what it refuses to start on.
use crate::harness::{Place, Running};
use rusqlite::Connection;
use serde_json::Value;
use std::{collections::BTreeMap, fs, net::TcpListener, os::unix::fs::PermissionsExt, path::Path};

#[test]
fn pt_01_the_first_start_makes_what_it_needs_and_says_what_to_do_next() {
    let place = Place::new();
    let running = Running::of(place.command(&["serve", "--listen", "127.0.0.1:0"]));
    let said = running.stderr_until("Ctrl-C");
    for words in ["ready at http://127.0.0.1:", "data, made just now", "aiwfe doctor"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(fs::metadata(place.data()).unwrap().permissions().mode() & 0o777, 0o700);
    running.signal("TERM");
    let ended = running.wait();
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "{ended:?}");
    let doctor = place.run(&["doctor", "--strict"]);
    assert_eq!(doctor.code, Some(0), "{doctor:?}");
    for count in ["modules", "tables", "statements", "steps"] {
        let words =
            doctor.stdout.split(", ").find_map(|part| part.strip_prefix(count)?.trim().split_once('/')).unwrap();
        assert!(words.0 != "0" && words.0 == words.1.lines().next().unwrap(), "{count}: {}", doctor.stdout);
    }
}

#[test]
fn what_is_not_read_by_a_person_is_a_log_for_programs() {
    let place = Place::new();
    let server = place.serve(&[]);
    assert_eq!(server.get("/nothing").status, 404);
    let ended = server.terminate();
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "{ended:?}");
    let lines: Vec<Value> = ended.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().any(|line| line["path"] == "/nothing" && line["status"] == 404), "{lines:?}");
    assert!(lines.iter().all(|line| line["timestamp"].is_string() && line["level"].is_string()), "{lines:?}");
}

#[test]
fn port_0_is_any_free_one_and_a_taken_port_is_told_in_a_sentence() {
    let place = Place::new();
    let server = place.serve(&[]);
    assert!(!server.address().ends_with(":0"), "{}", server.url);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ended = Place::new().run(&["serve", "--listen", &address]);
    assert_eq!((ended.code, ended.stderr.lines().count()), (Some(78), 1), "{ended:?}");
    assert!(ended.stderr.contains(&format!("another program listens on {address}")), "{ended:?}");
}

#[test]
fn a_file_of_another_program_is_refused_and_stays_as_it_is() {
    let place = Place::new();
    fs::create_dir(place.data()).unwrap();
    let path = place.data().join("aiwfe.db");
    let other = Connection::open(&path).unwrap();
    other.execute_batch("create table theirs (x); insert into theirs values (1);").unwrap();
    other.close().unwrap();
    let text = place.path().join("text");
    fs::write(&text, "no database at all").unwrap();
    let before = contents(place.path());
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["migrate", "apply"], &["doctor"]] {
        for database in [&path, &text] {
            let ended = place.run(&[arguments, &["--database", database.to_str().unwrap()]].concat());
            assert!(matches!(ended.code, Some(78 | 2 | 3)), "{arguments:?} {}: {ended:?}", database.display());
        }
    }
    let refused = place.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!((refused.code, refused.stderr.lines().count()), (Some(78), 1), "{refused:?}");
    assert!(refused.stderr.contains("another program"), "{refused:?}");
    let after = contents(place.path()).into_iter().filter(|(name, _)| !name.ends_with(".lock")).collect();
    assert_eq!(before, after);
}

/// Every file below a folder, with what is in it.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => all.extend(contents(&path)),
            false => drop(all.insert(path.display().to_string(), fs::read(&path).unwrap())),
        }
    }
    all
}

#[test]
fn a_directory_that_may_not_be_written_is_named() {
    let place = Place::new();
    let closed = place.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, PermissionsExt::from_mode(0o500)).unwrap();
    // Root may write anywhere but into the kernel.
    let closed = if fs::write(closed.join("try"), "").is_ok() { "/sys/kernel".into() } else { closed };
    let data = closed.join("data").display().to_string();
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["migrate", "apply"]] {
        let ended = place.run(&[arguments, &["--data", &data]].concat());
        assert_eq!((ended.code, ended.stderr.lines().count()), (Some(78), 1), "{ended:?}");
        assert!(ended.stderr.contains(&format!("the data directory {data} cannot be made")), "{ended:?}");
    }
}

#[test]
fn a_schema_that_was_changed_by_hand_is_refused_by_name() {
    let place = Place::new();
    assert_eq!(place.run(&["migrate", "apply"]).code, Some(0));
    let connection = Connection::open(place.data().join("aiwfe.db")).unwrap();
    connection.execute_batch("alter table tasks drop column description; create table extra (x);").unwrap();
    drop(connection);
    let served = place.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(served.code, Some(78), "{served:?}");
    for words in ["DB.E005", "tasks.description", "DB.E007", "extra", "expected: ", "next: "] {
        assert!(served.stderr.contains(words), "{words}: {served:?}");
    }
    let doctor = place.run(&["doctor", "--json"]);
    assert_eq!(doctor.code, Some(2), "{doctor:?}");
    let report: Value = serde_json::from_str(&doctor.stdout).unwrap();
    let [right, all] = ["right", "all"].map(|count| report["modules"][count].as_u64().unwrap());
    assert_eq!(right, all - 1, "{report}");
    assert!(report["findings"].as_array().unwrap().iter().any(|finding| finding["id"] == "DB.E007"), "{report}");
}

#[test]
fn a_history_that_is_newer_than_the_program_is_refused() {
    let place = Place::new();
    assert_eq!(place.run(&["migrate", "apply"]).code, Some(0));
    let connection = Connection::open(place.data().join("aiwfe.db")).unwrap();
    let newer = "insert into schema_steps select 9999, name, checksum, statements, min_binary, '9.9.9', applied_at from schema_steps limit 1";
    connection.execute(newer, []).unwrap();
    drop(connection);
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["migrate", "apply"], &["migrate", "plan"]] {
        let ended = place.run(arguments);
        assert_eq!(ended.code, Some(78), "{arguments:?}: {ended:?}");
        assert!(ended.stderr.contains("DB.E003") && ended.stderr.contains("9999"), "{arguments:?}: {ended:?}");
    }
    assert_eq!(place.run(&["doctor"]).code, Some(2));
}

#[test]
fn looking_makes_nothing() {
    let place = Place::new();
    for (arguments, code) in [
        (&["doctor"][..], 3),
        (&["doctor", "--json"], 3),
        (&["migrate", "status"], 0),
        (&["migrate", "plan"], 0),
        (&["config"], 0),
        (&["version"], 0),
    ] {
        let ended = place.run(arguments);
        assert_eq!(ended.code, Some(code), "{arguments:?}: {ended:?}");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0, "{arguments:?} made something");
    }
    fs::create_dir(place.data()).unwrap();
    let doctor = place.run(&["doctor", "--json"]);
    assert_eq!(doctor.code, Some(3), "{doctor:?}");
    let report: Value = serde_json::from_str(&doctor.stdout).unwrap();
    let finding = &report["findings"][0];
    assert_eq!((&finding["id"], &finding["subject"]), (&"DB.E001".into(), &"database".into()), "{report}");
    assert_eq!(fs::read_dir(place.data()).unwrap().count(), 0);
}

#[test]
fn a_plan_is_what_apply_then_runs() {
    let place = Place::new();
    let plan = place.run(&["migrate", "plan"]);
    assert!(plan.stdout.starts_with("-- step 1: ") && plan.stdout.contains("create table tasks ("), "{plan:?}");
    let connection = Connection::open_in_memory().unwrap();
    // What is built anew holds nothing yet that would have to be kept.
    let anew = |line: &str| match line.strip_prefix("-- rebuild ").and_then(|rest| rest.strip_suffix(" as")) {
        Some(table) => format!("drop table {table};\n"),
        None => format!("{line}\n"),
    };
    connection.execute_batch(&plan.stdout.lines().map(anew).collect::<String>()).unwrap();
    assert_eq!(place.run(&["migrate", "apply"]).code, Some(0));
    let after = place.run(&["migrate", "plan"]);
    assert_eq!((after.code, after.stdout.as_str()), (Some(0), ""), "{after:?}");
}
