//! A password never leaves the program, whatever is said to it.
use crate::harness::{Ended, Place};
use std::{fs, path::Path};

/// No word, no key and no path holds it by accident.
const CANARY: &str = "Qx7canaryZ9";

const COMMANDS: [&[&str]; 8] = [
    &["config"],
    &["config", "--json"],
    &["version"],
    &["version", "--json"],
    &["doctor"],
    &["doctor", "--json"],
    &["migrate", "status"],
    &["migrate", "apply"],
];

/// URLs that are right but lead nowhere, and URLs that are wrong in every way there is.
fn urls() -> Vec<String> {
    [
        "postgres://house:CANARY@127.0.0.1:1/house",
        "postgresql://house:CANARY@127.0.0.1:1/house?sslmode=require",
        "postgres://127.0.0.1:1/house?user=house&password=CANARY",
        "postgres://house:CA%NARY-CANARY@127.0.0.1:1/house",
        "postgres://house:x@CANARY@127.0.0.1:1/house",
        "postgres://house:CANARY@:99999/house",
        "postgres://house:CANARY",
        "postgres://house:CANARY@127.0.0.1:1/house?nonsense=1",
        "postgres//house:CANARY@127.0.0.1/house",
        "mysql://house:CANARY@127.0.0.1/house",
    ]
    .map(|url| url.replace("CANARY", CANARY))
    .to_vec()
}

fn assert_silent(ended: &Ended, what: &str) {
    assert!(!ended.stdout.contains(CANARY) && !ended.stderr.contains(CANARY), "{what}: {ended:?}");
}

#[test]
fn pt_16_no_command_repeats_a_password_of_the_environment() {
    for url in urls() {
        let place = Place::new().with("AIWFE_DATABASE__URL", &url).with("AIWFE_LOG__LEVEL", "trace");
        for arguments in COMMANDS {
            assert_silent(&place.run(arguments), &format!("{arguments:?} {url}"));
        }
        assert_nothing_written(place.path());
    }
}

#[test]
fn pt_16_no_command_repeats_a_password_of_the_command_line() {
    for url in urls() {
        let place = Place::new();
        for arguments in COMMANDS {
            assert_silent(&place.run(&[arguments, &["--database", &url]].concat()), &format!("{arguments:?} {url}"));
        }
        for wrong in [vec!["serve", &url], vec![&url], vec!["serve", "--listen", &url], vec!["--json", &url, "config"]]
        {
            assert_silent(&place.run(&wrong), &format!("{wrong:?}"));
        }
        assert_silent(&place.run(&[&format!("--databse={url}"), "config"]), &url);
    }
}

#[test]
fn pt_16_no_command_repeats_a_password_of_the_file() {
    for url in urls() {
        for text in [
            format!("[database]\nurl = \"{url}\"\n"),
            format!("[database]\nlisten_url = \"{url}\"\n"),
            format!("[database]\nurl = \"{url}\n"),
            format!("[database]\nurl = [\"{url}\"]\n"),
            format!("[log]\nlevel = \"{url}\"\n"),
            format!("[database]\n\"{url}\" = 1\n"),
        ] {
            let place = Place::new();
            place.configure(&text);
            for arguments in [&["config"][..], &["doctor", "--json"], &["version"]] {
                assert_silent(&place.run(arguments), &text);
            }
        }
    }
}

fn assert_nothing_written(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => assert_nothing_written(&path),
            false => {
                let bytes = fs::read(&path).unwrap();
                let holds = bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes());
                assert!(!holds, "{} holds the password", path.display());
            }
        }
    }
}
