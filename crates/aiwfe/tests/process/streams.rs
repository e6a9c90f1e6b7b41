//! What comes back in many pieces: large lists, small and large answers, and what happens told as it happens.
use crate::{
    crowd::{Crowd, Shared, tasks},
    harness::Server,
    wire::{Wire, each_place, head, token},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    io::Write,
    process::{Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// Makes that many tasks with long descriptions; gives the descriptions by title.
pub(crate) fn fill(server: &Server, token: &str, count: usize, length: usize) -> Vec<(String, String)> {
    let mut wire = server.wire();
    let task = |number: usize| {
        // No two alike, and nothing that compresses to nothing.
        let text = (0..length).map(|at| char::from(b'a' + ((number * 31 + at * at) % 25) as u8)).collect();
        (format!("task {number}"), text)
    };
    let all: Vec<(String, String)> = (0..count).map(task).collect();
    for some in all.chunks(100) {
        let create: Vec<Value> =
            some.iter().map(|(title, text)| json!({ "title": title, "description": text })).collect();
        let made = wire.ask(token, "POST /api/v1/tasks/bulk", Some(&json!({ "create": create }))).unwrap();
        assert_eq!(made.status, 200, "{}", made.text());
    }
    all
}

fn unzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = Command::new("gzip").arg("-dc").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = gzip.stdin.take().unwrap();
    thread::scope(|scope| {
        scope.spawn(move || input.write_all(bytes).unwrap());
        gzip.wait_with_output().unwrap().stdout
    })
}

#[test]
fn pt_33_large_answers_arrive_as_they_are_compressed_or_not() {
    each_place(|place| {
        let server = place.serve(&[]);
        let token = token(&place);
        let sent: BTreeSet<(String, String)> = fill(&server, &token, 1_000, 8_000).into_iter().collect();
        let mut answers = Vec::new();
        for encoding in ["", "Accept-Encoding: gzip\r\n"] {
            let mut wire = server.wire();
            wire.send(format!("{}{encoding}\r\n", head(&token, "GET /api/v1/tasks?limit=1000"))).unwrap();
            let reply = wire.reply().unwrap();
            assert_eq!(reply.header("content-encoding").is_some(), !encoding.is_empty());
            answers.push(if encoding.is_empty() { reply.body } else { unzipped(&reply.body) });
        }
        assert!(answers[0].len() > 8_000_000);
        assert!(answers[0] == answers[1], "what was compressed is something else");
        let tasks: Value = serde_json::from_slice(&answers[0]).unwrap();
        let text = |task: &Value, field: &str| task[field].as_str().unwrap().to_owned();
        let read: BTreeSet<(String, String)> =
            tasks.as_array().unwrap().iter().map(|task| (text(task, "title"), text(task, "description"))).collect();
        assert!(read == sent, "what came back is something else");
        assert_eq!(server.terminate().code, Some(0));
    });
}

#[test]
fn pt_33_a_listener_hears_large_changes_whole_also_one_that_accepts_compression() {
    each_place(|place| {
        let server = place.serve(&[]);
        let token = token(&place);
        let mut listeners: Vec<Stream> = ["", "Accept-Encoding: gzip\r\n"]
            .map(|encoding| Stream::open(server.address(), &token, encoding).unwrap())
            .into();
        for listener in &mut listeners {
            assert_eq!(listener.next().unwrap().name, "ready");
        }
        let sent = fill(&server, &token, 300, 8_000);
        for listener in &mut listeners {
            let heard: Vec<(String, String)> = std::iter::from_fn(|| listener.next())
                .filter(|event| event.name == "tasks.created")
                .map(|event| {
                    let after = &event.data["after"];
                    (after["title"].as_str().unwrap().to_owned(), after["description"].as_str().unwrap().to_owned())
                })
                .take(sent.len())
                .collect();
            assert!(heard == sent, "what was heard is something else, or in another order");
        }
        assert_eq!(server.terminate().code, Some(0));
    });
}

/// An event stream.
pub(crate) struct Stream {
    wire: Wire,
    text: Vec<u8>,
}

/// One event; one without a name is a sign of life.
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) data: Value,
}

impl Stream {
    /// Listens, if somebody answers; with more lines of a header.
    pub(crate) fn open(address: &str, token: &str, header: &str) -> Option<Self> {
        let mut wire = Wire::reach(address)?;
        wire.send(format!("{}{header}\r\n", head(token, "GET /api/v1/events/stream"))).ok()?;
        let (status, head) = wire.head().ok()?;
        assert!(status == 200 || status >= 500, "{head}");
        assert!(!head.to_lowercase().contains("content-encoding"), "a stream waits for nothing: {head}");
        (status == 200).then_some(Self { wire, text: Vec::new() })
    }

