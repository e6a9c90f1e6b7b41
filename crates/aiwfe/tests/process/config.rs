//! The settings: layers, sources, and what is said of a wrong one.
use crate::harness::{Ended, Place};
use serde_json::{Value, json};

fn settings(place: &Place, arguments: &[&str]) -> Value {
    let ended = place.run(&[&["config", "--json"], arguments].concat());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    serde_json::from_str(&ended.stdout).unwrap()
}

#[test]
fn a_flag_wins_over_a_variable_over_the_file_over_the_default() {
    let place = Place::new();
    let listen = |place: &Place, arguments: &[&str]| settings(place, arguments)["server.listen"].clone();
    assert_eq!(listen(&place, &[]), json!({ "value": "127.0.0.1:8000", "source": "default" }));
    place.configure("[server]\nlisten = \"127.0.0.1:1\"\n");
    assert_eq!(listen(&place, &[]), json!({ "value": "127.0.0.1:1", "source": "./data/aiwfe.toml" }));
    let place = place.with("AIWFE_SERVER__LISTEN", "127.0.0.1:2");
    assert_eq!(listen(&place, &[]), json!({ "value": "127.0.0.1:2", "source": "AIWFE_SERVER__LISTEN" }));
    let flag = listen(&place, &["--listen", "127.0.0.1:3"]);
    assert_eq!(flag, json!({ "value": "127.0.0.1:3", "source": "--listen" }));
}

const OTHERS: [(&str, &str, &str); 28] = [
    ("server.listen", "AIWFE_SERVER__LISTEN", "0.0.0.0:0"),
    ("server.shutdown_s", "AIWFE_SERVER__SHUTDOWN_S", "0"),
    ("server.deadline_ms", "AIWFE_SERVER__DEADLINE_MS", "100"),
    ("server.connections", "AIWFE_SERVER__CONNECTIONS", "1"),
    ("server.origins", "AIWFE_SERVER__ORIGINS", "https://app.example.org"),
    ("server.public_url", "AIWFE_SERVER__PUBLIC_URL", "https://house.example.org"),
    ("server.proxies", "AIWFE_SERVER__PROXIES", "10.0.0.0/8,::1"),
    ("limits.door_per_minute", "AIWFE_LIMITS__DOOR_PER_MINUTE", "none"),
    ("limits.renewal_per_minute", "AIWFE_LIMITS__RENEWAL_PER_MINUTE", "1"),
    ("limits.stranger_per_minute", "AIWFE_LIMITS__STRANGER_PER_MINUTE", "2"),
    ("limits.person_per_minute", "AIWFE_LIMITS__PERSON_PER_MINUTE", "3"),
    ("limits.heavy_per_minute", "AIWFE_LIMITS__HEAVY_PER_MINUTE", "4"),
    ("limits.space_per_minute", "AIWFE_LIMITS__SPACE_PER_MINUTE", "1000000"),
    ("accounts.registration", "AIWFE_ACCOUNTS__REGISTRATION", "closed"),
    ("accounts.approval", "AIWFE_ACCOUNTS__APPROVAL", "false"),
    ("accounts.guests", "AIWFE_ACCOUNTS__GUESTS", "true"),
    ("accounts.access_minutes", "AIWFE_ACCOUNTS__ACCESS_MINUTES", "5"),
    ("accounts.session_days", "AIWFE_ACCOUNTS__SESSION_DAYS", "30"),
    ("accounts.second_factor", "AIWFE_ACCOUNTS__SECOND_FACTOR", "everybody"),
    ("accounts.refused_passwords", "AIWFE_ACCOUNTS__REFUSED_PASSWORDS", "refused.txt"),
    ("database.url", "AIWFE_DATABASE__URL", "sqlite:other.db"),
    ("database.pooler", "AIWFE_DATABASE__POOLER", "transaction"),
    ("database.listen_url", "AIWFE_DATABASE__LISTEN_URL", ""),
    ("database.pool_size", "AIWFE_DATABASE__POOL_SIZE", "1"),
    ("database.statement_timeout_ms", "AIWFE_DATABASE__STATEMENT_TIMEOUT_MS", "1"),
    ("database.lock_timeout_ms", "AIWFE_DATABASE__LOCK_TIMEOUT_MS", "1"),
    ("log.level", "AIWFE_LOG__LEVEL", "error"),
    ("log.format", "AIWFE_LOG__FORMAT", "json"),
];

