//! A house in which any operation of the table can be asked for: what a request needs is made through the product itself.
mod parts;

use crate::{
    sample,
    table::{self, Row},
};
use account::{Model, Models, Provider};
use api::{Manner, Place, Work};
use base::Id;
use house::{Answer, Client, House};
use serde_json::{Map, Value, json};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
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

/// Somebody who provides one model.
struct OneModel;

impl Models for OneModel {
    fn list(&self) -> Work<Vec<Model>> {
        let model = Model {
            name: "one:1b".into(),
            size_bytes: Some(1),
            family: None,
            parameter_size: None,
            quantization: None,
            tool_compatible: true,
            modified_at: None,
        };
        Box::pin(async { Ok(vec![model]) })
    }
}

/// The parts in braces of a path, with their values.
pub(crate) type Parts = HashMap<&'static str, String>;

impl Scene {
    pub(crate) async fn new(house: House) -> Self {
        let root = house.admin("root").await;
        house.app().furnish(Provider(Some(Arc::new(OneModel))));
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
        if matches!(row.id(), "avatar.get" | "avatar.delete") {
            self.has_avatar(client.user_id).await;
        }
        if row.id() == "members.avatar" {
            self.has_avatar(parts["user_id"].parse().expect("an id")).await;
        }
        if matches!(row.id(), "calendar_feeds.get" | "calendar_feeds.delete") {
            self.has_feed(client, &parts["id"]).await;
        }
        let (kind, body) = content(row, body);
        let mut headers: Vec<(&str, &str)> = kind.map(|kind| ("content-type", kind)).into_iter().collect();
        // Whoever shows nothing could say hello later, and is not asked for it here.
        if row.route.is_socket() && client.token().is_some() {
            headers.extend(UPGRADE);
        }
        client.send(row.method(), &path(row, parts), &headers, body).await
    }

    /// Whoever may do it: what belongs to the house is done by who administers it.
    pub(crate) fn entitled<'a>(&'a self, row: Row, maker: &'a Client) -> &'a Client {
        if row.permission().place == Place::House { &self.root } else { maker }
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
        if table::MADE_BY_NAME.contains(&row.id()) {
            body.insert("value".to_owned(), json!("x"));
        }
        if row.id() == "service_accounts.create" {
            body.insert("role".to_owned(), json!("member"));
        }
        if row.id() == "reminders.create" {
            body.insert("minutes_before".to_owned(), json!(10));
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
        if known.is_some() && !["user_id", "other_id"].contains(&name) {
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

/// What asks for a WebSocket.
pub(crate) const UPGRADE: [(&str, &str); 4] = [
    ("connection", "upgrade"),
    ("upgrade", "websocket"),
    ("sec-websocket-version", "13"),
    ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
];

/// A path with its parts filled in.
fn template_path(template: &str, parts: &Parts) -> String {
    parts.iter().fold(template.to_owned(), |path, (name, value)| path.replace(&format!("{{{name}}}"), value))
}

/// What a request brings, and as what: a picture or a calendar, where a file is wanted.
pub(crate) fn content(row: Row, body: Option<Value>) -> (Option<&'static str>, Vec<u8>) {
    match (row.route.takes(), body) {
        (Some(takes), _) => {
            let kind = takes.kinds.first().copied();
            let file = if kind == Some("text/calendar") { sample::CALENDAR } else { sample::PICTURE };
            (kind, file.to_vec())
        }
        (None, Some(body)) => (Some("application/json"), body.to_string().into_bytes()),
        (None, None) => (None, Vec::new()),
    }
}

/// The path of a request; a stream is bounded.
pub(crate) fn path(row: Row, parts: &Parts) -> String {
    let path = template_path(row.route.path(), parts);
    match row.route.operation().manner() {
        Manner::Streams => format!("{path}?for_ms=1"),
        _ => path,
    }
}
