//! Lists that somebody only follows, through the ends of the server.
use crate::{
    crowd::{Crowd, Shared, tasks},
    wire::{Wire, each_place, token},
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

/// Somebody who has read the list of tasks once, when it was empty.
struct Follower {
    /// The ids by the titles.
    copy: BTreeMap<String, String>,
    since: String,
}

impl Follower {
    /// Follows a step, if somebody answers.
    fn step(&mut self, address: &str, token: &str) -> Option<()> {
        let line = format!("GET /api/v1/tasks?limit=100&sync_token={}", self.since);
        let reply = Wire::reach(address)?.ask(token, &line, None).ok()?;
        if reply.status >= 500 {
            return None;
        }
        assert_eq!(reply.status, 200, "{}", reply.text());
        let told = reply.json();
        let text = |thing: &Value, name: &str| thing[name].as_str().unwrap().to_owned();
        self.copy.extend(told["changed"].as_array()?.iter().map(|task| (text(task, "title"), text(task, "id"))));
        for gone in told["deleted"].as_array()? {
            self.copy.retain(|_, id| *id != gone["id"]);
        }
        self.since = text(&told, "sync_token");
        Some(())
    }
}

#[test]
fn whoever_only_follows_a_list_has_all_of_it_through_the_ends_of_the_server() {
    each_place(|place| {
        let place = place.with("AIWFE_SERVER__SHUTDOWN_S", "10");
        let mut server = place.serve(&[]);
        let token = token(&place);
        let list = server.wire().ask(&token, "GET /api/v1/tasks", None).unwrap();
        let since = list.header("x-sync-token").unwrap().to_owned();
        let (shared, over) = (Shared::of_restless(&server), Arc::new(AtomicBool::new(false)));
        let follower = {
            let (shared, over, token) = (shared.clone(), over.clone(), token.clone());
            thread::spawn(move || {
                let mut follower = Follower { copy: BTreeMap::new(), since };
                while !over.load(Ordering::SeqCst) {
                    if follower.step(&shared.address(), &token).is_none() {
                        thread::park_timeout(Duration::from_millis(20));
                    }
                }
                follower
            })
        };
        let crowd = Crowd::with(shared, &token, 20);
        for signal in ["TERM", "KILL"] {
            crowd.shared.grown(|shared| shared.made(), 200);
            server.running.signal(signal);
            assert_eq!(server.running.wait().code, (signal == "TERM").then_some(0));
            server = place.serve(&[]);
            crowd.shared.moved(&server);
        }
        crowd.shared.grown(|shared| shared.made(), 200);
        crowd.stop().audit(&place);
        let there = tasks(&server, &token);
        over.store(true, Ordering::SeqCst);
        let mut follower = follower.join().unwrap();
        // What a transaction elsewhere on the server keeps out of sight is seen once that one is over.
        while follower.copy.len() < there.len() {
            follower.step(server.address(), &token).unwrap();
        }
        assert!(follower.copy == there, "the copy and the list are not the same");
        assert_eq!(server.terminate().code, Some(0));
    });
}
