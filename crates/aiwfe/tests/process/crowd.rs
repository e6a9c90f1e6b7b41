//! Clients that make tasks all the time, and keep account of what they were told.
use crate::{
    harness::{Place, Server},
    wire::Wire,
};
use aiwfe::wiring::TABLES;
use base::Id;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};
use store::{Location, Options, Store, sql};

/// Where the server is, and what is known so far; shared by all clients.
#[derive(Default)]
pub(crate) struct Shared {
    address: Mutex<String>,
    stop: AtomicBool,
    made: AtomicUsize,
    failed: AtomicUsize,
    /// Whether the server itself goes away now and then.
    may_vanish: bool,
}

/// Clients at work.
pub(crate) struct Crowd {
    pub(crate) shared: Arc<Shared>,
    clients: Vec<JoinHandle<Account>>,
}

/// What clients were told, by the titles of their tasks.
#[derive(Default)]
pub(crate) struct Account {
    /// The ids of what is there.
    pub(crate) made: BTreeMap<String, String>,
    /// What is not there.
    pub(crate) refused: BTreeMap<String, u16>,
    /// What is there, or is not.
    pub(crate) unknown: BTreeSet<String>,
}

impl Shared {
    /// For a server that goes away and comes back.
    pub(crate) fn of_restless(server: &Server) -> Arc<Self> {
        let shared = Self { may_vanish: true, ..Self::default() };
        shared.moved(server);
        Arc::new(shared)
    }

    /// The server is at another address now.
    pub(crate) fn moved(&self, server: &Server) {
        *self.address.lock().unwrap() = server.address().to_owned();
    }

    pub(crate) fn address(&self) -> String {
        self.address.lock().unwrap().clone()
    }

    pub(crate) fn made(&self) -> usize {
        self.made.load(Ordering::SeqCst)
    }

    pub(crate) fn failed(&self) -> usize {
        self.failed.load(Ordering::SeqCst)
    }

    /// Waits until a count has grown by so many.
    pub(crate) fn grown(&self, count: fn(&Self) -> usize, by: usize) {
        let start = count(self);
        for _ in 0..6_000 {
            if count(self) >= start + by {
                return;
            }
            thread::park_timeout(Duration::from_millis(10));
        }
        panic!("within a minute the clients came from {start} to {}, not {by} further", count(self));
    }
}

impl Crowd {
    /// Sends so many clients to a server that stays.
    pub(crate) fn start(server: &Server, token: &str, count: usize) -> Self {
        let shared = Shared::default();
        shared.moved(server);
        Self::with(Arc::new(shared), token, count)
    }

    /// Sends so many clients to wherever the server is.
    pub(crate) fn with(shared: Arc<Shared>, token: &str, count: usize) -> Self {
        let client = |number| {
            let (shared, token) = (shared.clone(), token.to_owned());
            thread::spawn(move || Account::kept(&shared, &token, number))
        };
        Self { clients: (0..count).map(client).collect(), shared }
    }

    /// Lets every client end what it does, and gives what all of them were told.
    pub(crate) fn stop(self) -> Account {
        self.shared.stop.store(true, Ordering::SeqCst);
        let mut all = Account::default();
        for client in self.clients {
            let one = client.join().unwrap();
            all.made.extend(one.made);
            all.refused.extend(one.refused);
            all.unknown.extend(one.unknown);
        }
        all
    }
}

impl Account {
    fn kept(shared: &Shared, token: &str, client: usize) -> Self {
        let (mut account, mut wire) = (Self::default(), None);
        for number in 0.. {
            if shared.stop.load(Ordering::SeqCst) {
                break;
            }
            let title = format!("{client}-{number}");
            account.ask(shared, token, &mut wire, title);
        }
        account
    }

    fn ask(&mut self, shared: &Shared, token: &str, wire: &mut Option<Wire>, title: String) {
        let is_away = || {
            assert!(shared.may_vanish, "the server broke a connection off");
            thread::park_timeout(Duration::from_millis(20));
        };
        if wire.is_none() {
            *wire = Wire::reach(&shared.address());
        }
        let Some(line) = wire else { return is_away() };
        let reply = line.ask(token, "POST /api/v1/tasks", Some(&json!({ "title": title })));
        let Ok(reply) = reply else {
            *wire = None;
            self.unknown.insert(title);
            return is_away();
        };
        match reply.status {
            201 => {
                self.made.insert(title, reply.json()["id"].as_str().unwrap().to_owned());
                shared.made.fetch_add(1, Ordering::SeqCst);
                return;
            }
            503 => {
                assert!(reply.header("retry-after").is_some(), "{}", reply.text());
                self.refused.insert(title, 503);
            }
            507 => drop(self.refused.insert(title, 507)),
            504 => {
                let known = &reply.json()["error"]["details"]["outcome_known"];
                assert_eq!((reply.code().as_str(), known), ("deadline", &Value::Bool(false)));
                self.unknown.insert(title);
            }
            _ => panic!("an answer that nobody can use: {}", reply.text()),
        }
        shared.failed.fetch_add(1, Ordering::SeqCst);
        // A client that is told to wait waits a little.
        thread::park_timeout(Duration::from_millis(20));
    }

