//! Lists, tags and limits, through paths.
use crate::{
    house,
    http::{paths, send},
};
use serde_json::json;
use std::time::Duration;
use testkit::each_database;

#[tokio::test]
async fn a_list_is_an_array_and_the_rest_is_in_its_headers() {
    each_database(async |location| {
        let house = house(location).await;
        let paths = paths(&house);
        let empty = send(&paths, "GET /api/v1/notes", &[], "").await;
        assert_eq!((empty.status, &empty.body, empty.header("link")), (200, &json!([]), ""));
        for number in 0..5 {
            house.app.clock().advance(Duration::from_millis(1));
            let body = json!({ "text": number.to_string() }).to_string();
            assert_eq!(send(&paths, "POST /api/v1/notes", &[], body).await.status, 201);
        }
        let (mut told, mut line) = (Vec::new(), "GET /api/v1/notes?limit=2".to_owned());
        loop {
            let page = send(&paths, &line, &[], "").await;
            told.extend(page.body.as_array().unwrap().iter().map(|note| note["text"].as_str().unwrap().to_owned()));
            let Some(next) = page.header("link").strip_prefix('<').and_then(|link| link.split_once(">; rel=\"next\""))
            else {
                assert_eq!(page.header("x-next-cursor"), "");
                break;
            };
            assert!(next.0.ends_with(page.header("x-next-cursor")) && next.0.contains("limit=2"), "{}", next.0);
            line = format!("GET {}", next.0);
        }
        assert_eq!(told, ["4", "3", "2", "1", "0"]);
        let whole = send(&paths, "GET /api/v1/notes?limit=2&envelope=1", &[], "").await;
        assert_eq!(whole.body["items"].as_array().unwrap().len(), 2);
        assert_eq!(whole.body["next"], json!(whole.header("x-next-cursor")));
        for wrong in ["limit=0", "limit=1001", "limit=x", "envelope=2", "colour=red"] {
            let line = format!("GET /api/v1/notes?{wrong}");
            assert_eq!(send(&paths, &line, &[], "").await.problem(), (422, "invalid"), "{wrong}");
        }
        for wrong in ["cursor=zz", "cursor=00", "x=%ff"] {
            let line = format!("GET /api/v1/notes?{wrong}");
            assert_eq!(send(&paths, &line, &[], "").await.problem(), (400, "malformed"), "{wrong}");
        }
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_has_the_latest_is_not_sent_it_again() {
    each_database(async |location| {
        let house = house(location).await;
        let paths = paths(&house);
        let made = send(&paths, "POST /api/v1/notes", &[], r#"{"text":"one"}"#).await;
        let get = format!("GET {}", made.header("location"));
        for (tag, status) in [("\"1\"", 304), ("W/\"1\"", 304), ("\"0\", \"1\"", 304), ("*", 304), ("\"2\"", 200)] {
            let answer = send(&paths, &get, &[("if-none-match", tag)], "").await;
            assert_eq!((answer.status, answer.header("etag")), (status, "\"1\""), "{tag}");
        }
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn a_revision_that_is_not_looked_at_is_not_taken() {
    each_database(async |location| {
        let house = house(location).await;
        let paths = paths(&house);
        let made = send(&paths, "POST /api/v1/notes", &[("if-match", "\"1\"")], r#"{"text":"one"}"#).await;
        assert_eq!(made.problem(), (400, "malformed"), "nobody would look at it");
        let made = send(&paths, "POST /api/v1/notes", &[], r#"{"text":"one"}"#).await;
        let delete = format!("DELETE {}", made.header("location"));
        assert_eq!(send(&paths, &delete, &[("if-match", "\"2\"")], "").await.problem(), (412, "precondition_failed"));
        assert_eq!(send(&paths, &delete, &[("if-match", "\"1\"")], "").await.status, 200);
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_asks_too_often_is_told_when_to_come_back() {
    each_database(async |location| {
        let house = house(location).await;
        let paths = paths(&house);
        let ask = async |token: &str| send(&paths, "GET /api/v1/notes", &[("authorization", token)], "").await;
        let left = ["1", "0"];
        for left in left {
            let answer = ask("Bearer slow").await;
            assert_eq!(
                (answer.status, answer.header("x-ratelimit-limit"), answer.header("x-ratelimit-remaining")),
                (200, "2", left)
            );
        }
        let refused = ask("Bearer slow").await;
        assert_eq!((refused.problem(), refused.header("retry-after")), ((429, "rate_limited"), "30"));
        let told = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"].map(|name| refused.header(name));
        assert_eq!(told, ["2", "0", "60"]);
        assert_eq!(ask("Bearer write").await.status, 200, "others may");
        house.app.clock().advance(Duration::from_secs(30));
        assert_eq!([ask("Bearer slow").await.status, ask("Bearer slow").await.status], [200, 429]);
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn a_large_answer_is_sent_smaller_to_whoever_can_read_it() {
    each_database(async |location| {
        let house = house(location).await;
        let paths = paths(&house);
        let body = json!({ "text": "x".repeat(1_000) }).to_string();
        for _ in 0..3 {
            assert_eq!(send(&paths, "POST /api/v1/notes", &[], body.clone()).await.status, 201);
        }
        let small = send(&paths, "GET /api/v1/notes", &[("accept-encoding", "gzip")], "").await;
        let whole = send(&paths, "GET /api/v1/notes", &[], "").await;
        assert_eq!((small.header("content-encoding"), whole.header("content-encoding")), ("gzip", ""));
        let tiny = send(&paths, "GET /api/v1/notes?limit=1", &[("accept-encoding", "br")], "").await;
        assert_eq!(tiny.header("content-encoding"), "", "only what is asked for");
        house.app.store().close().await;
    })
    .await;
}
