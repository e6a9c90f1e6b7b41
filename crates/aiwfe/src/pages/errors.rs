//! A page for each kind of error, made of the repository's `docs/errors`, and the index of them.
use super::{markdown, page::Page, reference::asset};
use base::Code;
use std::fmt::Write;

macro_rules! texts {
    ($($name:literal)*) => {
        [$(($name, include_str!(concat!("../../../../docs/errors/", $name, ".md")))),*]
    };
}

/// The text of each code; a test compares them with `Code::ALL`.
pub(super) const TEXTS: &[(&str, &str)] = &texts![
    "route_not_found" "method_not_allowed" "malformed" "not_connected" "unauthenticated" "forbidden" "csrf" "inactive" "step_up" "second_factor" "not_found" "invalid" "conflict" "full_sync_required"
    "stale" "precondition_failed" "too_large" "media_type" "rate_limited" "unavailable" "audit_unavailable" "storage_full" "deadline" "switched_off" "internal"
];

/// What stands around the content of each page.
const FRAME: &str = asset!("error.html");

/// What leads back to the index.
const CRUMB: &str = "<p class=\"crumb\"><a href=\"/docs/errors\">Errors</a></p>\n";

/// The index and every page of it.
pub(super) fn pages() -> impl Iterator<Item = Page> {
    let index = framed("/docs/errors".into(), "Errors", &index());
    let pages = TEXTS.iter().map(|(name, text)| {
        let content = format!("<article>\n{CRUMB}{}</article>\n", markdown::html(text));
        framed(format!("/docs/errors/{name}"), name, &content)
    });
    std::iter::once(index).chain(pages)
}

fn framed(path: String, title: &str, content: &str) -> Page {
    let body = FRAME.replace("{title}", &markdown::escaped(title)).replace("{content}", content);
    Page { path, content_type: Page::HTML, body: body.into() }
}

fn index() -> String {
    let mut codes: Vec<_> = Code::ALL.iter().collect();
    codes.sort_by_key(|code| (code.status, code.name));
    let mut rows = String::new();
    for Code { name, status, title, retryable } in codes {
        let (title, again) =
            (markdown::escaped(title), if *retryable { "may succeed later" } else { "will fail again" });
        // Writing to a text does not fail.
        let _ = writeln!(
            rows,
            "<tr><td>{status}</td><th scope=\"row\"><a href=\"/docs/errors/{name}\"><code>{name}</code></a></th>\
             <td>{title}</td><td>{again}</td></tr>"
        );
    }
    asset!("errors.html").replace("{rows}", &rows)
}