    /// Compares with what the database holds: all that was made, nothing that was refused, and everything whole.
    pub(crate) fn audit(&self, place: &Place) {
        let (rows, orphans) = written(place);
        let there: BTreeMap<&String, String> = rows.iter().map(|row| (&row.0, row.1.to_string())).collect();
        assert_eq!(there.len(), rows.len(), "a task is there twice");
        let lost: Vec<_> = self.made.iter().filter(|(title, id)| there.get(title) != Some(id)).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
        let kept: Vec<_> = self.refused.iter().filter(|(title, _)| there.contains_key(title)).collect();
        assert!(kept.is_empty(), "refused and made all the same: {kept:?}");
        let told = |title: &String| self.made.contains_key(title) || self.unknown.contains(title);
        let strange: Vec<_> = rows.iter().filter(|(title, ..)| !told(title)).collect();
        assert!(strange.is_empty(), "nobody asked for these: {strange:?}");
        let torn: Vec<_> = rows.iter().filter(|(_, _, changes, records)| (*changes, *records) != (1, 1)).collect();
        assert!(torn.is_empty(), "not one change and one record each: {torn:?}");
        assert_eq!(orphans, 0, "changes or records of tasks that are not there");
    }
}

/// The tasks there are: title and id.
pub(crate) fn tasks(server: &Server, token: &str) -> BTreeMap<String, String> {
    let (mut wire, mut all, mut cursor) = (server.wire(), BTreeMap::new(), String::new());
    loop {
        let page = wire.ask(token, &format!("GET /api/v1/tasks?limit=1000{cursor}"), None).unwrap();
        assert_eq!(page.status, 200, "{}", page.text());
        for task in page.json().as_array().unwrap() {
            let [title, id] = ["title", "id"].map(|field| task[field].as_str().unwrap().to_owned());
            assert!(all.insert(title.clone(), id).is_none(), "{title} is there twice");
        }
        match page.header("x-next-cursor") {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

/// The title and the id of each task, with how often the change log and the record hold its making.
type Row = (String, Id, i64, i64);

/// The tasks in the database itself, and how many changes and records there are without a task.
fn written(place: &Place) -> (Vec<Row>, i64) {
    let data = place.variable("AIWFE_DATA").map_or_else(|| place.data(), Into::into);
    let url = place.variable("AIWFE_DATABASE__URL");
    let location = url.map_or(Location::Sqlite(data.join("aiwfe.db")), |url| Location::parse(url).unwrap());
    // One statement sees one moment: what was not answered may still be written while this reads.
    let rows = sql!(
        Row,
        (),
        sqlite: "select title, id, \
                 (select count(*) from changes c where c.row_id = t.id and c.event = 'tasks.created'), \
                 (select count(*) from audit_audit_log a where a.subject_id = t.id and a.operation = 'tasks.create') \
                 from tasks t",
        postgres: "select title, id, \
                   (select count(*) from changes c where c.row_id = t.id and c.event = 'tasks.created'), \
                   (select count(*) from audit.audit_log a where a.subject_id = t.id and a.operation = 'tasks.create') \
                   from tasks t"
    );
    let orphans = sql!(
        (i64,),
        (),
        sqlite: "select (select count(*) from changes where noun = 'tasks' and row_id not in (select id from tasks)) \
                 + (select count(*) from audit_audit_log where operation = 'tasks.create' \
                 and subject_id not in (select id from tasks))",
        postgres: "select (select count(*) from changes where noun = 'tasks' and row_id not in (select id from tasks)) \
                   + (select count(*) from audit.audit_log where operation = 'tasks.create' \
                   and subject_id not in (select id from tasks))"
    );
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::look(&location, &Options::default(), TABLES).unwrap();
        let (rows, orphans) = (store.scan(rows, ()).await.unwrap(), store.scan(orphans, ()).await.unwrap());
        store.close().await;
        (rows, orphans[0].0)
    })
}
