//! The record from the command line, beside and after a server, over both databases: what is put back in its place is known by its age.
use crate::harness::{Ended, Place};
use serde_json::Value;
use std::fs;
use testkit::postgres::{Database, server};

/// Somebody comes while a server runs, which then ends.
fn somebody(place: &Place, name: &str) {
    let server = place.serve(&[]);
    let made = place.run(&["user", "create", name, "--email", &format!("{name}@example.org")]);
    assert_eq!(made.code, Some(0), "{made:?}");
    assert_eq!(server.terminate().code, Some(0));
}

fn verified(place: &Place) -> Ended {
    place.run(&["audit", "verify", "--json"])
}

/// The ids of what is found.
fn found(ended: &Ended) -> Vec<String> {
    let told: Value = serde_json::from_str(&ended.stdout).unwrap_or_else(|_| panic!("{ended:?}"));
    told["findings"].as_array().unwrap().iter().map(|finding| finding["id"].as_str().unwrap().to_owned()).collect()
}

/// Ways to make a backup, to put one back, and to tidy up.
struct Ways<B> {
    backup: fn(&Place) -> B,
    restore: fn(Place, &B) -> Place,
    vacuum: fn(&Place, &B),
}

fn an_older_database_shows<B>(place: Place, ways: &Ways<B>) {
    somebody(&place, "ann");
    let old = (ways.backup)(&place);
    assert_eq!(place.run(&["keys", "rotate", "audit"]).code, Some(0));
    somebody(&place, "ben");
    let new = (ways.backup)(&place);
    (ways.vacuum)(&place, &new);
    let clean = verified(&place);
    assert_eq!((clean.code, found(&clean)), (Some(0), vec![]), "{clean:?}");
    let place = (ways.restore)(place, &new);
    assert_eq!(verified(&place).code, Some(0), "the newest is as good as the one that was lost");

    let copy = place.path().join("copy.jsonl");
    fs::copy(place.data().join("audit/checkpoints.jsonl"), &copy).unwrap();
    let place = (ways.restore)(place, &old);
    let older = verified(&place);
    assert_eq!((older.code, found(&older)), (Some(2), vec!["AUD.E006".to_owned()]), "{older:?}");
    for name in ["cem", "dee"] {
        somebody(&place, name);
    }
    let filled = place.run(&["audit", "verify", "--json", "--checkpoints", copy.to_str().unwrap()]);
    assert_eq!((filled.code, found(&filled)), (Some(2), vec!["AUD.E007".to_owned()]), "{filled:?}");
}

#[test]
fn s_16_an_older_file_shows_and_the_newest_does_not() {
    let ways = Ways {
        backup: |place| fs::read(place.data().join("aiwfe.db")).unwrap(),
        restore: |place, file| {
            fs::write(place.data().join("aiwfe.db"), file).unwrap();
            place
        },
        vacuum: |place, _| {
            rusqlite::Connection::open(place.data().join("aiwfe.db")).unwrap().execute_batch("vacuum").unwrap()
        },
    };
    an_older_database_shows(Place::new(), &ways);
}

#[test]
fn s_16_an_older_database_of_postgresql_shows_and_the_newest_does_not() {
    let Some(base) = server() else { return };
    let database = Database::fresh(&base, None).unwrap();
    let ways = Ways {
        backup: |place| {
            let url = place.variable("AIWFE_DATABASE__URL").unwrap().to_owned();
            let name = url.rsplit('/').next().and_then(|rest| rest.split('?').next()).map(str::to_owned);
            Database::fresh(&server().unwrap(), name.as_deref()).unwrap()
        },
        restore: |place, database: &Database| place.instead("AIWFE_DATABASE__URL", database.url()),
        vacuum: |_, database| database.run("vacuum full audit.audit_log").unwrap(),
    };
    an_older_database_shows(Place::new().with("AIWFE_DATABASE__URL", database.url()), &ways);
}

#[test]
fn s_16_a_server_seals_while_it_runs_and_tells_the_key_it_signs_with() {
    let place = Place::new();
    let early = place.run(&["audit", "verify"]);
    assert_eq!((early.code, place.data().exists()), (Some(3), false), "{early:?}");
    somebody(&place, "ann");
    let told = place.run(&["audit", "verify"]);
    assert_eq!(told.code, Some(0), "{told:?}");
    let lines: Vec<&str> = told.stdout.lines().collect();
    assert!(lines[0].starts_with("entries 1, sealed 1, not yet 0, checkpoints 1, the last of 20"), "{told:?}");
    let (key, public) = lines[1].strip_prefix("public key ").unwrap().split_once(": ").unwrap();
    let file = place.data().join(format!("audit/{key}.pub"));
    assert_eq!((fs::read_to_string(file).unwrap().trim_end(), lines[2]), (public, "no findings"));
    let file = rusqlite::Connection::open(place.data().join("aiwfe.db")).unwrap();
    file.execute_batch("update audit_audit_log set operation = 'users.list'").unwrap();
    let told = place.run(&["audit", "verify"]);
    assert_eq!(told.code, Some(2), "{told:?}");
    assert!(told.stdout.contains("error AUD.E001 an entry was changed: entry 1, sealed at position 0"), "{told:?}");
    fs::remove_file(place.data().join("keys")).unwrap();
    assert_eq!(place.run(&["audit", "verify"]).code, Some(3));
    assert!(!place.data().join("keys").exists(), "what is not there is not made by looking for it");
}
