//! PyJWT as an attacker: access tokens that are forged in every known way, over HTTP, and none of them opens anything.
use crate::{
    harness::{Place, Server},
    wire::{Wire, each_place, token},
};
use serde_json::{Value, json};
use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};
use testkit::environment;

/// So many forged tokens there are at least.
const MANY: u64 = 150;

#[test]
fn s_08_no_token_that_pyjwt_forges_opens_anything() {
    let Some(python) = environment::python() else { return };
    each_place(|place| {
        let (server, admin) = (place.serve(&[]), token(&place));
        let mut wire = server.wire();
        // Whoever sets a password again ends what was begun with the one before.
        let over = sign_in(&mut wire, &admin);
        let ann = sign_in(&mut wire, &admin);
        let ben = json!({ "username": "ben", "email": "ben@example.org" });
        let ben = wire.ask(&admin, "POST /api/v1/users", Some(&ben)).unwrap();
        let known = json!({
            "address": server.address(),
            "access_token": ann["access_token"],
            "csrf_token": ann["csrf_token"],
            "api_token": admin,
            "other_user_id": ben.json()["id"],
            "key_ids": key_ids(&place),
            "public_keys": public_keys(&place),
            "of_other_kinds": {
                "a refresh token": ann["refresh_token"],
                "a CSRF token": ann["csrf_token"],
                "a token that sets a password": link(&mut wire, &admin),
                "an API token with its end cut off": admin[..admin.len() - 1],
                "a token of a session that has ended": over["access_token"],
                "a token of another house": elsewhere(),
            },
        });
        let told = attack(&python, &known);
        eprintln!("{}: {} forged tokens, {} requests", server.url, told["forged"], told["asked"]);
        assert_eq!(told["unexpected"], json!([]), "{told}");
        assert!(told["forged"].as_u64().unwrap() >= MANY, "{told}");
        // The genuine token has sown before and after, in both ways; nobody else has.
        let tasks = wire.ask(&admin, "GET /api/v1/tasks", None).unwrap();
        assert_eq!(tasks.json().as_array().unwrap().len(), 4);
    });
}

/// What the program found out that knows this.
fn attack(python: &Path, known: &Value) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/attacks/forge.py");
    let mut command = Command::new(python);
    command.arg(script).env_clear().env("PYTHONDONTWRITEBYTECODE", "1");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(known.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "forge.py failed: {}", output.status);
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Signs ann in, with a password that her own link sets.
fn sign_in(wire: &mut Wire, admin: &str) -> Value {
    let password = "seven brass otters hum";
    let reset = json!({ "token": link(wire, admin), "new_password": password });
    let mut ask = |path: &str, body: Value| {
        let told = wire.ask(admin, &format!("POST /api/v1/auth/{path}"), Some(&body)).unwrap();
        assert_eq!(told.status, 200, "{}", told.text());
        told.json()
    };
    ask("reset-password", reset);
    ask("login", json!({ "username": "ann", "password": password }))
}

/// The token of a link by which ann may set her password.
fn link(wire: &mut Wire, admin: &str) -> String {
    let ann = wire.ask(admin, "GET /api/v1/user/current", None).unwrap().json();
    let link = format!("POST /api/v1/users/{}/reset-password", text(&ann, "id"));
    text(&wire.ask(admin, &link, None).unwrap().json(), "token").to_owned()
}

/// A token that is genuine in another house.
fn elsewhere() -> Value {
    let place = Place::new();
    let (server, admin): (Server, String) = (place.serve(&[]), token(&place));
    sign_in(&mut server.wire(), &admin)["access_token"].clone()
}

/// The names of all keys of the house, which are no secret.
fn key_ids(place: &Place) -> Vec<Value> {
    let shown: Value = serde_json::from_str(&place.run(&["keys", "show", "--json"]).stdout).unwrap();
    shown.as_array().unwrap().iter().map(|key| key["id"].clone()).collect()
}

/// What everybody may know of the keys: the halves that checkpoints are verified with.
fn public_keys(place: &Place) -> Vec<String> {
    let told = place.run(&["audit", "verify"]).stdout;
    let keys = told.lines().filter_map(|line| line.strip_prefix("public key ")?.split(": ").nth(1));
    let keys: Vec<String> = keys.map(str::to_owned).collect();
    assert!(!keys.is_empty(), "{told}");
    keys
}

fn text<'a>(told: &'a Value, name: &str) -> &'a str {
    told[name].as_str().unwrap_or_else(|| panic!("{name} was expected: {told}"))
}
