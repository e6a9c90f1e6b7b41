//! The one shape of every answer that is not a success: RFC 9457, with the older clients' envelope as extension members.
use base::{Error, Flaw, Instant};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// Why a request was not done, as the client reads it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    #[serde(rename = "type")]
    kind: String,
    #[schema(value_type = String)]
    title: &'static str,
    status: u16,
    detail: String,
    #[schema(value_type = String)]
    code: &'static str,
    retryable: bool,
    flaws: Vec<Flaw>,
    success: bool,
    timestamp: Instant,
    request_id: String,
    error: Envelope,
    #[serde(skip)]
    retry_after_s: Option<u32>,
    #[serde(skip)]
    allowed: Vec<&'static str>,
}

/// What the first AI Workflow Engine's clients look into.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Envelope {
    code: String,
    message: String,
    #[schema(value_type = String)]
    category: &'static str,
    #[schema(value_type = String)]
    severity: &'static str,
    #[schema(value_type = Option<Object>)]
    details: Option<Value>,
    #[schema(value_type = Vec<String>)]
    suggestions: &'static [&'static str],
    documentation_url: String,
}

/// When to ask again where the record is away, in seconds.
const UNRECORDED_RETRY_S: u32 = 5;

impl Problem {
    /// The content type it is sent with.
    pub const CONTENT_TYPE: &str = "application/problem+json";

    /// The document for an error of the request with this id, as of now.
    pub fn new(error: &Error, now: Instant, request_id: &str) -> Self {
        let (error, code) = (error.shown(), error.code());
        let (category, severity, suggestions) = manner(code.status);
        let page = format!("/docs/errors/{}", code.name);
        let detail = error.to_string();
        Self {
            kind: page.clone(),
            title: code.title,
            status: code.status,
            detail: detail.clone(),
            code: code.name,
            retryable: code.retryable,
            flaws: if let Error::Invalid(flaws) = error { flaws.clone() } else { Vec::new() },
            success: false,
            timestamp: now,
            request_id: request_id.into(),
            error: Envelope {
                code: Self::occurrence(code.status, request_id),
                message: detail,
                category,
                severity,
                details: details(error),
                suggestions,
                documentation_url: page,
            },
            retry_after_s: match error {
                Error::Unavailable { retry_after_s, .. }
                | Error::Away { retry_after_s, .. }
                | Error::RateLimited { retry_after_s } => Some(*retry_after_s),
                Error::Unrecorded => Some(UNRECORDED_RETRY_S),
                _ => None,
            },
            allowed: if let Error::Method { allowed } = error { allowed.clone() } else { Vec::new() },
        }
    }

    /// The code of one occurrence: it follows from the request's id, so that either leads to the same record.
    pub fn occurrence(status: u16, request_id: &str) -> String {
        format!("ERR_{status}_{:08X}", fingerprint(request_id))
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The stable word for the kind of error.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The headers it is sent with, besides its length.
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        let mut headers = vec![("content-type", Self::CONTENT_TYPE.to_owned()), ("cache-control", "no-store".into())];
        headers.extend(self.retry_after_s.map(|seconds| ("retry-after", seconds.to_string())));
        if !self.allowed.is_empty() {
            headers.push(("allow", self.allowed.join(", ")));
        }
        headers
    }