#[test]
fn every_setting_can_be_set_by_a_variable_and_says_so() {
    let mut place = Place::new();
    for (_, variable, value) in OTHERS {
        place = place.with(variable, value);
    }
    let (before, after) = (settings(&Place::new(), &[]), settings(&place, &[]));
    assert_eq!(before.as_object().unwrap().len(), OTHERS.len() + 1, "a setting is not tried here");
    // An empty variable counts as not set.
    for (key, variable, value) in OTHERS.into_iter().filter(|(_, _, value)| !value.is_empty()) {
        let shown = after[key]["value"].as_str().map_or_else(|| after[key]["value"].to_string(), str::to_owned);
        assert_eq!((shown.as_str(), after[key]["source"].as_str()), (value, Some(variable)));
        assert_ne!(before[key]["value"], after[key]["value"], "{key} was tried with its default");
    }
    assert_eq!(after["database.listen_url"], json!({ "value": null, "source": "default" }));
}

#[test]
fn what_is_printed_can_be_read_again() {
    let place = Place::new();
    let printed = place.run(&["config"]).stdout;
    place.configure(&printed);
    let again = settings(&place, &[]);
    assert_eq!(again["log.level"], json!({ "value": "info", "source": "./data/aiwfe.toml" }));
}

fn assert_refused(ended: &Ended, words: &[&str]) {
    assert_eq!((ended.code, ended.stderr.lines().count()), (Some(78), 1), "{ended:?}");
    for word in words {
        assert!(ended.stderr.contains(word), "{word} in {ended:?}");
    }
}

#[test]
fn a_wrong_file_is_told_by_key_place_and_what_would_do() {
    for (text, words) in [
        (
            "[server]\nlisen = \"x\"",
            &["./data/aiwfe.toml", "no key `server.lisen`", "did you mean `server.listen`"][..],
        ),
        ("listen = \"127.0.0.1:1\"", &["no key `listen`", "did you mean `server.listen`"]),
        ("[colour]\nred = 1", &["no key `colour.red`", "`aiwfe config` lists the keys"]),
        ("[server]\nshutdown_s = 601", &["server.shutdown_s in ./data/aiwfe.toml is \"601\"", "from 0 to 600"]),
        ("[server]\nshutdown_s = -1", &["is \"-1\""]),
        ("[server]\nlisten = [1]", &["server.listen in ./data/aiwfe.toml", "an address and a port"]),
        ("[log]\nlevel = \"INFO\"", &["log.level", "\"INFO\"", "error, warn, info, debug or trace"]),
        ("[log]\nlevel = true", &["log.level", "error, warn, info, debug or trace"]),
        ("[log]\nlevel = \"info\"\nlevel = \"warn\"", &["./data/aiwfe.toml is no valid TOML: line 3: "]),
        ("[log\n", &["./data/aiwfe.toml is no valid TOML: line 1: "]),
    ] {
        let place = Place::new();
        place.configure(text);
        assert_refused(&place.run(&["config"]), words);
    }
}

#[test]
fn a_wrong_variable_is_told_by_name_and_what_would_do() {
    for (name, value, words) in [
        ("AIWFE_SERVER_LISTEN", "x", &["AIWFE_SERVER_LISTEN", "did you mean `AIWFE_SERVER__LISTEN`"][..]),
        ("AIWFE_COLOUR", "red", &["AIWFE_COLOUR", "docs/configuration.md"]),
        (
            "AIWFE_DATABASE__POOLER",
            "pgbouncer",
            &["AIWFE_DATABASE__POOLER is \"pgbouncer\"", "none, session or transaction"],
        ),
        ("AIWFE_DATABASE__LISTEN_URL", "file.db", &["AIWFE_DATABASE__LISTEN_URL", "past the pooler"]),
    ] {
        assert_refused(&Place::new().with(name, value).run(&["config"]), words);
    }
}

#[test]
fn the_variables_of_the_tests_are_left_alone_and_the_data_directory_has_one_of_its_own() {
    let place = Place::new().with("AIWFE_TEST_POSTGRES", "postgres://somewhere").with("AIWFE_DATA", "elsewhere");
    let data = settings(&place, &[])["data"].clone();
    assert_eq!(data, json!({ "value": "elsewhere", "source": "AIWFE_DATA" }));
}

#[test]
fn s_06_a_list_of_refused_passwords_that_is_not_fit_is_named_and_nothing_starts() {
    let place = Place::new();
    let list = place.path().join("refused.txt");
    let place = place.with("AIWFE_ACCOUNTS__REFUSED_PASSWORDS", list.to_str().unwrap());
    assert_refused(&place.run(&["serve"]), &["accounts.refused_passwords", "refused.txt cannot be read"]);
    std::fs::write(&list, format!("{}\n{}\n", "F".repeat(40), "0".repeat(40))).unwrap();
    for arguments in [&["serve"][..], &["call", "users.list"]] {
        assert_refused(&place.run(arguments), &["refused.txt is not sorted by hash at byte 41"]);
    }
    std::fs::write(&list, format!("{}\n{}\n", "0".repeat(40), "F".repeat(40))).unwrap();
    assert_eq!(place.serve(&[]).terminate().code, Some(0));
}
