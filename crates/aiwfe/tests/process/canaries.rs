//! What somebody shows to come in is told by the answer that makes it, and stands nowhere else: in no file, no log, no database and no
//! other answer.
use crate::{
    harness::{Place, Server},
    wire::{Reply, lines, token},
};
use serde_json::{Value, json};
use std::{fs, path::Path};
use testkit::postgres::{Database, server};

/// No word, no key and no path holds them by accident.
const PASSWORDS: [&str; 3] = ["Qx7 quail mends brass oboes", "Zv4 nine wet zithers rust", "Kj8 a wrong guess of ours"];
/// Who shows nothing.
const NOBODY: &str = "";
/// What every place holds that is looked at, so that looking there is known to find something.
const NAME: &str = "ann@example.org";
/// What is told of the house besides its operations.
const PAGES: [&str; 6] =
    ["/openapi.json", "/docs", "/metrics", "/health/detailed", "/health/features", "/api/v1/health/detailed"];

/// Asks a server, and looks for secrets in whatever it answers.
struct Spy<'a> {
    server: &'a Server,
    secrets: Vec<(&'static str, String)>,
    asked: usize,
}

impl<'a> Spy<'a> {
    fn new(server: &'a Server, api_token: &str) -> Self {
        let passwords = PASSWORDS.map(|password| ("password", password.to_owned()));
        let secrets = passwords.into_iter().chain([("API token", api_token.to_owned())]).collect();
        Self { server, secrets, asked: 0 }
    }

    /// Sends a request; of somebody who is known, under a key by which its answer could be told again.
    fn send(&mut self, shown: &str, line: &str, body: &Value) -> Reply {
        self.asked += 1;
        let known = match shown {
            NOBODY => String::new(),
            token => format!("Authorization: Bearer {token}\r\nIdempotency-Key: key-{}\r\n", self.asked),
        };
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let kind = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
        let mut wire = self.server.wire();
        wire.send(format!("{line} HTTP/1.1\r\nHost: house\r\n{known}{kind}\r\n{body}")).unwrap();
        wire.reply().unwrap()
    }

    /// Asks what tells nothing.
    fn read(&mut self, shown: &str, line: &str, body: &Value) -> Reply {
        let reply = self.send(shown, line, body);
        assert_silent(&self.secrets, reply.text().as_bytes(), line);
        reply
    }

    /// The same, with a status.
    #[track_caller]
    fn ask(&mut self, shown: &str, line: &str, body: &Value, status: u16) -> Reply {
        let reply = self.read(shown, line, body);
        assert_eq!(reply.status, status, "{line}: {}", reply.text());
        reply
    }

