//! Pages of other sites: whatever a browser sends along for them, nothing of ours changes.
use crate::{
    scene::{Scene, UPGRADE, content, path},
    table,
};
use house::{Client, House, each_house};

/// What a browser says of the page that asks; the last ones are ours.
const FETCH_SITES: [Option<&str>; 5] =
    [Some("cross-site"), Some("same-site"), Some("nonsense"), None, Some("same-origin")];
/// Whose page it is; the first two are others'.
const ORIGINS: [Option<&str>; 4] = [Some("https://evil.example"), Some("null"), Some("https://house.example"), None];
/// As what a body is sent.
const KINDS: [&str; 5] =
    ["application/x-www-form-urlencoded", "text/plain", "application/json", "image/png", "text/calendar"];

/// A browser in which somebody has signed in.
struct Browser {
    cookies: String,
    csrf: String,
}

impl Browser {
    async fn of(house: &House, client: &Client) -> Self {
        let session = client.signed_in().await;
        let told = session.get("/api/v1/auth/csrf-token").await.expect(200);
        let csrf = told.json["csrf_token"].as_str().unwrap().to_owned();
        let cookies = format!("__Host-access_token={}; __Host-csrf_token={csrf}", session.token().unwrap());
        // It is known by its cookies.
        let known = [("cookie", cookies.as_str()), ("host", "house.example")];
        house.anonymous().send("GET", "/api/v1/user/current", &known, "").await.expect(200);
        Self { cookies, csrf }
    }
}

/// Whether our own pages may send this; a browser that says where a page is from is believed before all else.
fn is_ours(fetch_site: Option<&str>, origin: Option<&str>) -> bool {
    match (fetch_site, origin) {
        (Some(site), _) => site == "same-origin",
        (None, origin) => matches!(origin, None | Some("https://house.example")),
    }
}

#[tokio::test]
async fn s_09_no_page_of_another_site_changes_anything() {
    each_house(async |house| {
        let scene = Scene::new(house.clone()).await;
        let ann = scene.somebody().await;
        let (of_ann, of_root) = (Browser::of(&house, &ann).await, Browser::of(&house, &scene.root).await);
        let nobody = house.anonymous();
        for row in table::rows().into_iter().filter(|row| row.method() != "GET") {
            let browser = if std::ptr::eq(scene.entitled(row, &ann), &ann) { &of_ann } else { &of_root };
            let (parts, body) = (scene.parts(row, &ann).await, scene.body(row, &ann).await);
            let (own_kind, body) = content(row, body);
            let (path, own_kind) = (path(row, &parts), own_kind.unwrap_or("application/json"));
            let written = scene.written().await;
            let mut passed = 0;
            for fetch_site in FETCH_SITES {
                for origin in ORIGINS {
                    for kind in KINDS {
                        for csrf in [None, Some("x"), Some(browser.csrf.as_str())] {
                            let all = [
                                ("sec-fetch-site", fetch_site),
                                ("origin", origin),
                                ("content-type", Some(kind)),
                                ("x-csrf-token", csrf),
                                ("cookie", Some(browser.cookies.as_str())),
                                ("host", Some("house.example")),
                            ];
                            let headers: Vec<_> =
                                all.iter().filter_map(|(name, value)| Some((*name, (*value)?))).collect();
                            let is_good = is_ours(fetch_site, origin) && csrf == Some(browser.csrf.as_str());
                            if is_good && (kind == own_kind || body.is_empty()) {
                                passed += 1;
                                continue;
                            }
                            let told = nobody.send(row.method(), &path, &headers, body.clone()).await;
                            let expected = if is_good { (415, "media_type") } else { (403, "csrf") };
                            assert_eq!(told.problem(), expected, "{} {all:?}", row.id());
                        }
                    }
                }
            }
            assert_eq!(scene.written().await, written, "{}", row.id());
            assert!(passed > 0, "what our own pages send is part of this");
            // The same request, by a page of ours, is done.
            let ours = [
                ("sec-fetch-site", "same-origin"),
                ("content-type", own_kind),
                ("x-csrf-token", browser.csrf.as_str()),
                ("cookie", browser.cookies.as_str()),
                ("host", "house.example"),
            ];
            let told = nobody.send(row.method(), &path, &ours, body).await;
            assert!(told.status < 300 || table::UNCONNECTED.contains(&row.id()), "{}: {}", row.id(), told.text);
        }
    })
    .await;
}

