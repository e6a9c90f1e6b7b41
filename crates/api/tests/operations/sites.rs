//! Pages of other sites: those that are friends may ask, and no other.
use crate::{
    House,
    http::{paths, send},
};
use api::http::Customs;
use testkit::each_database;

const NOTES: &str = "GET /api/v1/notes";
const FRIEND: &str = "https://app.example.org";

/// A house with friends.
async fn house(location: store::Location) -> House {
    let house = crate::house(location).await;
    house.app.furnish(Customs { origins: vec!["http://localhost:5173".into(), FRIEND.into()], ..Customs::default() });
    house
}

const METHODS: &str = "access-control-allow-methods";
const HEADERS: &str = "access-control-allow-headers";
const ORIGIN: &str = "access-control-allow-origin";
const EXPOSED: &str = "access-control-expose-headers";

#[tokio::test]
async fn a_browser_that_asks_beforehand_is_told_what_a_page_of_that_site_may() {
    each_database(async |location| {
        let house = house(location).await;
        let paths = paths(&house);
        let before = [("authorization", ""), ("access-control-request-method", "PATCH")];
        let ask = async |origin: &str| {
            send(&paths, "OPTIONS /api/v1/notes", &[&before[..], &[("origin", origin)]].concat(), "").await
        };
        let told = ask(FRIEND).await;
        assert_eq!((told.status, told.header(ORIGIN), told.header("vary")), (204, FRIEND, "origin"));
        assert_eq!(told.header(METHODS), "GET, POST, PUT, DELETE, PATCH, OPTIONS");
        assert_eq!(
            (told.header("access-control-max-age"), told.header("access-control-allow-credentials")),
            ("3600", "true")
        );
        for name in ["Authorization", "Content-Type", "X-CSRF-Token", "X-Space", "If-Match", "Idempotency-Key"] {
            assert!(told.header(HEADERS).split(", ").any(|known| known == name), "{name}");
        }
        for foreign in
            ["https://evil.example.org", "null", "*", "https://app.example.org.evil.org", "http://app.example.org"]
        {
            let told = ask(foreign).await;
            assert_eq!((told.status, told.text.as_str()), (400, "Disallowed CORS origin"), "{foreign}");
            assert_eq!(
                [told.header(ORIGIN), told.header(METHODS), told.header("vary")],
                ["", "", "origin"],
                "{foreign}"
            );
            assert_eq!((told.header("cache-control"), told.header("x-content-type-options")), ("no-store", "nosniff"));
        }
        let plain = send(&paths, "OPTIONS /api/v1/notes", &[("origin", FRIEND)], "").await;
        assert_eq!(
            (plain.problem(), plain.header(ORIGIN)),
            ((405, "method_not_allowed"), FRIEND),
            "it was not asked beforehand"
        );
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn a_page_of_a_friend_reads_every_answer_and_any_other_page_none() {
    each_database(async |location| {
        let house = house(location).await;
        let all = paths(&house);
        for (line, token, status) in [
            (NOTES, "Bearer write", 200),
            (NOTES, "Bearer nobody", 401),
            ("GET /nonsense", "Bearer write", 404),
            ("DELETE /api/v1/notes", "Bearer write", 405),
        ] {
            let ask = async |origin: &str| send(&all, line, &[("authorization", token), ("origin", origin)], "").await;
            let told = ask(FRIEND).await;
            assert_eq!((told.status, told.header(ORIGIN), told.header("vary")), (status, FRIEND, "origin"), "{line}");
            assert_eq!(told.header("access-control-allow-credentials"), "true");
            for name in [
                "X-Next-Cursor",
                "X-Sync-Token",
                "X-Unreadable-Rows",
                "ETag",
                "Link",
                "Location",
                "X-Request-ID",
                "X-RateLimit-Reset",
                "Retry-After",
            ] {
                assert!(told.header(EXPOSED).split(", ").any(|known| known == name), "{name}");
            }
            for other in ["https://evil.example.org", ""] {
                let told = ask(other).await;
                assert_eq!(
                    [told.header(ORIGIN), told.header(EXPOSED), told.header("vary")],
                    ["", "", "origin"],
                    "{line} {other}"
                );
            }
        }
        house.app.furnish(Customs::default());
        let told = send(&paths(&house), NOTES, &[("origin", FRIEND)], "").await;
        assert_eq!([told.header(ORIGIN), told.header("vary")], ["", ""], "without friends there is nothing to say");
        house.app.store().close().await;
    })
    .await;
}
