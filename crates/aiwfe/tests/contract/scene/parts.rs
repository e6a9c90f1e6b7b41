//! Things that a path names, and what else must be there before a request can be asked.
use super::{Parts, Scene, template_path};
use crate::{
    sample,
    table::{self, Row},
};
use base::{Id, Instant};
use house::Client;
use serde_json::{Value, json};
use store::{Batch, sql};

impl Scene {
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

    /// Somebody has an avatar, whatever they may do.
    pub(super) async fn has_avatar(&self, user_id: Id) {
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
    pub(super) async fn has_feed(&self, client: &Client, calendar: &str) {
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
    pub(super) async fn invitation(&self) -> Value {
        let space = self.root.post("/api/v1/spaces", json!({ "name": "open to all" })).await.expect(201);
        let new = json!({ "email": format!("person{}@example.org", self.next()), "role": "member" });
        self.root.post(&format!("/api/v1/spaces/{}/invitations", space.id()), new).await.expect(201);
        let letters = self.root.get("/api/v1/admin/letters?limit=1").await.expect(200);
        let (_, token) = letters.json[0]["link"].as_str().unwrap().split_once('#').unwrap();
        json!(token)
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