    /// The document itself.
    pub fn body(&self) -> String {
        // Texts, numbers and lists of them always have a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Category, severity and suggestions, as the contract's table has them by status.
fn manner(status: u16) -> (&'static str, &'static str, &'static [&'static str]) {
    match status {
        400 | 422 => ("validation", "low", &["Check request format and required fields", "Validate input data"]),
        401 => ("authentication", "medium", &["Check authentication credentials", "Ensure valid access token"]),
        403 => ("authorization", "medium", &["Verify user permissions", "Contact administrator if needed"]),
        404 => ("not_found", "low", &["Check resource ID or path", "Ensure resource exists"]),
        409 => ("conflict", "medium", &["Check for existing resources", "Resolve data conflicts"]),
        429 => ("rate_limit", "medium", &["Reduce request frequency", "Implement exponential backoff"]),
        500 => ("internal_server", "high", &["Try again later", "Contact support if issue persists"]),
        502 => ("external_service", "high", &["External service is unavailable", "Try again later"]),
        503 => ("external_service", "high", &["Service is temporarily unavailable", "Try again later"]),
        _ => ("internal_server", "medium", &["An unexpected error occurred"]),
    }
}

fn details(error: &Error) -> Option<Value> {
    match error {
        Error::NoRoute { path } => Some(json!({ "resource": "route", "resource_id": path })),
        Error::NotFound { what } => Some(json!({ "resource": what })),
        Error::Method { allowed } => Some(json!({ "allowed_methods": allowed })),
        Error::Invalid(flaws) => {
            let mut fields = Map::new();
            for flaw in flaws {
                // The first flaw of a field is the one its message speaks of.
                fields.entry(field(&flaw.at)).or_insert_with(|| flaw.message.clone().into());
            }
            Some(json!({ "field_errors": fields }))
        }
        Error::Body { why } => Some(json!({ "field_errors": { "body": why } })),
        Error::Unavailable { retry_after_s, .. } => {
            Some(json!({ "service": "aiwfe", "retry_after_seconds": retry_after_s }))
        }
        Error::Away { service, retry_after_s, .. } => {
            Some(json!({ "service": service, "retry_after_seconds": retry_after_s }))
        }
        Error::RateLimited { retry_after_s } => Some(json!({ "retry_after_seconds": retry_after_s })),
        Error::Deadline { outcome_known } => Some(json!({ "outcome_known": outcome_known })),
        Error::Forbidden { needed } => Some(json!({ "permission": needed })),
        Error::TooLarge { limit_bytes } => Some(json!({ "limit_bytes": limit_bytes })),
        Error::Malformed { .. }
        | Error::Unauthenticated { .. }
        | Error::CrossSite { .. }
        | Error::Inactive
        | Error::NotFresh
        | Error::SecondFactor { .. }
        | Error::Off { .. }
        | Error::NotConnected { .. }
        | Error::Stale { .. }
        | Error::MediaType { .. }
        | Error::FullSync
        | Error::Conflict { .. }
        | Error::StorageFull
        | Error::Unrecorded
        | Error::Internal { .. }
        | Error::Unreadable { .. }
        | Error::Caused { .. } => None,
    }
}

/// `/address/street` as older clients name it: `address.street`.
fn field(pointer: &str) -> String {
    let parts = pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~"));
    parts.collect::<Vec<_>>().join(".")
}

/// FNV-1a.
fn fingerprint(request_id: &str) -> u32 {
    request_id.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Code;
    use std::{collections::BTreeSet, fs, path::Path};

    fn document(error: &Error) -> Value {
        let now = "2026-11-20T08:00:00Z".parse().unwrap();
        serde_json::from_str(&Problem::new(error, now, "req_5ef5ead7cd7c").body()).unwrap()
    }

    #[test]
    fn a_problem_speaks_to_new_and_to_old_clients() {
        let message = "a task needs a title";
        let flaw = Flaw { at: "/title".into(), code: "empty", message: message.into(), allowed: None };
        let expected = json!({
            "type": "/docs/errors/invalid", "title": "the request does not hold", "status": 422, "detail": message,
            "code": "invalid", "retryable": false,
            "flaws": [{ "at": "/title", "code": "empty", "message": message, "allowed": null }],
            "success": false, "timestamp": "2026-11-20T08:00:00.000000Z", "request_id": "req_5ef5ead7cd7c",
            "error": {
                "code": "ERR_422_9B3E08B1", "message": message, "category": "validation", "severity": "low",
                "details": { "field_errors": { "title": message } },
                "suggestions": ["Check request format and required fields", "Validate input data"],
                "documentation_url": "/docs/errors/invalid",
            },
        });
        assert_eq!(document(&Error::Invalid(vec![flaw])), expected);
    }

    #[test]
    fn the_cause_of_an_internal_error_is_nowhere_in_the_document() {
        let error = Error::Internal { cause: "password=hunter2".into() };
        let text = document(&error).to_string();
        assert!(!text.contains("hunter2"), "{text}");
        assert!(text.contains("internal_server"), "{text}");
    }

    #[test]
    fn who_must_wait_is_told_how_long_and_who_errs_in_the_method_which_there_are() {
        let now = Instant::MIN;
        let away = Error::Unavailable { why: "the database is away".into(), retry_after_s: 5 };
        assert!(Problem::new(&away, now, "r").headers().contains(&("retry-after", "5".into())));
        let method = Error::Method { allowed: vec!["GET", "HEAD"] };
        assert!(Problem::new(&method, now, "r").headers().contains(&("allow", "GET, HEAD".into())));
        assert!(
            Problem::new(&Error::StorageFull, now, "r")
                .headers()
                .contains(&("content-type", "application/problem+json".into()))
        );
    }

    #[test]
    fn a_nested_field_is_named_as_older_clients_do() {
        assert_eq!(field("/address/street"), "address.street");
        assert_eq!(field("/a~1b"), "a/b");
        assert_eq!(field(""), "");
    }

    #[test]
    fn every_code_has_a_page_and_every_page_has_its_code() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors");
        let pages: BTreeSet<String> =
            fs::read_dir(&folder).unwrap().map(|page| page.unwrap().file_name().into_string().unwrap()).collect();
        let codes: BTreeSet<String> = Code::ALL.iter().map(|code| format!("{}.md", code.name)).collect();
        assert_eq!(pages, codes);
        for code in Code::ALL {
            let page = fs::read_to_string(folder.join(format!("{}.md", code.name))).unwrap();
            let facts = [format!("# {}", code.name), code.title.to_owned(), format!("HTTP {}", code.status)];
            for fact in facts {
                assert!(page.contains(&fact), "{}.md does not say: {fact}", code.name);
            }
            let again = if code.retryable { "may be sent again" } else { "will fail again" };
            assert!(page.contains(again), "{}.md does not say that the same request {again}", code.name);
        }
    }
}
