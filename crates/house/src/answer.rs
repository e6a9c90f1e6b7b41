//! What came back, and what a test says of it.
use axum::http::{HeaderMap, response::Parts};
use serde_json::Value;

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body as JSON; null where it is none.
    pub json: Value,
    /// The body as text; empty where it is none.
    pub text: String,
    /// The body as it came.
    pub bytes: Vec<u8>,
    pub(super) headers: HeaderMap,
    asked: String,
}

impl Answer {
    pub(super) fn new(asked: String, parts: &Parts, body: &[u8]) -> Self {
        let kind = parts.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let bytes = body.to_vec();
        let text = match kind.starts_with("image/") {
            true => String::new(),
            false => String::from_utf8(bytes.clone()).unwrap_or_else(|_| panic!("{asked}: the body is not UTF-8")),
        };
        let json = serde_json::from_str(&text).unwrap_or_default();
        Self { status: parts.status.as_u16(), json, text, bytes, headers: parts.headers.clone(), asked }
    }

    /// A header, as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The same, if it has that status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        match self.status == status {
            true => self,
            false => self.fail(&format!("{status} was expected")),
        }
    }

    /// The status and the code of a problem.
    #[track_caller]
    pub fn problem(&self) -> (u16, &str) {
        match self.json["code"].as_str() {
            Some(code) if self.status >= 400 => (self.status, code),
            _ => self.fail("a problem was expected"),
        }
    }

    /// The same, if it is a problem of that status and code.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Self {
        match self.problem() == (status, code) {
            true => self,
            false => self.fail(&format!("{status} {code} was expected")),
        }
    }

    /// Where the first flaw of a request is, and the word for it.
    #[track_caller]
    pub fn flaw(&self) -> (&str, &str) {
        let flaw = &self.json["flaws"][0];
        match (flaw["at"].as_str(), flaw["code"].as_str()) {
            (Some(at), Some(code)) if self.status == 422 => (at, code),
            _ => self.fail("a flaw was expected"),
        }
    }

    /// The id of the thing it tells of.
    #[track_caller]
    pub fn id(&self) -> &str {
        self.json["id"].as_str().unwrap_or_else(|| self.fail("an id was expected"))
    }

    /// The things of a list.
    #[track_caller]
    pub fn list(&self) -> &[Value] {
        self.json.as_array().unwrap_or_else(|| self.fail("a list was expected"))
    }

    /// Fails, with what was asked and what came back.
    #[track_caller]
    pub fn fail(&self, why: &str) -> ! {
        panic!("{why}\n  asked:    {}\n  answered: {} {}", self.asked, self.status, self.text)
    }
}
