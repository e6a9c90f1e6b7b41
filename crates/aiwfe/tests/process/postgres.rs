//! A server over PostgreSQL: one that is there, one that is not, one that is wrong.
use crate::{
    harness::{Place, Running, Server},
    wire::upstream,
};
use testkit::postgres::{Database, Mode, Proxy, server};

const CANARY: &str = "Qx7canaryZ9";

/// Starts a server whose database does not answer; it listens all the same.
fn waiting(place: &Place) -> Server {
    let running = Running::of(place.command(&["serve", "--listen", "127.0.0.1:0", "--json"]));
    let said = running.stderr_until("/readyz tells when it is ready");
    let url = said.split_once("listening at ").and_then(|(_, rest)| rest.split(' ').next()).unwrap().to_owned();
    Server { url, running }
}

#[test]
fn without_its_database_a_server_listens_says_so_and_hides_the_password() {
    let url = format!("postgres://house:{CANARY}@127.0.0.1:1/house");
    let place = Place::new().with("AIWFE_DATABASE__URL", url).with("AIWFE_LOG__LEVEL", "trace");
    let server = waiting(&place);
    assert_eq!((server.get("/livez").status, server.get("/health").json()["status"].as_str()), (200, Some("degraded")));
    let ready = server.get("/readyz");
    assert_eq!((ready.status, ready.header("retry-after")), (503, Some("2")));
    assert_eq!(ready.json()["detail"], "the database cannot be reached");
    let ended = server.terminate();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(!format!("{ended:?}{ready:?}").contains(CANARY), "{ended:?}");
    assert!(!place.data().join("aiwfe.lock").exists(), "PostgreSQL is shared and needs no lock");
}

#[test]
fn a_server_is_ready_as_soon_as_its_database_answers() {
    let Some(base) = server() else { return };
    let database = Database::fresh(&base, None).unwrap();
    let url = database.url();
    let proxy = Proxy::start(upstream(&url)).unwrap();
    proxy.set(Mode::Refuse);
    let place = Place::new().with("AIWFE_DATABASE__URL", proxy.through(&url));
    let server = waiting(&place);
    assert_eq!(server.get("/readyz").status, 503);
    proxy.set(Mode::Pass);
    assert!(server.running.line_of_stdout().contains(&server.url));
    assert_eq!(server.get("/readyz").status, 200);
}

#[test]
fn ten_servers_start_at_once_on_an_empty_database() {
    let Some(base) = server() else { return };
    let database = Database::fresh(&base, None).unwrap();
    let places: Vec<Place> = (0..10).map(|_| Place::new().with("AIWFE_DATABASE__URL", database.url())).collect();
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--json"];
    let all: Vec<Running> = places.iter().map(|place| Running::of(place.command(&arguments))).collect();
    for running in &all {
        assert!(running.line_of_stdout().contains("http://127.0.0.1:"));
    }
    let doctor = places[0].run(&["doctor", "--strict"]);
    assert_eq!(doctor.code, Some(0), "{doctor:?}");
    assert_eq!(places[0].run(&["migrate", "apply"]).code, Some(0));
}

#[test]
fn a_database_that_is_reachable_and_wrong_is_refused() {
    let Some(base) = server() else { return };
    let database = Database::fresh(&base, None).unwrap();
    let url = database.url();
    let nobody = format!("postgres://nobody_of_this_name@{}", &url[url.find(upstream(&url)).unwrap()..]);
    let ended = Place::new().with("AIWFE_DATABASE__URL", nobody).run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(ended.code, Some(78), "{ended:?}");
}
