//! The keys of a house, from the command line.
use crate::{
    harness::Place,
    wire::{each_place, token},
};
use serde_json::Value;
use std::{fs, os::unix::fs::PermissionsExt, thread};

fn keys(place: &Place) -> Vec<Value> {
    let shown = place.run(&["keys", "show", "--json"]);
    assert_eq!(shown.code, Some(0), "{shown:?}");
    serde_json::from_str::<Value>(&shown.stdout).unwrap().as_array().unwrap().clone()
}

#[test]
fn s_12_a_server_makes_the_keys_once_and_they_are_rotated_beside_it_and_never_shown() {
    let place = Place::new();
    let server = place.serve(&[]);
    let file = place.data().join("keys");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let made = keys(&place);
    let purposes: Vec<&str> = made.iter().map(|key| key["purpose"].as_str().unwrap()).collect();
    assert_eq!(purposes, ["encryption", "signing", "audit"]);
    assert!(made.iter().all(|key| key["is_current"] == true && key["age_days"] == 0), "{made:?}");
    let mut told = String::new();
    for arguments in [&["keys", "rotate"][..], &["keys", "rotate", "signing"], &["keys", "rotate", "audit", "--json"]] {
        let rotated = place.run(arguments);
        assert_eq!((rotated.code, rotated.stdout.lines().count()), (Some(0), 1), "{rotated:?}");
        told += &(rotated.stdout + &rotated.stderr);
    }
    let shown = place.run(&["keys", "show"]).stdout;
    assert_eq!(shown.lines().filter(|line| line.contains("  current  ")).count(), 3, "{shown}");
    assert_eq!(shown.lines().filter(|line| line.contains("  older    ")).count(), 3, "{shown}");
    assert_eq!(shown.lines().filter(|line| line.ends_with("Z  0 days")).count(), 6, "{shown}");
    for key in keys(&place).iter().skip(3).take(2) {
        assert!(told.contains(key["id"].as_str().unwrap()), "{told}");
    }
    told += &(server.terminate().stderr + &shown + &place.run(&["keys", "show", "--json"]).stdout);
    let held = fs::read_to_string(&file).unwrap();
    let secrets: Vec<&str> = held.split("\"secret\": \"").skip(1).map(|rest| &rest[..43]).collect();
    assert!(secrets.len() == 6 && secrets.iter().all(|secret| !told.contains(secret)), "{told}");
    let again = place.serve(&[]);
    assert_eq!(fs::read_to_string(&file).unwrap(), held, "a second start makes no keys");
    again.terminate();
}

#[test]
fn s_12_processes_that_rotate_at_once_lose_no_key() {
    let place = Place::new();
    place.serve(&[]).terminate();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(place.run(&["keys", "rotate"]).code, Some(0)));
        }
    });
    let keys = keys(&place);
    assert_eq!(keys.iter().filter(|key| key["purpose"] == "encryption").count(), 9, "{keys:?}");
    assert_eq!(keys.iter().filter(|key| key["is_current"] == true).count(), 3, "{keys:?}");
}

#[test]
fn s_12_keys_that_will_not_do_are_told_in_a_sentence_and_nothing_is_served() {
    let place = Place::new();
    let file = place.data().join("keys");
    let early = place.run(&["keys", "show"]);
    assert_eq!((early.code, place.data().exists()), (Some(78), false), "{early:?}");
    assert!(early.stderr.contains("data/keys is not there, and with it the keys; `aiwfe serve` makes it"), "{early:?}");
    let usage = place.run(&["keys", "rotate", "everything"]);
    assert_eq!(usage.code, Some(64), "{usage:?}");
    assert!(
        usage.stderr.contains("`PURPOSE` does not take `everything`; it takes encryption, signing, audit"),
        "{usage:?}"
    );
    place.serve(&[]).terminate();
    let set = |mode| fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
    for (mode, harm, words) in [(0o644, false, "has the mode 644"), (0o600, true, "holds no keys that can be used")] {
        set(mode);
        if harm {
            fs::write(&file, "{}").unwrap();
        }
        for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["keys", "show"], &["keys", "rotate"]] {
            let refused = place.run(arguments);
            assert_eq!((refused.code, refused.stdout.as_str()), (Some(78), ""), "{arguments:?}: {refused:?}");
            assert!(refused.stderr.contains(words), "{arguments:?}: {refused:?}");
        }
    }
}

#[test]
fn s_12_keys_that_do_not_open_what_is_sealed_refuse_the_start_and_the_doctor_says_so() {
    each_place(|place: Place| {
        let server = place.serve(&[]);
        let token = token(&place);
        let mut wire = server.wire();
        let invited = serde_json::json!({ "email": "ben@example.org" });
        let made = wire.ask(&token, "POST /api/v1/admin/invitations", Some(&invited)).unwrap();
        assert_eq!(made.status, 201, "{}", made.text());
        server.terminate();
        let file = place.data().join("keys");
        let right = fs::read(&file).unwrap();
        let other = Place::new();
        other.serve(&[]).terminate();
        let wrong = fs::read(other.data().join("keys")).unwrap();
        for keys in [Some(&wrong), None] {
            match keys {
                Some(keys) => fs::write(&file, keys).unwrap(),
                None => fs::remove_file(&file).unwrap(),
            }
            let refused = place.run(&["serve", "--listen", "127.0.0.1:0"]);
            assert_eq!((refused.code, refused.stderr.contains("SEC.E031")), (Some(78), true), "{refused:?}");
            let doctor = place.run(&["doctor"]);
            assert_eq!((doctor.code, doctor.stdout.contains("SEC.E031")), (Some(2), true), "{doctor:?}");
            assert_eq!(file.exists(), keys.is_some(), "no keys are made where there were some");
        }
        fs::write(&file, right).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        // A rotated key seals anew what there is, at the next start at the latest.
        assert_eq!(place.run(&["keys", "rotate"]).code, Some(0));
        let server = place.serve(&[]);
        let told = server.running.stderr_until("sealed under the current key");
        assert!(told.contains("\"values\":1"), "{told}");
        server.terminate();
        assert_eq!(place.run(&["doctor", "--strict"]).code, Some(0));
    });
}
