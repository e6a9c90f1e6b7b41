//! The pages as a browser gets them.
use super::{errors, reference::ASSETS, router};
use api::http::{Edge, around};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use base::{Clock, Code};
use serde_json::Value;
use std::{collections::BTreeSet, time::Duration};
use tower::ServiceExt;

/// The pages with all that stands around them in the product.
fn served() -> Router {
    let clock = Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1);
    around(router(), &Edge::new(clock, Duration::from_secs(10)))
}

async fn ask(method: &str, path: &str, known: Option<&str>) -> (StatusCode, HeaderMap, String) {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(known) = known {
        request = request.header(header::IF_NONE_MATCH, known);
    }
    let response = served().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
}

/// Every path of a page, and the content type that it has.
fn every_page() -> Vec<(String, &'static str)> {
    let assets = ASSETS.iter().map(|(path, content_type, _)| ((*path).to_owned(), *content_type));
    let errors = Code::ALL.iter().map(|code| (format!("/docs/errors/{}", code.name), "text/html; charset=utf-8"));
    let others = [
        ("/docs/icon.svg".to_owned(), "image/svg+xml; charset=utf-8"),
        ("/docs/errors".into(), "text/html; charset=utf-8"),
    ];
    assets.chain(errors).chain(others).collect()
}

#[tokio::test]
async fn every_page_says_what_it_is_and_is_sent_again_only_when_it_has_changed() {
    for (path, content_type) in every_page() {
        let (status, headers, body) = ask("GET", &path, None).await;
        assert_eq!((status.as_u16(), headers["content-type"].to_str().unwrap()), (200, content_type), "{path}");
        assert_eq!(headers["cache-control"], "no-cache", "{path}");
        assert!(!body.is_empty(), "{path}");
        let tag = headers["etag"].to_str().unwrap().to_owned();
        assert!(tag.len() == 66 && tag.starts_with('"') && tag.ends_with('"'), "{path}: {tag}");
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".into()] {
            let (status, headers, body) = ask("GET", &path, Some(&known)).await;
            assert_eq!((status.as_u16(), body.as_str()), (304, ""), "{path} {known}");
            assert_eq!(headers["etag"].to_str().unwrap(), tag, "{path}");
        }
        assert_eq!(ask("GET", &path, Some("\"other\"")).await.0, 200, "{path}");
    }
}

#[tokio::test]
async fn a_page_is_only_read() {
    for path in ["/docs", "/docs/errors/stale", "/docs/errors/nothing"] {
        let (status, headers, body) = ask("POST", path, None).await;
        assert_eq!((status.as_u16(), headers["allow"].to_str().unwrap()), (405, "GET, HEAD"), "{path}");
        assert_eq!(serde_json::from_str::<Value>(&body).unwrap()["code"], "method_not_allowed", "{path}");
        assert_eq!(ask("HEAD", path, None).await.2, "", "{path}");
    }
}

#[tokio::test]
async fn every_code_has_a_page_that_says_its_status_and_title_and_the_index_leads_to_it() {
    let names: BTreeSet<_> = errors::TEXTS.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, Code::ALL.iter().map(|code| code.name).collect(), "pages/errors.rs names every code");
    let index = ask("GET", "/docs/errors", None).await.2;
    for Code { name, status, title, .. } in Code::ALL {
        let page = ask("GET", &format!("/docs/errors/{name}"), None).await.2;
        assert!(page.contains(&format!("<title>{name}")), "{name}");
        assert!(page.contains(&format!("<h1>{name}</h1>")), "{name}");
        assert!(page.contains(&format!("HTTP {status}: {title}")), "{name}");
        assert!(index.contains(&format!("href=\"/docs/errors/{name}\"")) && index.contains(title), "{name}");
    }
}

#[tokio::test]
async fn an_unknown_code_is_a_problem() {
    let (status, headers, body) = ask("GET", "/docs/errors/nothing", None).await;
    assert_eq!((status.as_u16(), headers["content-type"].to_str().unwrap()), (404, "application/problem+json"));
    let problem: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(problem["code"], "route_not_found");
    assert_eq!(problem["detail"], "there is nothing at /docs/errors/nothing");
}

#[tokio::test]
async fn whatever_a_page_loads_is_served() {
    let paths: BTreeSet<_> = every_page().into_iter().map(|(path, _)| path).collect();
    for path in &paths {
        let body = ask("GET", path, None).await.2;
        for (mark, folder) in [("href=\"/docs", "/docs"), ("src=\"/docs", "/docs"), ("from \"./", "/docs/")] {
            for name in body.split(mark).skip(1).map(|rest| rest.split('"').next().unwrap()) {
                let wanted = format!("{folder}{name}");
                assert!(paths.contains(&wanted), "{path} wants {wanted}");
            }
        }
    }
}

#[tokio::test]
async fn no_page_holds_a_script_or_a_style_of_its_own_or_looks_elsewhere() {
    for (path, content_type) in every_page() {
        let body = ask("GET", &path, None).await.2.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        let foreign = ["http:", "https:", "\"//", "'//", "(//", "@import", "data:", "javascript:"];
        let unsafe_calls = ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("];
        for word in foreign.iter().chain(&unsafe_calls) {
            assert!(!body.contains(word), "{path} has {word}");
        }
        assert!(!content_type.starts_with("text/css") || !body.contains("url("), "{path} loads something");
        if !content_type.starts_with("text/html") {
            continue;
        }
        for tag in body.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
            let name = tag.split_whitespace().next().unwrap();
            assert!(name != "style" && (name != "script" || tag.contains(" src=\"/docs/")), "{path}: <{tag}>");
            let attributes = tag.split_whitespace().skip(1);
            for attribute in attributes.filter_map(|attribute| attribute.split_once('=')).map(|(key, _)| key) {
                assert!(attribute != "style" && !attribute.starts_with("on"), "{path}: <{tag}>");
            }
        }
    }
}