    /// Asks what tells these secrets, and nothing else that is one; no other answer may from now on.
    fn learn<const N: usize>(
        &mut self,
        shown: &str,
        line: &str,
        body: &Value,
        names: [&'static str; N],
    ) -> [String; N] {
        let reply = self.send(shown, line, body);
        let (told, mut rest) = (reply.json(), reply.text());
        let secrets = names.map(|name| {
            let secret = told[name].as_str().unwrap_or_else(|| panic!("{name} was expected: {rest}")).to_owned();
            rest = rest.replace(&secret, "");
            self.secrets.push((name, secret.clone()));
            secret
        });
        assert_silent(&self.secrets, rest.as_bytes(), line);
        secrets
    }
}

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

#[track_caller]
fn assert_silent(secrets: &[(&str, String)], bytes: &[u8], place: &str) {
    for (name, secret) in secrets {
        assert!(!holds(bytes, secret), "{place} holds the {name}");
    }
}

/// Somebody is let in, fails, signs in, renews, makes a token, changes the password, and signs out.
fn live(spy: &mut Spy, admin: &str) {
    let ([password, next, wrong], nothing) = (PASSWORDS, &Value::Null);
    let ann = spy.ask(admin, "GET /api/v1/user/current", nothing, 200).json();
    let line = format!("POST /api/v1/users/{}/reset-password", ann["id"].as_str().unwrap());
    let [link] = spy.learn(admin, &line, nothing, ["token"]);
    let reset = json!({ "token": link, "new_password": password });
    spy.ask(NOBODY, "POST /api/v1/auth/reset-password", &reset, 200);
    spy.ask(NOBODY, "POST /api/v1/auth/reset-password", &reset, 401);
    let login = "POST /api/v1/auth/login";
    let sign_in = |password: &str| json!({ "username": "ann", "password": password });
    spy.ask(NOBODY, login, &sign_in(wrong), 401);
    let tokens = ["access_token", "refresh_token", "csrf_token"];
    let [_, refresh, _] = spy.learn(NOBODY, login, &sign_in(password), tokens);
    let renewal = json!({ "refresh_token": refresh });
    let [access, _, _] = spy.learn(NOBODY, "POST /api/v1/auth/refresh", &renewal, tokens);
    spy.learn(&access, "GET /api/v1/auth/csrf-token", nothing, ["csrf_token"]);
    spy.learn(&access, "POST /api/v1/tokens", &json!({ "name": "of a program" }), ["token"]);
    let change = |from: &str, to: &str| json!({ "current_password": from, "new_password": to });
    for (body, status) in [(change(wrong, next), 422), (change(password, "short"), 422), (change(password, next), 200)]
    {
        spy.ask(&access, "POST /api/v1/auth/change-password", &body, status);
    }
    // In places where none of it belongs.
    spy.ask(NOBODY, login, &json!({ "username": wrong, "password": next, "pasword": password }), 422);
    let line = format!("GET /api/v1/tasks?access_token={access}&refresh_token={refresh}");
    spy.ask(&access, &line, nothing, 422);
    spy.ask(&format!("{access}x"), "GET /api/v1/tasks", nothing, 401);
    spy.ask(&access, "POST /api/v1/auth/logout", &json!({ "everywhere": true }), 204);
    spy.ask(&access, "GET /api/v1/tasks", nothing, 401);
}

/// Reads whatever can be read: lists, exports, documents, what is measured.
fn read_all(spy: &mut Spy, admin: &str) {
    let lines = lines(|route| route.method() == "GET").into_iter().filter(|line| !line.ends_with("/stream"));
    let more = PAGES.into_iter().chain(["/api/v1/session?ended=true"]).map(|path| format!("GET {path}"));
    let mut text = String::new();
    for line in lines.chain(more) {
        text += &spy.read(admin, &line, &Value::Null).text();
    }
    assert!(text.contains(NAME) && text.contains("\"operation\":\"auth.refresh\""), "{text}");
}

/// The bytes of all files below a folder.
fn read_files(folder: &Path, into: &mut Vec<u8>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => read_files(&path, into),
            false => into.extend(fs::read(&path).unwrap()),
        }
    }
}

/// Runs it to the end of the server; gives the files as they were while it ran and after, and the secrets.
fn run(place: &Place) -> (Vec<u8>, Vec<(&'static str, String)>) {
    let (server, mut files) = (place.serve(&[]), Vec::new());
    let admin = token(place);
    let mut spy = Spy::new(&server, &admin);
    live(&mut spy, &admin);
    read_all(&mut spy, &admin);
    let secrets = spy.secrets;
    assert!(secrets.len() == PASSWORDS.len() + 10, "{secrets:?}");
    // The log of the database is folded into its file at the end.
    read_files(place.path(), &mut files);
    let ended = server.terminate();
    read_files(place.path(), &mut files);
    assert_silent(&secrets, &files, "the data directory");
    assert!(ended.stderr.contains("auth.login"), "{ended:?}");
    assert_silent(&secrets, (ended.stdout + &ended.stderr).as_bytes(), "the log");
    (files, secrets)
}

#[test]
fn s_12_what_somebody_shows_to_come_in_stands_nowhere_but_in_the_answer_that_makes_it() {
    let (files, _) = run(&Place::new().with("AIWFE_LOG__LEVEL", "trace"));
    assert!(holds(&files, NAME) && holds(&files, "argon2id"), "the database is among the files");
}

#[test]
fn s_12_over_postgresql_what_somebody_shows_to_come_in_stands_in_no_table() {
    let Some(base) = server() else { return };
    let database = Database::fresh(&base, None).unwrap();
    let place = Place::new().with("AIWFE_DATABASE__URL", database.url()).with("AIWFE_LOG__LEVEL", "trace");
    let (_, secrets) = run(&place);
    for (name, secret) in secrets {
        search(&database, &secret).unwrap_or_else(|found| panic!("the {name} is kept: {found}"));
    }
    let found = search(&database, NAME).unwrap_err().to_string();
    assert!(found.contains("users"), "{found}");
}

/// Fails where any row of any table holds these words, as text or as bytes.
fn search(database: &Database, words: &str) -> std::io::Result<()> {
    database.run(&format!(
        "do $$ declare place regclass; found boolean; begin
           for place in select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind = 'r' and n.nspname !~ '^(pg_|information_schema)' order by c.relname desc loop
             execute format('select exists (select from %s r where strpos(r::text, %L) + strpos(r::text, %L) > 0)',
               place, '{words}', encode('{words}', 'hex')) into found;
             if found then raise exception 'in %', place; end if;
           end loop;
         end $$"
    ))
}
