//! One house, one server.
use crate::harness::{Place, Running};
use std::fs;

#[test]
fn a_second_server_names_the_first_and_leaves_it_alone() {
    let place = Place::new();
    let first = place.serve(&[]);
    let second = place.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!((second.code, second.stderr.lines().count()), (Some(75), 1), "{second:?}");
    let holder = format!("`aiwfe serve` with process id {}", first.running.pid());
    assert!(second.stderr.contains(&holder), "{second:?}");
    assert_eq!(first.get("/readyz").status, 200);
}

#[test]
fn the_same_file_through_another_data_directory_is_the_same_house() {
    let place = Place::new();
    let _first = place.serve(&[]);
    let second =
        place.run(&["serve", "--listen", "127.0.0.1:0", "--data", "other", "--database", "data/../data/aiwfe.db"]);
    assert_eq!(second.code, Some(75), "{second:?}");
}

#[test]
fn a_killed_server_leaves_no_lock_behind() {
    let place = Place::new();
    let first = place.serve(&[]);
    first.running.signal("KILL");
    assert_eq!(first.running.wait().code, None);
    assert!(fs::read_to_string(place.data().join("aiwfe.lock")).unwrap().contains("serve"));
    assert_eq!(place.serve(&[]).get("/readyz").status, 200);
}

#[test]
fn pt_06_of_ten_migrations_at_once_one_applies_and_all_succeed() {
    let place = Place::new();
    let all: Vec<Running> = (0..10).map(|_| Running::of(place.command(&["migrate", "apply", "--json"]))).collect();
    let ended: Vec<_> = all.into_iter().map(Running::wait).collect();
    assert!(ended.iter().all(|ended| ended.code == Some(0)), "{ended:?}");
    let nothing = ended.iter().filter(|ended| ended.stdout == "{\"applied\":[]}\n").count();
    assert_eq!(nothing, 9, "{ended:?}");
}

#[test]
fn right_after_a_killed_server_migrations_do_not_stumble_over_its_name() {
    let place = Place::new();
    let server = place.serve(&[]);
    server.running.signal("KILL");
    server.running.wait();
    let all: Vec<Running> = (0..10).map(|_| Running::of(place.command(&["migrate", "apply"]))).collect();
    let ended: Vec<_> = all.into_iter().map(Running::wait).collect();
    assert!(ended.iter().all(|ended| ended.code == Some(0)), "{ended:?}");
}

#[test]
fn beside_a_server_there_is_nothing_to_migrate_and_everything_to_look_at() {
    let place = Place::new();
    let server = place.serve(&[]);
    for arguments in [&["migrate", "apply"][..], &["migrate", "status"], &["migrate", "plan"], &["doctor", "--strict"]]
    {
        let ended = place.run(arguments);
        assert_eq!(ended.code, Some(0), "{arguments:?}: {ended:?}");
    }
    assert_eq!(server.get("/readyz").status, 200);
}
