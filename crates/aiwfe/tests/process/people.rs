//! Who is in the house, from the command line.
use crate::harness::Place;
use serde_json::Value;

#[test]
fn the_first_user_comes_from_the_command_line_also_beside_a_server_and_the_token_opens_the_door() {
    let place = Place::new();
    let server = place.serve(&[]);
    let made = place.run(&["user", "create", "Ann", "--email", "Ann@example.org", "--admin"]);
    assert_eq!((made.code, made.stdout.trim().len()), (Some(0), 36), "{made:?}");
    assert!(made.stderr.contains("`aiwfe token create --user ann` makes a token"), "{made:?}");
    let ben = place.run(&["user", "create", "ben", "--email", "ben@example.org", "--json"]);
    let ben: Value = serde_json::from_str(&ben.stdout).unwrap();
    assert_eq!((&ben["role"], &ben["status"]), (&"user".into(), &"active".into()));
    let listed = place.run(&["user", "list"]);
    assert_eq!(listed.stdout, "ann  ann@example.org  admin  active\nben  ben@example.org  user   active\n");
    let all: Value = serde_json::from_str(&place.run(&["user", "list", "--json"]).stdout).unwrap();
    assert_eq!(all.as_array().unwrap().len(), 2);

    let token = place.run(&["token", "create", "--user", "ben", "--scope", "users.read", "--expires-in-days", "7"]);
    assert_eq!((token.code, token.stdout.lines().count()), (Some(0), 1), "{token:?}");
    let current =
        |token: &str| server.ask("GET /api/v1/user/current HTTP/1.1", &format!("Authorization: Bearer {token}\r\n"));
    let answer = current(token.stdout.trim());
    assert_eq!((answer.status, &answer.json()["username"]), (200, &"ben".into()), "{answer:?}");
    assert_eq!(answer.header("x-ratelimit-limit"), Some("6000"));
    let reset = place.run(&["user", "reset-password", "Ben"]);
    assert_eq!((reset.code, reset.stdout.lines().count()), (Some(0), 1), "{reset:?}");
    assert!(reset.stderr.contains("/api/v1/auth/reset-password"), "{reset:?}");
    assert_eq!(place.run(&["user", "reset-password", "nobody"]).code, Some(64));
    let token = place.run(&["token", "create", "--user", "ann", "--unlimited", "--json"]);
    let token: Value = serde_json::from_str(&token.stdout).unwrap();
    assert!(token["rate_per_minute"].is_null());
    assert_eq!(current(token["token"].as_str().unwrap()).header("x-ratelimit-limit"), None);
    server.terminate();
}

#[test]
fn what_is_refused_is_told_in_a_sentence_with_its_exit_code() {
    let place = Place::new();
    std::fs::create_dir(place.data()).unwrap();
    std::fs::write(place.data().join("aiwfe.db"), "").unwrap();
    let early = place.run(&["user", "list"]);
    assert_eq!(early.code, Some(78));
    assert!(early.stderr.contains("has no schema yet; `aiwfe serve` or `aiwfe migrate apply` makes it"), "{early:?}");
    assert_eq!(place.run(&["migrate", "apply"]).code, Some(0));
    assert_eq!(place.run(&["user", "create", "ann", "--email", "ann@example.org"]).code, Some(0));
    for (arguments, code, words) in [
        (&["user", "create", "ANN", "--email", "other@example.org"][..], 1, "/username: this is taken already"),
        (&["user", "create", "b c", "--email", "b@example.org"], 1, "/username: a username holds letters"),
        (&["token", "create", "--user", "ann", "--scope", "tasks"], 1, "/scopes/0: a scope is a noun"),
        (&["token", "create", "--user", "nobody"], 64, "there is no user `nobody`"),
    ] {
        let ended = place.run(arguments);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(code), ""), "{ended:?}");
        assert!(ended.stderr.contains(words), "{ended:?}");
    }
}

#[test]
fn somebody_is_disabled_enabled_and_made_an_administrator_from_the_command_line() {
    let place = Place::new();
    assert_eq!(place.run(&["migrate", "apply"]).code, Some(0));
    assert_eq!(place.run(&["user", "create", "ann", "--email", "ann@example.org", "--admin"]).code, Some(0));
    assert_eq!(place.run(&["user", "create", "ben", "--email", "ben@example.org"]).code, Some(0));
    for (arguments, expected) in [
        (&["user", "disable", "BEN"][..], "ben  user  disabled\n"),
        (&["user", "enable", "ben"], "ben  user  active\n"),
        (&["user", "approve", "ben"], "ben  user  active\n"),
        (&["user", "grant", "ben", "admin"], "ben  admin  active\n"),
        (&["user", "grant", "ann", "user"], "ann  user  active\n"),
    ] {
        let ended = place.run(arguments);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), expected), "{ended:?}");
    }
    for (arguments, code, words) in [
        (&["user", "disable", "ben"][..], 1, "this is the last active administrator"),
        (&["user", "enable", "cem"], 64, "there is no user `cem` here"),
        (&["user", "grant", "ann", "boss"], 64, "does not take `boss`; it takes admin, user"),
    ] {
        let ended = place.run(arguments);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(code), ""), "{ended:?}");
        assert!(ended.stderr.contains(words), "{ended:?}");
    }
}

#[test]
fn a_server_says_on_its_console_what_is_to_be_handed_to_whom() {
    let place = Place::new();
    let server = place.serve(&[]);
    assert_eq!(place.run(&["user", "create", "ann", "--email", "ann@example.org", "--admin"]).code, Some(0));
    let invited = place.run(&["call", "house_invitations.create", "email=eve@example.org"]);
    assert_eq!(invited.code, Some(0), "{invited:?}");
    let said = server.running.stderr_until("to be handed to eve@example.org");
    assert!(said.contains("(invitation, until ") && said.contains("/invitation#aiwfe_"), "{said}");
    let listed = place.run(&["call", "letters.list"]);
    let link = said.split("/invitation").nth(1).unwrap().trim();
    assert!(listed.stdout.contains(link), "{listed:?}");
    server.terminate();
}
