//! A house in which any operation of the table can be asked for: what a request needs is made through the product itself.
use crate::{
    sample,
    table::{self, Row},
};
use api::{Manner, Place};
use base::Id;
use house::{Answer, Client, House};
use serde_json::{Map, Value, json};
use std::{
    collections::HashMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use store::sql;

/// A house, with somebody who administers it.
pub(crate) struct Scene {
    pub(crate) house: House,
    pub(crate) root: Client,
    count: AtomicUsize,
    /// By who has them, where, and what they are: things that others refer to.
    parents: Mutex<HashMap<(Id, Id, String), Value>>,
}

/// The parts in braces of a path, with their values.
pub(crate) type Parts = HashMap<&'static str, String>;

impl Scene {
    pub(crate) async fn new(house: House) -> Self {
        let root = house.admin("root").await;
        Self { house, root, count: AtomicUsize::new(1), parents: Mutex::default() }
    }

    /// Somebody who is in nobody else's space.
    pub(crate) async fn somebody(&self) -> Client {
        self.house.user(&format!("somebody{}", self.next())).await
    }

    pub(crate) fn next(&self) -> usize {
        self.count.fetch_add(1, Ordering::Relaxed)
    }

    /// Asks for an operation about a thing that `maker` has made, with a body that it takes.
    pub(crate) async fn ask(&self, row: Row, maker: &Client) -> Answer {
        let parts = self.parts(row, maker).await;
        let body = self.body(row, maker).await;
        let client = self.entitled(row, maker);
        self.send(row, client, &parts, body).await
    }

    /// Asks for an operation about that thing with that body.
    pub(crate) async fn send(&self, row: Row, client: &Client, parts: &Parts, body: Option<Value>) -> Answer {
        let path = path(row, parts);
        match body {
            Some(body) => client.send_json(row.method(), &path, body).await,
            None => client.send(row.method(), &path, &[], "").await,
        }
    }

    /// Whoever may do it: what belongs to the house is done by who administers it.
    pub(crate) fn entitled<'a>(&'a self, row: Row, maker: &'a Client) -> &'a Client {
        if row.permission().place == Place::House { &self.root } else { maker }
    }

    /// Makes the things that a path names, one in the other.
    pub(crate) async fn parts(&self, row: Row, maker: &Client) -> Parts {
        let mut parts = Parts::new();
        let mut template = String::new();
        for segment in row.route.path().split('/').skip(1) {
            if let Some(name) = segment.strip_prefix('{').and_then(|segment| segment.strip_suffix('}')) {
                if template == "/api/v1/session" {
                    let session = maker.signed_in().await.token_id();
                    parts.insert(name, session.expect("a session").to_string());
                    continue;
                }
                if name == "subtask_id" {
                    let steps = json!({ "subtasks": [{ "title": format!("step {}", self.next()) }] });
                    let made = maker.post(&template_path(&template, &parts), steps).await.expect(200).json;
                    parts.insert(name, text(&made["subtasks"][0]["id"]));
                    template = format!("{template}/{segment}");
                    continue;
                }
                // What is administered is made where everybody makes it, if nowhere else.
                let making =
                    table::row("POST", &template).or_else(|| table::row("POST", &template.replace("/admin/", "/")));
                let making = making.unwrap_or_else(|| panic!("nothing is made at {template}"));
                let made = self.make(making, maker, &parts).await;
                parts.insert(name, text(made.json.get(name).unwrap_or(&made.json["id"])));
            }
            template = format!("{template}/{segment}");
        }
        if row.id() == "members.leave" {
            self.second_owner(maker, &parts["id"]).await;
        }
        parts
    }

    /// Somebody else owns a space too, so that its maker can leave it.
    async fn second_owner(&self, maker: &Client, space: &str) {
        let owner = json!({ "user_id": self.somebody().await.user_id, "role": "owner" });
        maker.post(&format!("/api/v1/spaces/{space}/members"), owner).await.expect(201);
    }

    /// What the link of a new invitation holds, which anybody may accept.
    async fn invitation(&self) -> Value {
        let space = self.root.post("/api/v1/spaces", json!({ "name": "open to all" })).await.expect(201);
        let new = json!({ "email": format!("person{}@example.org", self.next()), "role": "member" });
        self.root.post(&format!("/api/v1/spaces/{}/invitations", space.id()), new).await.expect(201);
        let letters = self.root.get("/api/v1/admin/letters?limit=1").await.expect(200);
        let (_, token) = letters.json[0]["link"].as_str().unwrap().split_once('#').unwrap();
        json!(token)
    }

    async fn make(&self, making: Row, maker: &Client, parts: &Parts) -> Answer {
        let body = Box::pin(self.body(making, maker)).await;
        self.send(making, self.entitled(making, maker), parts, body).await.expect(201)
    }

    /// A body with what is needed, and with the ids of things that are there; what changes a thing changes something.
    pub(crate) async fn body(&self, row: Row, maker: &Client) -> Option<Value> {
        let schema = row.body()?;
        let mut body: Map<String, Value> = sample::least(schema, self.next());
        for (name, _) in row.fields().filter(|(_, schema)| sample::is_id(schema)) {
            if let Some(id) = self.parent(name, maker).await {
                body.insert(name.to_owned(), id);
            }
        }
        if row.fields().any(|(name, _)| name == "token") {
            body.insert("token".to_owned(), self.invitation().await);
        }
        if row.id() == "service_accounts.create" {
            body.insert("role".to_owned(), json!("member"));
        }
        if row.id() == "invitations.create" {
            body.insert("email".to_owned(), json!(format!("person{}@example.org", self.next())));
        }
        let mut fields = row.fields().filter(|(name, _)| *name != "revision");
        if let (true, Some((name, schema))) = (body.is_empty() && row.method() != "POST", fields.next()) {
            body.insert(name.to_owned(), sample::value(name, schema, self.next()));
        }
        Some(body.into())
    }

    /// The id of a thing that a field of that name refers to; for a user it is another one each time.
    pub(crate) async fn parent(&self, name: &str, maker: &Client) -> Option<Value> {
        let place = (maker.user_id, maker.space_id(), name.to_owned());
        let known = self.parents.lock().unwrap().get(&place).cloned();
        if known.is_some() && name != "user_id" {
            return known;
        }
        let id = self.new_parent(name, maker).await?;
        self.parents.lock().unwrap().insert(place, id.clone());
        Some(id)
    }

    /// The same of a thing that nothing refers to yet.
    pub(crate) async fn new_parent(&self, name: &str, maker: &Client) -> Option<Value> {
        if name == "user_id" {
            return Some(Value::String(self.somebody().await.user_id.to_string()));
        }
        let making = table::making(name.strip_suffix("_id")?)?;
        Some(self.make(making, maker, &Parts::new()).await.json["id"].clone())
    }

    /// The ends of the change log and of the record: a request that moves neither has written nothing.
    pub(crate) async fn written(&self) -> (i64, i64) {
        let ends = sql!(
            (i64, i64),
            (),
            "select (select coalesce(max(seq), 0) from changes), (select coalesce(max(seq), 0) from audit.audit_log) \
             /* all spaces */"
        );
        self.house.app().store().one(ends, ()).await.unwrap().unwrap()
    }
}

/// A path with its parts filled in.
fn template_path(template: &str, parts: &Parts) -> String {
    parts.iter().fold(template.to_owned(), |path, (name, value)| path.replace(&format!("{{{name}}}"), value))
}

/// The path of a request; a stream is bounded.
pub(crate) fn path(row: Row, parts: &Parts) -> String {
    let path = template_path(row.route.path(), parts);
    match row.route.operation().manner() {
        Manner::Streams => format!("{path}?for_ms=1"),
        _ => path,
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
