//! The story of search, through HTTP, over both databases.
mod drawn;
mod frequent;

use super::SHELVES;
use crate::tasks;
use house::{Client, House, Role, each_house};
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};
use store::{Batch, sql};

async fn search(client: &Client, q: &str, more: &str) -> Vec<Value> {
    let escaped: String = q.bytes().map(|byte| format!("%{byte:02x}")).collect();
    client.get(&format!("/api/v1/search?q={escaped}{more}")).await.expect(200).list().to_vec()
}

async fn titles(client: &Client, q: &str) -> Vec<String> {
    search(client, q, "").await.iter().map(|hit| hit["title"].as_str().unwrap().to_owned()).collect()
}

async fn make(client: &Client, title: &str, description: &str) -> String {
    let fields = json!({ "title": title, "description": description });
    format!("/api/v1/tasks/{}", client.post("/api/v1/tasks", fields).await.expect(201).id())
}

/// Reads the words of all that was written.
async fn read(house: &House) {
    while api::search::turn(house.app(), SHELVES, 50).await.unwrap() > 0 {}
}

/// How many words are kept in all spaces.
async fn kept(house: &House) -> i64 {
    let count = sql!((i64,), (), "select count(*) from search_words /* all spaces */");
    house.app().store().one(count, ()).await.unwrap().unwrap().0
}

#[tokio::test]
async fn things_are_found_by_their_words_and_what_fits_best_comes_first() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        make(&ann, "Water the plants", "All of them, and the ÄPFEL tree").await;
        make(&ann, "Buy apples", "for the plants' party").await;
        make(&ann, "Call Bob", "").await;
        let garden = json!({ "name": "Plants of the garden", "description": "What grows" });
        ann.post("/api/v1/projects", garden).await.expect(201);
        for (q, expected) in [
            ("plants water", &["Water the plants"][..]),
            ("the water", &["Water the plants"]),
            ("PLANT", &["Water the plants", "Plants of the garden", "Buy apples"]),
            ("apfel", &["Water the plants"]),
            ("Äp", &["Buy apples", "Water the plants"]),
            ("app", &["Buy apples"]),
            ("\"the plants\"", &["Water the plants", "Buy apples"]),
            ("\"plants the\"", &[]),
            ("plants -water -garden", &["Buy apples"]),
            ("-water", &[]),
            ("plants nonsense", &[]),
            ("wat plants", &[]),
            ("", &[]),
            ("%_'\"", &[]),
        ] {
            let found = titles(&ann, q).await;
            assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), found.len(), "{q}");
            let mut sorted = (found.clone(), expected.to_vec());
            sorted.0.sort();
            sorted.1.sort_unstable();
            assert_eq!(sorted.0, sorted.1, "{q}");
        }
        assert_eq!(titles(&ann, "plants").await.last().map(String::as_str), Some("Buy apples"), "a title tells more");
        assert_eq!(search(&ann, "plants", "&in=projects").await.len(), 1);
        assert_eq!(search(&ann, "plants", "&in=tasks,PROJECTS&limit=2").await.len(), 2);
        let hit = &search(&ann, "tree wat", "").await[0];
        assert_eq!((&hit["noun"], &hit["title"]), (&json!("tasks"), &json!("Water the plants")));
        assert_eq!(
            hit["title_pieces"],
            json!([{ "text": "Water", "is_match": true }, { "text": " the plants", "is_match": false }])
        );
        let snippet =
            json!([{ "text": "All of them, and the ÄPFEL ", "is_match": false }, { "text": "tree", "is_match": true }]);
        assert_eq!(hit["snippet"], snippet);
        ann.get("/api/v1/search?q=x&in=people").await.expect_problem(422, "invalid");
        let long = ann.get(&format!("/api/v1/search?q={}", "x".repeat(201))).await;
        assert_eq!(long.flaw(), ("/q", "too_long"));
        let many = ann.get(&format!("/api/v1/search?q=x&in={}", ["tasks"; 9].join(","))).await;
        assert_eq!(many.flaw(), ("/in", "too_long"));
    })
    .await;
}

#[tokio::test]
async fn a_thing_is_found_by_what_it_says_now_and_while_it_is_there() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let path = make(&ann, "Sow carrots", "in spring").await;
        let count = async |q| titles(&ann, q).await.len();
        for is_read in [false, true] {
            let settled = async || {
                if is_read {
                    read(&house).await
                }
            };
            settled().await;
            ann.patch(&path, json!({ "title": "Sow peas" })).await.expect(200);
            settled().await;
            assert_eq!((count("carrots").await, count("peas spring").await), (0, 1));
            ann.patch(&path, json!({ "description": null, "priority": "high" })).await.expect(200);
            settled().await;
            assert_eq!((count("spring").await, count("peas").await), (0, 1));
            ann.patch(&path, json!({ "title": "Sow carrots", "description": "in spring", "priority": "low" }))
                .await
                .expect(200);
            settled().await;
            assert_eq!((count("spring").await, count("peas").await), (1, 0));
            ann.delete(&path).await.expect(200);
            settled().await;
            assert_eq!(count("sow").await, 0);
            ann.post(&format!("{path}/restore"), json!({})).await.expect(200);
        }
        read(&house).await;
        assert_eq!((count("sow").await, kept(&house).await), (1, 4));
        ann.delete(&path).await.expect(200);
        house.advance(Duration::from_secs(31 * 24 * 60 * 60));
        house.write(tasks::MODULE.sweep.unwrap()(house.clock().now())).await;
        read(&house).await;
        assert_eq!(kept(&house).await, 0, "nothing is left of it");

        let shared = house.shared(&[(&ann, Role::Owner)]).await;
        make(&ann.in_space(shared), "Elsewhere", "").await;
        read(&house).await;
        assert_eq!((count("elsewhere").await, kept(&house).await), (0, 1), "another space is another");
        let gone = Batch::new().run(sql!((), (base::Id,), "delete from tasks where space_id = $1"), (shared,));
        house.write(gone.run(sql!((), (base::Id,), "delete from spaces where id = $1"), (shared,))).await;
        assert_eq!(kept(&house).await, 0);
    })
    .await;
}

