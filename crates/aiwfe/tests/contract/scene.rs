//! A house in which any operation of the table can be asked for: what a request needs is made through the product itself.
use crate::{
    sample,
    table::{self, Row},
};
use account::{Model, Models, Provider};
use api::{Manner, Place, Work};
use base::{Id, Instant};
use house::{Answer, Client, House};
use serde_json::{Map, Value, json};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use store::{Batch, sql};

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

    /// Somebody has an avatar, whatever they may do.
    async fn has_avatar(&self, user_id: Id) {
        type Row = (Id, i64, Vec<u8>, Vec<u8>, Instant);
        let picture = sql!(
            (),
            Row,
            "insert into avatars (user_id, kind, width, height, bytes, hash, revision, created_at, updated_at) \
             select id, 'png', $2, $2, $3, $4, $2, $5, $5 from users where id = $1 on conflict do nothing"
        );
        let row = (user_id, 1, sample::PICTURE.to_vec(), vec![0; 32], self.house.clock().now());
        self.house.write(Batch::new().run(picture, row)).await;
    }

    /// Somebody has an address of a calendar, whatever they may do.
    async fn has_feed(&self, client: &Client, calendar: &str) {
        type Row = (Id, Id, Vec<u8>, Instant);
        let feed = sql!(
            (),
            Row,
            "insert into calendar_feeds (space_id, calendar_id, user_id, token_hash, revision, created_at) \
             select c.space_id, c.id, u.id, $3, 1, $4 from calendars c join users u on u.id = $2 where c.id = $1 \
             on conflict do nothing"
        );
        let mut hash = vec![0; 32];
        hash[..8].copy_from_slice(&self.next().to_be_bytes());
        let row = (calendar.parse().expect("an id"), client.user_id, hash, self.house.clock().now());
        self.house.write(Batch::new().run(feed, row)).await;
    }

    /// What the address of a new calendar of somebody's holds.
    async fn address(&self, maker: &Client) -> String {
        let name = json!({ "name": format!("calendar {}", self.next()) });
        let calendar = maker.post("/api/v1/calendar/calendars", name).await.expect(201);
        let made =
            maker.post(&format!("/api/v1/calendar/calendars/{}/feed", calendar.id()), json!({})).await.expect(201);
        let (_, address) = made.json["path"].as_str().unwrap().rsplit_once('/').unwrap();
        address.to_owned()
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
                if template == "/api/v1/calendar/feeds" {
                    parts.insert(name, self.address(maker).await);
                    template = format!("{template}/{segment}");
                    continue;
                }
                if name == "subtask_id" {
                    let steps = json!({ "subtasks": [{ "title": format!("step {}", self.next()) }] });
                    let made = maker.post(&template_path(&template, &parts), steps).await.expect(200).json;
                    parts.insert(name, text(&made["subtasks"][0]["id"]));
                    template = format!("{template}/{segment}");
                    continue;
                }
                if template == "/api/v1/admin/system-settings" {
                    let key = format!("of.a.test.{}", self.next());
                    let path = format!("{template}/{key}");
                    self.root.put(&path, json!({ "value": "x" })).await.expect(200);
                    parts.insert(name, key);
                    template = format!("{template}/{segment}");
                    continue;
                }
                if template == "/api/v1/notifications" {
                    parts.insert(name, self.notification(maker).await);
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
        if row.id() == "tasks.skip" {
            let recurs = json!({ "due_date": "2026-11-20", "recurrence_rule": "FREQ=DAILY" });
            maker.patch(&format!("/api/v1/tasks/{}", parts["id"]), recurs).await.expect(200);
        }
        if row.id() == "notifications.undo" {
            maker.post(&format!("/api/v1/notifications/{}/read", parts["id"]), json!({})).await.expect(200);
        }
        if row.id() == "calendar_feeds.delete" {
            self.has_feed(maker, &parts["id"]).await;
        }
        if row.id() == "members.leave" {
            self.second_owner(maker, &parts["id"]).await;
        }
        parts
    }

    /// There is something to know for somebody; only the house says so.
    pub(crate) async fn notification(&self, maker: &Client) -> String {
        let row = sql!(
            (),
            (Id, Id, Id, Instant),
            "insert into notifications (id, space_id, user_id, kind, text, about_id, about_space_id, at, is_late, revision, \
             made_at, updated_at) values ($1, $2, $3, 'task_reminder', 'x', $1, $2, $4, false, 1, $4, $4)"
        );
        let (id, now) = (Id::new(self.house.clock()), self.house.clock().now());
        self.house.write(Batch::new().run(row, (id, maker.space_id(), maker.user_id, now))).await;
        id.to_string()
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

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
