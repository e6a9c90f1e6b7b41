//! Private addresses: who reads what under them, and until when.
use super::{calendar, event, export, file, import};
use house::{Client, Role, each_house};
use serde_json::json;
use std::time::Duration;

async fn make(client: &Client, calendar: &str) -> String {
    let made = client.post(&format!("{calendar}/feed"), json!({})).await.expect(201);
    made.json["path"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_calendar_is_read_under_a_private_address_without_signing_in() {
    each_house(async |house| {
        let (ann, nobody) = (house.user("ann").await, house.anonymous());
        let garden = calendar(&ann, "Garden").await;
        import(&ann, &garden, file(&event("a", "DTSTART:20261201T100000Z\nSUMMARY:x"))).await;
        ann.get(&format!("{garden}/feed")).await.expect_problem(404, "not_found");
        let path = make(&ann, &garden).await;
        assert!(path.starts_with("/api/v1/calendar/feeds/") && path.ends_with(".ics"), "{path}");
        let shown = ann.get(&format!("{garden}/feed")).await.expect(200);
        assert!(!shown.text.contains("token") && shown.json["read_at"].is_null(), "{}", shown.text);
        let read = nobody.get(&path).await.expect(200);
        assert_eq!(read.text, export(&ann, &garden).await);
        assert_eq!(
            (read.header("content-type"), read.header("set-cookie")),
            (Some("text/calendar; charset=utf-8"), None)
        );
        let tag = read.header("etag").unwrap();
        nobody.send("GET", &path, &[("if-none-match", tag)], "").await.expect(304);
        let told = ann.get(&format!("{garden}/feed")).await.expect(200).json;
        assert_eq!(told["read_at"], json!("2026-11-20T08:00:00.000000Z"));
        house.advance(Duration::from_secs(59));
        nobody.get(&path).await.expect(200);
        assert_eq!(ann.get(&format!("{garden}/feed")).await.expect(200).json["read_at"], told["read_at"]);
        house.advance(Duration::from_secs(1));
        nobody.get(&path).await.expect(200);
        assert_eq!(ann.get(&format!("{garden}/feed")).await.expect(200).json["read_at"], "2026-11-20T08:01:00.000000Z");
        let next = make(&ann, &garden).await;
        assert_ne!(next, path);
        nobody.get(&path).await.expect_problem(404, "not_found");
        nobody.get(&next).await.expect(200);
        ann.delete(&format!("{garden}/feed")).await.expect(200);
        nobody.get(&next).await.expect_problem(404, "not_found");
        ann.delete(&format!("{garden}/feed")).await.expect_problem(404, "not_found");
    })
    .await;
}

#[tokio::test]
async fn an_address_ends_with_the_access_of_whoever_made_it() {
    each_house(async |house| {
        let (ann, bob, eve) = (house.user("ann").await, house.user("bob").await, house.user("eve").await);
        let nobody = house.anonymous();
        let shared = house.shared(&[(&ann, Role::Owner), (&bob, Role::Member), (&eve, Role::Viewer)]).await;
        let team = calendar(&ann.in_space(shared), "Team").await;
        let (of_ann, of_bob) = (make(&ann.in_space(shared), &team).await, make(&bob.in_space(shared), &team).await);
        assert_ne!(of_ann, of_bob, "each has their own");
        eve.in_space(shared).post(&format!("{team}/feed"), json!({})).await.expect_problem(403, "forbidden");
        eve.in_space(shared).get(&format!("{team}/feed")).await.expect_problem(404, "not_found");
        bob.post(&format!("{team}/feed"), json!({})).await.expect_problem(404, "not_found");
        nobody.get(&of_bob).await.expect(200);
        ann.delete(&format!("/api/v1/spaces/{shared}/members/{}", bob.user_id)).await.expect(200);
        nobody.get(&of_bob).await.expect_problem(404, "not_found");
        nobody.get(&of_ann).await.expect(200);
        ann.in_space(shared).delete(&team).await.expect(200);
        nobody.get(&of_ann).await.expect_problem(404, "not_found");
        ann.in_space(shared).post(&format!("{team}/restore"), json!({})).await.expect(200);
        nobody.get(&of_ann).await.expect(200);
        ann.disable().await;
        nobody.get(&of_ann).await.expect_problem(404, "not_found");
    })
    .await;
}

#[tokio::test]
async fn an_address_that_nobody_has_leads_nowhere_and_guesses_are_counted() {
    each_house(async |house| {
        let nobody = house.anonymous().at("192.0.2.7");
        for name in ["x", "x.ics", "..%2F..%2Fetc%2Fpasswd", "%22.ics", ".ics"] {
            nobody.get(&format!("/api/v1/calendar/feeds/{name}")).await.expect_problem(404, "not_found");
        }
        let guesses = async || nobody.get("/api/v1/calendar/feeds/guess.ics").await.status;
        let mut last = 404;
        for _ in 0..60 {
            last = guesses().await;
        }
        assert_eq!(last, 429, "of sixty guesses in a minute the last is refused");
        house.advance(Duration::from_secs(60));
        assert_eq!(guesses().await, 404);
    })
    .await;
}