#[tokio::test]
async fn others_find_only_what_they_may_see() {
    each_house(async |house| {
        let (ann, bob, eve) = (house.user("ann").await, house.user("bob").await, house.user("eve").await);
        let shared = house.shared(&[(&ann, Role::Owner), (&bob, Role::Viewer)]).await;
        make(&ann.in_space(shared), "Common plants", "").await;
        ann.in_space(shared).post("/api/v1/projects", json!({ "name": "Plants" })).await.expect(201);
        assert_eq!(titles(&bob.in_space(shared), "plants").await.len(), 2);
        assert_eq!(titles(&bob, "plants").await.len(), 0);
        eve.in_space(shared).get("/api/v1/search?q=plants").await.expect_problem(404, "not_found");
        let scoped = bob.in_space(shared).with_scopes(&["search.read", "tasks.read"]).await;
        assert_eq!(titles(&scoped, "plants").await, ["Common plants"]);
        scoped.get("/api/v1/search?q=plants&in=projects").await.expect_problem(403, "forbidden");
    })
    .await;
}

#[tokio::test]
async fn events_are_found_by_where_they_are_and_comments_by_what_they_say() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let task = make(&ann, "Sow", "").await.rsplit('/').next().unwrap().to_owned();
        let comment = json!({ "task_id": task, "body": "Bring the blue papers" });
        ann.post("/api/v1/comments", comment).await.expect(201);
        let event =
            json!({ "title": "Dentist", "start": "2026-11-24", "location": "Elm street", "description": "papers" });
        let event = ann.post("/api/v1/calendar/events", event).await.expect(201);
        read(&house).await;
        for (q, expected) in [
            ("elm", &[("calendar_events", "Dentist")][..]),
            ("dentist papers", &[("calendar_events", "Dentist")]),
            ("blue", &[("comments", "")]),
            ("papers", &[("calendar_events", "Dentist"), ("comments", "")]),
        ] {
            let hits = search(&ann, q, "").await;
            let mut found: Vec<(&str, &str)> =
                hits.iter().map(|hit| (hit["noun"].as_str().unwrap(), hit["title"].as_str().unwrap())).collect();
            found.sort_unstable();
            assert_eq!(found, expected, "{q}");
        }
        assert_eq!(search(&ann, "papers", "&in=comments").await[0]["snippet"][1]["text"], "papers");
        let scoped = ann.with_scopes(&["search.read", "calendar.read"]).await;
        assert_eq!(titles(&scoped, "papers").await, ["Dentist"]);
        scoped.get("/api/v1/search?q=papers&in=comments").await.expect_problem(403, "forbidden");
        ann.delete(&format!("/api/v1/calendar/events/{}", event.id())).await.expect(200);
        assert_eq!(titles(&scoped, "papers").await.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn much_that_was_written_at_once_is_read_in_turns() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let tasks: Vec<Value> = (0..120).map(|number| json!({ "title": format!("old {number}") })).collect();
        ann.post("/api/v1/tasks/bulk", json!({ "create": tasks })).await.expect(200);
        assert_eq!(api::search::turn(house.app(), SHELVES, 50).await.unwrap(), 50);
        assert_eq!((search(&ann, "old", "&limit=100").await.len(), kept(&house).await), (100, 100));
        read(&house).await;
        assert_eq!((search(&ann, "old", "&limit=100").await.len(), kept(&house).await), (100, 240));
        assert_eq!(titles(&ann, "old 119").await, ["old 119"]);
    })
    .await;
}

#[tokio::test]
async fn of_two_who_read_the_same_words_one_does_it() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let path = make(&ann, "Sow carrots", "").await;
        for title in ["Sow peas", "Reap", "Sow beans and peas"] {
            ann.patch(&path, json!({ "title": title })).await.expect(200);
            let turn = || api::search::turn(house.app(), SHELVES, 50);
            let (one, other, changed) = tokio::join!(turn(), turn(), ann.patch(&path, json!({ "description": title })));
            assert!(one.is_ok() && other.is_ok() && changed.status == 200);
        }
        read(&house).await;
        assert_eq!(kept(&house).await, 4, "sow, beans, and, peas");
    })
    .await;
}
