//! What changed of events, calendars and reminders: whoever only follows a list has in the end what the list has.
use super::super::tests::PATH;
use crate::reminders;
use house::{Client, House, each_house};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};
use store::sql;

const CALENDARS: &str = "/api/v1/calendar/calendars";

/// Somebody who has read a list once and only follows it since.
struct Follower {
    client: Client,
    list: String,
    copy: BTreeMap<String, Vec<Value>>,
    token: String,
    read: usize,
}

impl Follower {
    async fn start(client: &Client, list: &str) -> Self {
        let (copy, token) = (BTreeMap::new(), String::new());
        let mut follower = Self { client: client.clone(), list: list.to_owned(), copy, token, read: 0 };
        follower.read().await;
        follower
    }

    async fn read(&mut self) {
        let list = self.client.get(&self.list).await.expect(200);
        self.token = list.header("x-sync-token").unwrap().to_owned();
        self.copy = by_id(list.list());
        self.read += 1;
    }

    /// Follows a step; answers whether anything was told.
    async fn step(&mut self) -> bool {
        let sign = if self.list.contains('?') { '&' } else { '?' };
        let told = self.client.get(&format!("{}{sign}sync_token={}", self.list, self.token)).await;
        if told.status == 410 {
            self.read().await;
            return true;
        }
        let told = told.expect(200);
        self.token = told.header("x-sync-token").unwrap().to_owned();
        let (changed, deleted) = (told.json["changed"].as_array().unwrap(), told.json["deleted"].as_array().unwrap());
        for gone in deleted {
            self.copy.remove(gone["id"].as_str().unwrap());
        }
        self.copy.extend(by_id(changed));
        !changed.is_empty() || !deleted.is_empty()
    }

    async fn holds(&mut self) {
        for _ in 0..50 {
            if !self.step().await {
                break;
            }
        }
        let list = self.client.get(&self.list).await.expect(200);
        assert_eq!(self.copy, by_id(list.list()), "{}", self.list);
    }
}

/// What a list tells, under each id in its order.
fn by_id(list: &[Value]) -> BTreeMap<String, Vec<Value>> {
    let mut all = BTreeMap::<String, Vec<Value>>::new();
    for one in list {
        all.entry(one["id"].as_str().unwrap().to_owned()).or_default().push(one.clone());
    }
    all
}

/// Waits for transactions elsewhere on the server that keep changes out of sight.
async fn seen(house: &House) {
    let hidden = sql!(
        (i64,),
        (),
        sqlite: "select 0",
        postgres: "select count(*) from changes \
                   where transaction_id >= (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint /* all spaces */"
    );
    while house.app().store().one(hidden, ()).await.unwrap() != Some((0,)) {
        tokio::task::yield_now().await;
    }
}

struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }

    fn one(&mut self, all: &[String]) -> String {
        all.get(self.below(all.len())).cloned().unwrap_or_else(|| "none".into())
    }
}

/// One random change of events and calendars after another; what cannot be done is let be.
async fn change_events(client: Client, seed: u64, many: usize) {
    let mut chance = Chance(seed);
    let (mut events, mut calendars) = (Vec::new(), vec![]);
    for turn in 0..many {
        let (event, calendar) = (format!("{PATH}/{}", chance.one(&events)), chance.one(&calendars));
        let (day, hour) = (10 + chance.below(19), 10 + chance.below(10));
        let start = format!("2026-11-{day}T{hour}:00:00");
        let instance = format!("2026-11-{}T10:00:00", 17 + chance.below(6));
        let told = match chance.below(16) {
            0 | 1 => client.post(PATH, json!({ "title": turn.to_string(), "start": start })).await,
            2 => {
                let fields =
                    json!({ "title": "s", "start": "2026-11-17T10:00:00", "recurrence_rule": "FREQ=DAILY;COUNT=8" });
                client.post(PATH, fields).await
            }
            3 => client.patch(&event, json!({ "title": format!("{turn} {seed}") })).await,
            4 => client.patch(&event, json!({ "start": start, "end": format!("2026-11-{day}T{hour}:30:00") })).await,
            5 | 6 => client.patch(&event, json!({ "recurrence_id": instance, "title": format!("own {turn}") })).await,
            7 => {
                client
                    .patch(
                        &event,
                        json!({ "recurrence_id": instance, "scope": "following", "location": turn.to_string() }),
                    )
                    .await
            }
            8 => client.delete(&format!("{event}?recurrence_id={instance}")).await,
            9 => client.delete(&event).await,
            10 => client.post(&format!("{event}/restore"), json!({})).await,
            11 => client.post(&format!("{event}/undo"), json!({})).await,
            12 => client.post(CALENDARS, json!({ "name": turn.to_string() })).await,
            13 => client.patch(&event, json!({ "calendar_id": calendar })).await,
            14 if turn % 3 == 0 => client.delete(&format!("{CALENDARS}/{calendar}")).await,
            14 => client.patch(&format!("{CALENDARS}/{calendar}"), json!({ "position": turn })).await,
            _ => client.post(&format!("{CALENDARS}/{calendar}/restore"), json!({})).await,
        };
        assert!(told.status < 500, "{}", told.text);
        if let (201, Some(path)) = (told.status, told.header("location")) {
            let id = path.rsplit('/').next().unwrap().to_owned();
            if path.starts_with(PATH) { events.push(id) } else { calendars.push(id) }
        }
    }
}

