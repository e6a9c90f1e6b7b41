//! A database that goes away while clients write: what is answered meanwhile, and what is there afterwards.
use crate::{
    crowd::Crowd,
    harness::{Place, Server},
    wire::{Wire, lines, token, upstream},
};
use rusqlite::Connection;
use serde_json::json;
use std::{
    fs,
    io::{self, Write},
    os::unix::fs::MetadataExt,
    process::Command,
    thread,
    time::Duration,
};
use tempfile::TempDir;
use testkit::{
    environment,
    postgres::{Cluster, Database, Mode, Proxy, may_run, server},
};

const CLIENTS: usize = 32;

/// Lets clients write, breaks something, mends it, and looks at what was said and what is there.
fn outage(place: &Place, rounds: usize, mut breaks: impl FnMut(), mut heals: impl FnMut()) {
    let server = place.serve(&[]);
    let token = token(place);
    let crowd = Crowd::start(&server, &token, CLIENTS);
    for _ in 0..rounds {
        crowd.shared.grown(|shared| shared.made(), 4 * CLIENTS);
        breaks();
        crowd.shared.grown(|shared| shared.failed(), CLIENTS);
        heals();
        crowd.shared.grown(|shared| shared.made(), 4 * CLIENTS);
    }
    crowd.stop().audit(place);
    let ended = server.terminate();
    assert_eq!(ended.code, Some(0), "{ended:?}");
}

/// How often it is broken and mended.
fn rounds() -> usize {
    if environment::is_long() { 10 } else { 1 }
}

/// A place whose requests may take a second.
fn hasty() -> Place {
    Place::new().without_limits().with("AIWFE_SERVER__DEADLINE_MS", "1000")
}

#[test]
fn a_server_that_is_killed_and_comes_back_loses_nothing_that_was_acknowledged() {
    if !may_run(Cluster::available(), "PostgreSQL") {
        return;
    }
    let cluster = std::cell::RefCell::new(Cluster::start().unwrap());
    let place = hasty().with("AIWFE_DATABASE__URL", cluster.borrow().url("postgres"));
    outage(&place, rounds(), || cluster.borrow_mut().kill().unwrap(), || cluster.borrow_mut().start_again().unwrap());
}

#[test]
fn pt_31_a_network_that_fails_in_any_way_loses_nothing_that_was_acknowledged() {
    let Some(base) = server() else { return };
    for (broken, healed) in [
        (Mode::Cut, Mode::Pass),
        (Mode::BlackHole, Mode::Pass),
        (Mode::BlackHole, Mode::Cut),
        (Mode::HoldReplies, Mode::Pass),
        (Mode::HoldReplies, Mode::Cut),
    ] {
        let database = Database::fresh(&base, None).unwrap();
        let proxy = Proxy::start(upstream(&database.url())).unwrap();
        let place = hasty().with("AIWFE_DATABASE__URL", proxy.through(&database.url()));
        let heals = || {
            proxy.set(healed);
            proxy.set(Mode::Pass);
        };
        outage(&place, rounds(), || proxy.set(broken), heals);
    }
}

#[test]
fn a_file_that_another_program_holds_refuses_and_loses_nothing() {
    let place = hasty();
    assert_eq!(place.run(&["migrate", "apply"]).code, Some(0));
    let other = Connection::open(place.data().join("aiwfe.db")).unwrap();
    outage(
        &place,
        rounds(),
        || while other.execute_batch("begin immediate").is_err() {},
        || other.execute_batch("rollback").unwrap(),
    );
}

/// A small disk in memory, taken away again when it is dropped.
struct Disk(TempDir);

impl Disk {
    /// Nothing, said loudly, where we may not mount.
    fn new(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
        let disk = Self(folder);
        if is_root && disk.mount(&["-t", "tmpfs", "-o", &format!("size={size}"), "house"]) {
            return Some(disk);
        }
        assert!(!environment::is_ci(), "a full disk cannot be tested where no small one can be mounted");
        let skipped = b"SKIPPED, NOT PASSED: a full disk cannot be tested where no small one can be mounted\n";
        io::stderr().write_all(skipped).unwrap();
        None
    }

    fn mount(&self, arguments: &[&str]) -> bool {
        Command::new("mount").args(arguments).arg(self.0.path()).status().is_ok_and(|status| status.success())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[test]
fn a_disk_that_is_full_refuses_and_loses_nothing() {
    let Some(disk) = Disk::new("256m") else { return };
    let data = disk.0.path().join("data");
    let place = hasty().with("AIWFE_DATA", data.display().to_string());
    let ballast = disk.0.path().join("ballast");
    let fill = || {
        let mut file = fs::File::create(&ballast).unwrap();
        while file.write_all(&[7; 4_096]).is_ok() {}
    };
    // Once: a log that has grown has room of its own, and the next round would have to use it up first.
    outage(&place, 1, fill, || fs::remove_file(&ballast).unwrap());
}

#[test]
fn pt_31_every_path_answers_in_time_while_the_database_is_a_black_hole_and_heals() {
    let Some(base) = server() else { return };
    let database = Database::fresh(&base, None).unwrap();
    let proxy = Proxy::start(upstream(&database.url())).unwrap();
    let place = hasty().with("AIWFE_DATABASE__URL", proxy.through(&database.url()));
    let server = place.serve(&[]);
    let token = token(&place);
    proxy.set(Mode::BlackHole);
    // Twice: first on connections that were open before, then on those that are made in the dark.
    for _ in 0..2 {
        each(&server, &token, |line, status, retry_after, code| {
            assert!(matches!((status, retry_after), (503, true) | (504, false)), "{line}: {status} {code}");
            assert!(matches!(code, "unavailable" | "deadline"), "{line}: {code}");
        });
    }
    let unready = (0..1_000).any(|_| {
        thread::park_timeout(Duration::from_millis(20));
        server.get("/readyz").status == 503
    });
    assert!(unready, "readiness says nothing of it");
    proxy.set(Mode::Pass);
    each(&server, &token, |line, status, _, code| {
        // No service with models is connected.
        let is_away = line.contains("/settings/models") && status == 503;
        assert!(status < 500 || is_away, "{line}: {status} {code}");
    });
    assert_eq!(server.terminate().code, Some(0));
}

/// Asks all paths at once and looks at each answer.
fn each(server: &Server, token: &str, look: impl Fn(&str, u16, bool, &str) + Sync) {
    let address = server.address();
    thread::scope(|scope| {
        for mut line in lines(|_| true) {
            let look = &look;
            if line.ends_with("/stream") {
                line.push_str("?for_ms=1");
            }
            scope.spawn(move || {
                let reply = Wire::to(address).ask(token, &line, Some(&json!({ "title": "t" }))).unwrap();
                let code = if reply.status < 400 { String::new() } else { reply.code() };
                look(&line, reply.status, reply.header("retry-after").is_some(), &code);
            });
        }
    });
}
