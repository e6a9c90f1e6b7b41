//! A running server against its own OpenAPI document: schemathesis asks it thousands of questions, in the name of two people who
//! share nothing, and every answer must be as the document says and nobody else's.
use crate::harness::{Place, Server};
use serde_json::{Value, json};
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};
use testkit::{
    environment,
    postgres::{Database, server},
};

/// How many requests the long form makes at least.
const MANY: u64 = 20_000;
/// How many cases of each operation are made up in the short form, and in the long one.
const EXAMPLES: [&str; 2] = ["5", "200"];
/// Chance, for the short form.
const SEED: &str = "20261120";

#[test]
fn s_02_every_answer_is_as_the_document_says_and_nobody_elses() {
    let Some(program) = environment::schemathesis() else { return };
    run(&program, &generous(Place::new()));
}

#[test]
fn s_02_over_postgresql_every_answer_is_as_the_document_says_and_nobody_elses() {
    let (Some(program), Some(base)) = (environment::schemathesis(), server()) else { return };
    let database = Database::fresh(&base, None).unwrap();
    run(&program, &generous(Place::new().with("AIWFE_DATABASE__URL", database.url())));
}

/// A house in which all that can be switched on is, and that lets one address ask as often as it likes.
fn generous(place: Place) -> Place {
    let place = place.without_limits().with("AIWFE_ACCOUNTS__GUESTS", "true");
    place.with("AIWFE_SERVER__PUBLIC_URL", "https://house.example.org")
}

fn run(program: &Path, place: &Place) {
    let server = place.serve(&[]);
    let spared = people(place).join(",");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemathesis");
    let at = |name: &str| place.path().join(name);
    let mut command = Command::new(program);
    command.arg("--config-file").arg(folder.join("schemathesis.toml"));
    command.args(["run", &format!("{}/openapi.json", server.url), "--no-color", "--max-examples"]);
    match environment::is_long() {
        true => command.arg(EXAMPLES[1]),
        false => command.args([EXAMPLES[0], "--phases", "examples,fuzzing,stateful", "--seed", SEED]),
    };
    command.args(["--report", "json", "--report-json-path"]).arg(at("report.json")).current_dir(place.path());
    command.env("AIWFE_SCHEMATHESIS_HOOKS", folder.join("hooks.py")).env("AIWFE_SCHEMATHESIS_SPARED", spared);
    command.env("AIWFE_SCHEMATHESIS_PEOPLE", at("people.json")).env("AIWFE_SCHEMATHESIS_SEEN", at("seen.json"));
    let output = command.env("PYTHONDONTWRITEBYTECODE", "1").stdin(Stdio::null()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let read = |name: &str| -> Value { serde_json::from_slice(&fs::read(at(name)).unwrap()).unwrap() };
    judge(&read("report.json"), &read("seen.json"), &server);
}

/// Lets in two people who share nothing and somebody who administers the house; gives the ids that no request may touch.
fn people(place: &Place) -> Vec<String> {
    let (mut people, mut spared) = (Vec::new(), Vec::new());
    for (name, is_admin) in [("bea", false), ("cyd", false), ("ada", true)] {
        let mail = format!("{name}@example.org");
        let arguments = ["user", "create", name, "--email", &mail, "--admin"];
        assert_eq!(place.run(&arguments[..if is_admin { 6 } else { 5 }]).code, Some(0));
        let made = place.run(&["token", "create", "--user", name, "--unlimited", "--json"]);
        let made: Value = serde_json::from_str(&made.stdout).unwrap();
        let word = |field: &str| made[field].as_str().unwrap().to_owned();
        let header = json!({ "name": "Authorization", "value": format!("Bearer {}", word("token")) });
        people.push(json!({ "name": name, "fixedHeaders": [header] }));
        spared.extend([word("id"), word("user_id")]);
    }
    fs::write(place.path().join("people.json"), json!({ "auth": people }).to_string()).unwrap();
    spared
}

/// A run that saw little proves little.
fn judge(report: &Value, seen: &Value, server: &Server) {
    let count = report["test_cases"]["generated"].as_u64().unwrap();
    let asked_again: u64 = seen["asked_again"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
    eprintln!(
        "{}: seed {}, {count} cases, {asked_again} of them again as somebody else; not needed: {}",
        server.url, report["seed"], seen["unused"]
    );
    assert_eq!((&report["failures"], &report["errors"], &report["complete"]), (&json!([]), &json!([]), &json!(true)));
    assert!(asked_again > 0, "nothing was asked as somebody else");
    let phases = seen["phases"].as_array().unwrap();
    assert!(
        ["examples", "fuzzing", "stateful"].iter().all(|phase| phases.contains(&json!(phase))),
        "only {phases:?} ran"
    );
    if environment::is_long() {
        assert!(count >= MANY, "{count} cases are fewer than {MANY}");
    }
}
