//! The examples of the handbook do what it says they do: each is run as it stands there.
use crate::harness::Place;
use std::{
    fs,
    process::{Command, Stdio},
};

/// The pages whose examples are run, each by itself, from top to bottom.
const PAGES: &[&str] = &["work.md", "calendar.md"];

/// What the examples are written for.
const TOOLS: &[&str] = &["bash", "curl", "jq"];

/// The examples of a page, as one script.
fn script(page: &str) -> String {
    let mut script = String::from("set -euo pipefail\n");
    let mut is_example = false;
    for line in page.lines() {
        match line {
            "```sh" => is_example = true,
            "```" => is_example = false,
            line if is_example => script += &format!("{line}\n"),
            _ => {}
        }
    }
    script
}

fn is_there(tool: &str) -> bool {
    Command::new(tool).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

#[test]
fn every_example_of_the_handbook_does_what_it_says() {
    if let Some(missing) = TOOLS.iter().find(|tool| !is_there(tool)) {
        assert!(!testkit::environment::is_ci(), "{missing} is not there");
        eprintln!("skipped: the examples are not run, for {missing} is not there");
        return;
    }
    for name in PAGES {
        let page = fs::read_to_string(format!("{}/../../docs/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let script = script(&page);
        assert!(script.lines().count() > 10, "{name} has no examples");
        let place = Place::new();
        let server = place.serve(&[]);
        let user = place.run(&["user", "create", "ann", "--email", "ann@example.org"]);
        assert_eq!(user.code, Some(0), "{user:?}");
        let token = place.run(&["token", "create", "--user", "ann", "--unlimited"]).stdout;
        let mut command = Command::new("bash");
        command.args(["-c", &script]).current_dir(place.path());
        let told = command.env("URL", &server.url).env("TOKEN", token.trim()).output().unwrap();
        let (out, err) = (String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
        assert!(told.status.success(), "{name}: {err}\n{out}");
        assert_eq!(err, "", "{name}");
    }
}
