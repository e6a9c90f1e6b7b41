//! Who comes, from where, and how often.
use crate::{
    House,
    http::{Answer, Never, PEER, paths, send},
};
use api::{
    Rates,
    http::{Customs, Network},
};
use axum::{Router, body::Body};
use std::time::Duration;
use testkit::each_database;

const NOTES: &str = "GET /api/v1/notes";

async fn house(location: store::Location, customs: Customs) -> House {
    let house = crate::house(location).await;
    house.app.furnish(customs);
    house
}

fn proxies() -> Customs {
    let proxies = ["192.0.2.0/28", "2001:db8:9::/48", "127.0.0.1"].map(|proxy| proxy.parse::<Network>().unwrap());
    Customs { proxies: proxies.into(), ..Customs::default() }
}

/// From which address a request of that head came, as whoever looks into it is told.
async fn address(house: &House, paths: &Router, head: &[(&str, &str)]) -> Option<String> {
    let bad = [&[("authorization", "Bearer nobody")], head].concat();
    assert_eq!(send(paths, NOTES, &bad, "").await.problem(), (401, "unauthenticated"));
    house.app.refusals().take(1, house.app.clock().now(), true).remove(0).refusal.address
}

#[tokio::test]
async fn s_11_what_is_said_of_an_address_counts_only_from_a_proxy_that_is_listed() {
    each_database(async |location| {
        let house = house(location, Customs::default()).await;
        let told = [("x-forwarded-for", "203.0.113.5"), ("x-real-ip", "203.0.113.5"), ("forwarded", "for=203.0.113.5")];
        for (peer, expected) in
            [("192.0.2.1", "192.0.2.1"), ("127.0.0.1", "127.0.0.1"), ("::ffff:192.0.2.1", "192.0.2.1")]
        {
            let head = [&[(PEER, peer)], &told[..]].concat();
            assert_eq!(address(&house, &paths(&house), &head).await.as_deref(), Some(expected), "{peer}");
        }
        assert_eq!(address(&house, &paths(&house), &told).await, None, "nobody has heard it");

        house.app.furnish(proxies());
        let paths = paths(&house);
        for (peer, told, expected) in [
            ("192.0.2.16", "203.0.113.5", "192.0.2.16"),
            ("192.0.2.1", "203.0.113.5", "203.0.113.5"),
            ("::ffff:192.0.2.1", "203.0.113.5", "203.0.113.5"),
            ("127.0.0.1", "203.0.113.5:4711", "203.0.113.5"),
            ("2001:db8:9::1", "2001:db8::7", "2001:db8::7"),
            ("192.0.2.1", "::ffff:203.0.113.5", "203.0.113.5"),
            // What stands to the left was said by whoever the proxy heard, and not by the proxy.
            ("192.0.2.1", "203.0.113.9, 203.0.113.5", "203.0.113.5"),
            ("192.0.2.1", "192.0.2.2, 203.0.113.5", "203.0.113.5"),
            ("192.0.2.1", "203.0.113.9, 203.0.113.5, 192.0.2.2, [2001:db8:9::2]:80", "203.0.113.5"),
            // It was a proxy itself that asked, or nobody knows who.
            ("192.0.2.1", "192.0.2.2", "192.0.2.2"),
            ("192.0.2.1", "", "192.0.2.1"),
            ("192.0.2.1", "203.0.113.5, unknown", "192.0.2.1"),
            ("192.0.2.1", "203.0.113.5, unknown, 192.0.2.2", "192.0.2.2"),
        ] {
            let head = [(PEER, peer), ("x-forwarded-for", told)];
            assert_eq!(address(&house, &paths, &head).await.as_deref(), Some(expected), "{peer}: {told}");
        }
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn s_09_s_10_a_host_and_a_safe_connection_are_believed_only_of_a_proxy_or_of_this_machine() {
    each_database(async |location| {
        let house = house(location, proxies()).await;
        let paths = paths(&house);
        for (peer, is_believed) in
            [("203.0.113.5", false), ("2001:db8::1", false), ("192.0.2.1", true), ("127.0.0.2", true), ("::1", true)]
        {
            let page = [("authorization", ""), ("origin", "https://out.example.org"), (PEER, peer)];
            let said = [("x-forwarded-host", "out.example.org"), ("x-forwarded-proto", "https")];
            let answer = send(&paths, "POST /api/v1/notes", &[&page[..], &said].concat(), "").await;
            let expected = if is_believed { (401, "unauthenticated") } else { (403, "csrf") };
            assert_eq!(answer.problem(), expected, "{peer}");
            let stays_safe = if is_believed { "max-age=31536000" } else { "" };
            assert_eq!(answer.header("strict-transport-security"), stays_safe, "{peer}");
            let plain = send(&paths, NOTES, &[(PEER, peer)], "").await;
            assert_eq!((plain.status, plain.header("strict-transport-security")), (200, ""), "{peer}");
        }
        house.app.store().close().await;
    })
    .await;
}

/// The limit, what is left of it, and how long until all of it is.
fn left(answer: &Answer) -> [&str; 3] {
    ["limit", "remaining", "reset"].map(|what| answer.header(&format!("x-ratelimit-{what}")))
}

#[tokio::test]
async fn s_11_who_is_not_let_in_is_counted_by_address_and_who_is_let_in_is_not_refused_for_it() {
    each_database(async |location| {
        let rates = Rates { stranger: Some(3), ..Rates::default() };
        let house = house(location, Customs { rates, ..Customs::default() }).await;
        let paths = paths(&house);
        let ask =
            async |peer: &str, token: &str| send(&paths, NOTES, &[(PEER, peer), ("authorization", token)], "").await;
        for (peer, token, remaining) in
            [("2001:db8::1", "Bearer nobody", "2"), ("2001:db8::2", "", "1"), ("2001:db8::ffff", "Basic x", "0")]
        {
            let refused = ask(peer, token).await;
            assert_eq!((refused.problem(), left(&refused)[1]), ((401, "unauthenticated"), remaining));
        }
        let line = "POST /api/v1/notes";
        for token in ["Bearer nobody", "Bearer other-guess", ""] {
            let head = [(PEER, "2001:db8::3"), ("authorization", token)];
            let refused = send(&paths, line, &head, Body::new(Never)).await;
            assert_eq!((refused.problem(), left(&refused)), ((429, "rate_limited"), ["3", "0", "60"]));
            assert_eq!(refused.header("retry-after"), "20");
        }
        let noted = house.app.refusals().take(9, house.app.clock().now(), true).pop().unwrap().refusal;
        assert_eq!((noted.kind, noted.address.as_deref()), (api::ViolationKind::RateLimited, Some("2001:db8::3")));
        assert_eq!(ask("2001:db8::1", "Bearer slow").await.status, 200, "a neighbour");
        assert_eq!(ask("2001:db8:0:1::1", "Bearer nobody").await.status, 401, "another household");
        house.app.clock().advance(Duration::from_secs(20));
        assert_eq!(ask("2001:db8::1", "").await.status, 401);
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn s_11_a_space_that_asks_too_much_is_refused_and_another_one_is_not() {
    each_database(async |location| {
        let rates = Rates { space: Some(10), ..Rates::default() };
        let house = house(location, Customs { rates, ..Customs::default() }).await;
        let paths = paths(&house);
        let ask = async |token: &str| send(&paths, NOTES, &[("authorization", token)], "").await;
        let (mut passed, mut others) = (0, 0);
        for round in 0..1_000 {
            passed += usize::from(ask("Bearer first").await.status == 200);
            if round % 100 == 0 {
                others += usize::from(ask("Bearer second").await.status == 200);
            }
        }
        assert_eq!((passed, others), (10, 10));
        let refused = ask("Bearer first").await;
        assert_eq!((refused.problem(), left(&refused)), ((429, "rate_limited"), ["10", "0", "60"]));
        assert_eq!(ask("Bearer write").await.status, 200, "who has no limit has none here");
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn what_does_not_hold_tells_what_is_left_too() {
    each_database(async |location| {
        let house = house(location, Customs::default()).await;
        let paths = paths(&house);
        for (line, status, remaining) in
            [("POST /api/v1/notes", 422, "1"), ("GET /api/v1/notes/01890a5d-ac96-774b-bcce-b302099a8057", 404, "0")]
        {
            let answer = send(&paths, line, &[("authorization", "Bearer slow")], "{}").await;
            assert_eq!((answer.status, left(&answer)[1]), (status, remaining), "{line}");
        }
        house.app.store().close().await;
    })
    .await;
}
