//! The reference at `/docs`: a page of our own that reads `/openapi.json`. Nothing of it comes from elsewhere.
use super::page::Page;
use axum::body::Bytes;

macro_rules! asset {
    ($name:literal) => {
        include_str!(concat!("../../assets/docs/", $name))
    };
}
pub(super) use asset;

/// Each path, what is there, and its text.
pub(super) const ASSETS: [(&str, &str, &str); 12] = [
    ("/docs", Page::HTML, asset!("index.html")),
    ("/redoc", Page::HTML, asset!("index.html")),
    ("/docs/docs.css", Page::CSS, asset!("docs.css")),
    ("/docs/parts.css", Page::CSS, asset!("parts.css")),
    ("/docs/forms.css", Page::CSS, asset!("forms.css")),
    ("/docs/docs.js", Page::JAVASCRIPT, asset!("docs.js")),
    ("/docs/dom.js", Page::JAVASCRIPT, asset!("dom.js")),
    ("/docs/openapi.js", Page::JAVASCRIPT, asset!("openapi.js")),
    ("/docs/menu.js", Page::JAVASCRIPT, asset!("menu.js")),
    ("/docs/views.js", Page::JAVASCRIPT, asset!("views.js")),
    ("/docs/schema.js", Page::JAVASCRIPT, asset!("schema.js")),
    ("/docs/attempt.js", Page::JAVASCRIPT, asset!("attempt.js")),
];

/// The page and all that it loads.
pub(super) fn pages() -> impl Iterator<Item = Page> {
    let pages = ASSETS.into_iter().chain([("/docs/icon.svg", Page::SVG, asset!("icon.svg"))]);
    pages.map(|(path, content_type, text)| Page {
        path: path.into(),
        content_type,
        body: Bytes::from_static(text.as_bytes()),
    })
}
