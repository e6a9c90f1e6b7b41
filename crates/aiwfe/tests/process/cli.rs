//! The command line.
use crate::harness::Place;
use serde_json::Value;
use std::fs::File;

#[test]
fn options_stand_before_or_after_the_command() {
    let place = Place::new();
    let before = place.run(&["--data", "elsewhere", "--listen", "127.0.0.1:1", "--json", "config"]);
    let after = place.run(&["config", "--json", "--listen", "127.0.0.1:1", "--data", "elsewhere"]);
    assert_eq!((before.code, &before.stdout), (Some(0), &after.stdout));
    let settings: Value = serde_json::from_str(&before.stdout).unwrap();
    assert_eq!(settings["data"]["value"], "elsewhere");
    assert_eq!(settings["server.listen"]["source"], "--listen");
}

#[test]
fn each_wrong_input_gives_one_sentence_and_its_exit_code() {
    let place = Place::new();
    std::fs::write(place.path().join("file"), "").unwrap();
    for (arguments, code, words) in [
        (&[][..], 64, "name a command"),
        (&["serv"], 64, "did you mean `serve`"),
        (&["serve", "--lisen", "x"], 64, "did you mean `--listen`"),
        (&["serve", "twice"], 64, "one word too many"),
        (&["migrate"], 64, "status, plan, apply"),
        (&["call", "tasks.make", "title=x"], 64, "there is no operation `tasks.make`"),
        (&["user"], 64, "create, list"),
        (&["user", "create", "ann"], 64, "`--email <MAIL>` is needed"),
        (&["token", "create", "--user", "ann", "--rate", "0"], 64, "`--rate` does not take `0`"),
        (&["token", "create", "--user", "ann", "--rate", "5", "--unlimited"], 64, "--rate or --unlimited, not both"),
        (&["user", "list"], 78, "aiwfe.db is not there; `aiwfe serve` or `aiwfe migrate apply` makes it"),
        (&["bench", "store", "--seconds", "soon"], 64, "`--seconds` does not take `soon`"),
        (&["bench", "http", "--tasks", "7"], 64, "`--tasks` does not take `7`"),
        (&["serve", "--listen", "8000"], 64, "--listen is \"8000\"; it takes an address and a port"),
        (&["serve", "--listen", "192.0.2.1:0"], 78, "192.0.2.1 is no address of this machine"),
        (&["serve", "--database", "mysql://db/house"], 64, "--database will not do"),
        (&["doctor", "--database", ""], 64, "--database will not do"),
        (&["config", "--data", ""], 64, "`--data <DIR>` needs a value"),
        (&["serve", "--data", "file"], 78, "file is a file"),
        (&["migrate", "apply", "--data", "file/below"], 78, "file is a file"),
    ] {
        let ended = place.run(arguments);
        assert_eq!(ended.code, Some(code), "{arguments:?}: {ended:?}");
        assert!(ended.stderr.starts_with("aiwfe: ") && ended.stderr.contains(words), "{arguments:?}: {ended:?}");
        assert_eq!((ended.stderr.lines().count(), ended.stdout.as_str()), (1, ""), "{arguments:?}");
    }
}

#[test]
fn help_is_data_and_names_every_command() {
    let help = Place::new().run(&["--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (Some(0), ""));
    for command in ["serve", "migrate", "doctor", "config", "call", "user", "token", "keys", "version", "bench"] {
        assert!(help.stdout.contains(&format!("\n  {command} ")), "{command}: {}", help.stdout);
    }
}

#[test]
fn the_version_is_exact() {
    let place = Place::new();
    let version: Value = serde_json::from_str(&place.run(&["version", "--json"]).stdout).unwrap();
    assert_eq!(version["version"], env!("CARGO_PKG_VERSION"));
    assert!(version["sqlite"].as_str().is_some_and(|version| version.starts_with("3.")), "{version}");
    assert!(version["steps"].as_u64().is_some_and(|steps| steps > 0), "{version}");
    assert!(version["postgres"].is_null() && version["features"].is_array(), "{version}");
    assert!(place.run(&["--version"]).stdout.contains(env!("CARGO_PKG_VERSION")));
    assert!(!place.data().exists());
}

#[test]
fn an_output_that_cannot_be_written_is_no_success() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = Place::new().command(&["config"]).stdout(full).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(74), "{stderr}");
    assert!(stderr.contains("the output cannot be written: no space left on device"), "{stderr}");
}

#[test]
fn the_document_of_the_api_is_printed_without_a_house() {
    let place = Place::new();
    let printed = place.run(&["openapi"]);
    let document: Value = serde_json::from_str(&printed.stdout).unwrap();
    assert_eq!((printed.code, document["openapi"].as_str()), (Some(0), Some("3.1.0")));
    assert_eq!(document["paths"]["/api/v1/tasks"]["post"]["operationId"], "tasks.create");
    assert!(!place.data().exists());
}

#[test]
fn a_file_is_taken_from_where_it_lies_and_comes_to_stdout_as_it_is() {
    let place = Place::new();
    let done = |arguments: &[&str]| {
        let ended = place.command(arguments).output().unwrap();
        assert!(ended.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ended.stderr));
        ended.stdout
    };
    done(&["migrate", "apply"]);
    done(&["user", "create", "ann", "--email", "ann@example.org", "--admin"]);
    let gif = b"GIF89a\x01\0\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0;";
    let file = place.path().join("a.gif");
    std::fs::write(&file, gif).unwrap();
    done(&["call", "avatar.set", &format!("file={}", file.display())]);
    assert_eq!(done(&["call", "avatar.get"]), gif);
    let export: Value = serde_json::from_slice(&done(&["call", "export.all"])).unwrap();
    assert_eq!(export["avatar"][0]["kind"], "gif");
    assert_eq!(place.run(&["call", "avatar.set", "file=nowhere"]).code, Some(64));

    let server = place.serve(&[]);
    let (url, made) = (format!("http://{}", server.address()), done(&["token", "create", "--user", "ann"]));
    let token = String::from_utf8(made).unwrap();
    let there = ["--server", &url, "--token", token.trim()];
    let ask = |call: &[&str]| done(&[call, &there].concat());
    ask(&["call", "avatar.set", &format!("file={}", file.display())]);
    assert_eq!(ask(&["call", "avatar.get"]), gif);
    server.terminate();
}