/// The same for a task and its reminders.
async fn change_reminders(house: &House, client: Client, task: String, many: usize) {
    let (mut chance, mut known) = (Chance(11), Vec::new());
    for turn in 0..many {
        let reminder = format!("{task}/reminders/{}", chance.one(&known));
        let minutes = json!({ "minutes_before": turn });
        let told = match chance.below(9) {
            0 | 1 => client.post(&format!("{task}/reminders"), minutes).await,
            2 => client.patch(&reminder, minutes).await,
            3 => client.delete(&reminder).await,
            4 => client.post(&format!("{reminder}/restore"), json!({})).await,
            5 => client.post(&format!("{reminder}/undo"), json!({})).await,
            6 => client.post(&format!("{reminder}/snooze"), json!({})).await,
            7 => {
                house.advance(Duration::from_secs(7 * 60));
                reminders::ring(house.app().clone()).await.unwrap();
                continue;
            }
            _ => {
                client.patch(&task, json!({ "due_date": format!("2026-11-20T{}:00:00Z", 10 + chance.below(10)) })).await
            }
        };
        assert!(told.status < 500, "{}", told.text);
        if told.status == 201 {
            known.push(told.id().to_owned());
        }
    }
}

#[tokio::test]
async fn whoever_follows_events_calendars_and_reminders_has_what_they_have() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let task = json!({ "title": "a", "due_date": "2026-11-20T12:00:00Z" });
        let task = ann.post("/api/v1/tasks", task).await.expect(201).header("location").unwrap().to_owned();
        let window = "start_date=2026-11-16&end_date=2026-11-22";
        let lists = [
            format!("{PATH}?{window}"),
            format!("{PATH}?{window}&filter=title%20~%20s"),
            CALENDARS.to_owned(),
            format!("{CALENDARS}?deleted=true"),
            format!("{task}/reminders"),
            "/api/v1/notifications".to_owned(),
        ];
        let mut followers = Vec::new();
        for list in &lists {
            followers.push(Follower::start(&ann, list).await);
        }
        let mut following = async || {
            for _ in 0..10 {
                for follower in &mut followers {
                    follower.step().await;
                }
            }
        };
        tokio::join!(
            change_events(ann.clone(), 1, 80),
            change_events(ann.clone(), 2, 80),
            change_reminders(&house, ann.clone(), task.clone(), 80),
            following(),
        );
        seen(&house).await;
        for follower in &mut followers {
            follower.holds().await;
        }
        change_events(ann.clone(), 3, 60).await;
        change_reminders(&house, ann.clone(), task, 30).await;
        seen(&house).await;
        for follower in &mut followers {
            follower.holds().await;
            assert_eq!(follower.read, 1, "{} was never read anew", follower.list);
        }
        assert!(!followers[0].copy.is_empty() && !followers[2].copy.is_empty() && !followers[4].copy.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_shows_in_every_event_lets_them_be_read_anew_and_what_moves_with_time_cannot_be_followed() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let window = "?start_date=2026-11-16&end_date=2026-11-22";
        for change in [
            ("PUT", "/api/v1/settings", json!({ "timezone": "Asia/Tokyo" })),
            ("POST", "/api/v1/categories", json!({ "name": "Bees" })),
        ] {
            seen(&house).await;
            let token =
                ann.get(&format!("{PATH}{window}")).await.expect(200).header("x-sync-token").unwrap().to_owned();
            let (method, path, fields) = change;
            assert!(ann.send_json(method, path, fields).await.status < 300);
            seen(&house).await;
            let told = ann.get(&format!("{PATH}{window}&sync_token={token}")).await;
            told.expect_problem(410, "full_sync_required");
        }
        let list = ann.get(PATH).await.expect(200);
        let moving = ann.get(&format!("{PATH}?sync_token={}", list.header("x-sync-token").unwrap())).await;
        assert_eq!(moving.flaw(), ("/start_date", "missing"));
    })
    .await;
}