    /// The next event; nothing once the stream has ended, and what came only in part is nothing.
    pub(crate) fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(end) = self.text.windows(2).position(|two| two == b"\n\n") {
                let block: Vec<u8> = self.text.drain(..end + 2).collect();
                let block = String::from_utf8(block).unwrap();
                let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
                let (id, name, data) = (field("id: "), field("event: "), field("data: "));
                if id.is_empty() {
                    continue;
                }
                let data = if data.is_empty() { Value::Null } else { serde_json::from_str(data).unwrap() };
                return Some(Event { id: id.into(), name: name.into(), data });
            }
            let piece = self.wire.chunk().ok()??;
            self.text.extend(piece);
        }
    }
}

/// Somebody who listens all the time, and comes back where the stream ended.
struct Listener {
    heard: Arc<Mutex<Vec<(String, String)>>>,
    thread: JoinHandle<()>,
}

impl Listener {
    fn start(shared: &Arc<Shared>, token: &str, over: &Arc<AtomicBool>) -> Self {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (shared, token, over, list) = (shared.clone(), token.to_owned(), over.clone(), heard.clone());
        let mut stream = Stream::open(&shared.address(), &token, "").unwrap();
        let mut last = stream.next().unwrap().id;
        let thread = thread::spawn(move || {
            while !over.load(Ordering::SeqCst) {
                while let Some(event) = stream.next() {
                    assert_ne!(event.name, "reset", "the stream lost its place");
                    last = event.id;
                    if event.name == "tasks.created" {
                        list.lock().unwrap().push((last.clone(), event.data["row_id"].as_str().unwrap().to_owned()));
                    }
                    if over.load(Ordering::SeqCst) {
                        return;
                    }
                }
                let header = format!("Last-Event-ID: {last}\r\n");
                if let Some(again) = Stream::open(&shared.address(), &token, &header) {
                    stream = again;
                }
                thread::park_timeout(Duration::from_millis(20));
            }
        });
        Self { heard, thread }
    }
}

#[test]
fn listeners_hear_every_acknowledged_change_once_and_in_one_order_through_the_ends_of_the_server() {
    each_place(|place| {
        let place = place.with("AIWFE_SERVER__SHUTDOWN_S", "10");
        let mut server = place.serve(&[]);
        let token = token(&place);
        let (shared, over) = (Shared::of_restless(&server), Arc::new(AtomicBool::new(false)));
        let listeners = [(); 2].map(|()| Listener::start(&shared, &token, &over));
        let crowd = Crowd::with(shared, &token, 50);
        for signal in ["TERM", "KILL", "TERM", "KILL"] {
            crowd.shared.grown(|shared| shared.made(), 200);
            server.running.signal(signal);
            let ended = server.running.wait();
            assert_eq!(ended.code, (signal == "TERM").then_some(0), "{ended:?}");
            server = place.serve(&[]);
            crowd.shared.moved(&server);
        }
        crowd.shared.grown(|shared| shared.made(), 200);
        crowd.stop().audit(&place);
        last_is_heard(&server, &token, &listeners);
        let there = tasks(&server, &token);
        over.store(true, Ordering::SeqCst);
        assert_eq!(server.terminate().code, Some(0));
        let [one, other] = listeners.map(|listener| {
            listener.thread.join().unwrap();
            Arc::into_inner(listener.heard).unwrap().into_inner().unwrap()
        });
        assert!(one == other, "two listeners heard something else, or in another order");
        let rows: BTreeSet<&String> = one.iter().map(|(_, row)| row).collect();
        assert_eq!(rows.len(), one.len(), "something was heard twice");
        assert_eq!(rows, there.values().collect(), "what was heard and what is there are not the same");
    });
}

/// Makes one more task and waits until everybody has heard of it.
fn last_is_heard(server: &Server, token: &str, listeners: &[Listener]) {
    let last = server.wire().ask(token, "POST /api/v1/tasks", Some(&json!({ "title": "the last" }))).unwrap();
    let id = last.json()["id"].as_str().unwrap().to_owned();
    for _ in 0..6_000 {
        let has = |listener: &Listener| listener.heard.lock().unwrap().iter().any(|(_, row)| *row == id);
        if listeners.iter().all(has) {
            return;
        }
        thread::park_timeout(Duration::from_millis(10));
    }
    panic!("within a minute not everybody heard of the last change");
}