#[test]
fn s_09_whatever_a_link_or_an_image_can_ask_for_changes_nothing() {
    let writing = table::all().into_iter().filter(|row| row.method() == "GET" && row.writes());
    assert_eq!(writing.map(|row| row.id()).collect::<Vec<_>>(), Vec::<&str>::new());
}

#[tokio::test]
async fn s_09_what_is_done_at_the_door_is_not_done_for_pages_of_other_sites() {
    each_house(async |house| {
        let nobody = house.anonymous();
        for row in table::at_door().into_iter().filter(|row| row.method() != "GET") {
            for foreign in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null")] {
                for kind in KINDS {
                    let headers = [foreign, ("content-type", kind), ("host", "house.example")];
                    let told = nobody.send(row.method(), row.route.path(), &headers, "{}").await;
                    assert_eq!(told.problem(), (403, "csrf"), "{} {headers:?}", row.id());
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn s_09_a_token_of_one_session_is_none_of_another_and_does_not_last() {
    each_house(async |house| {
        let (ann, ben) = (house.user("ann").await, house.user("ben").await);
        let (of_ann, of_ben) = (Browser::of(&house, &ann).await, Browser::of(&house, &ben).await);
        let nobody = house.anonymous();
        let sow = async |cookies: &str, csrf: &str| {
            let headers = [
                ("cookie", cookies),
                ("x-csrf-token", csrf),
                ("content-type", "application/json"),
                ("host", "house.example"),
            ];
            nobody.send("POST", "/api/v1/tasks", &headers, r#"{"title":"sow"}"#).await
        };
        sow(&of_ann.cookies, &of_ann.csrf).await.expect(201);
        sow(&of_ann.cookies, &of_ben.csrf).await.expect_problem(403, "csrf");
        let planted = of_ann.cookies.replace(&of_ann.csrf, &of_ben.csrf);
        sow(&planted, &of_ben.csrf).await.expect_problem(403, "csrf");
        let anonymous = nobody.get("/api/v1/auth/csrf-token").await.expect(200);
        let anonymous = anonymous.json["csrf_token"].as_str().unwrap();
        sow(&of_ann.cookies.replace(&of_ann.csrf, anonymous), anonymous).await.expect_problem(403, "csrf");
        // An API token is nothing that a browser keeps.
        let kept = format!("__Host-access_token={}", ann.token().unwrap());
        let headers = [("cookie", kept.as_str()), ("host", "house.example")];
        nobody.send("GET", "/api/v1/tasks", &headers, "").await.expect_problem(401, "unauthenticated");
        house.advance(std::time::Duration::from_secs(60 * 60 - 1));
        let again = ann.signed_in().await;
        let cookies = format!("__Host-access_token={}; __Host-csrf_token={}", again.token().unwrap(), of_ann.csrf);
        sow(&cookies, &of_ann.csrf).await.expect_problem(403, "csrf");
    })
    .await;
}

#[tokio::test]
async fn s_17_a_page_of_ours_opens_a_socket_by_its_cookie_and_a_page_of_others_does_not() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let browser = Browser::of(&house, &ann).await;
        for fetch_site in FETCH_SITES {
            for origin in ORIGINS {
                let mut headers = vec![("cookie", browser.cookies.as_str()), ("host", "house.example")];
                headers.extend(UPGRADE);
                headers.extend(fetch_site.map(|site| ("sec-fetch-site", site)));
                headers.extend(origin.map(|origin| ("origin", origin)));
                let told = house.anonymous().send("GET", "/api/v1/ws?for_ms=1", &headers, "").await;
                match is_ours(fetch_site, origin) {
                    true => drop(told.expect(101)),
                    false => drop(told.expect_problem(403, "csrf")),
                }
            }
        }
    })
    .await;
}
