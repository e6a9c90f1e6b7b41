//! What every answer that is not a success says: a problem document, with the envelope of the older clients in it.
use crate::{Answer, headers::refuse};
use base::{Code, Instant};
use serde_json::{Value, json};

/// Category, severity and suggestions by status, as the contract has them.
fn manner(status: u16) -> (&'static str, &'static str, Value) {
    match status {
        400 | 422 => ("validation", "low", json!(["Check request format and required fields", "Validate input data"])),
        401 => ("authentication", "medium", json!(["Check authentication credentials", "Ensure valid access token"])),
        403 => ("authorization", "medium", json!(["Verify user permissions", "Contact administrator if needed"])),
        404 => ("not_found", "low", json!(["Check resource ID or path", "Ensure resource exists"])),
        409 => ("conflict", "medium", json!(["Check for existing resources", "Resolve data conflicts"])),
        429 => ("rate_limit", "medium", json!(["Reduce request frequency", "Implement exponential backoff"])),
        500 => ("internal_server", "high", json!(["Try again later", "Contact support if issue persists"])),
        502 => ("external_service", "high", json!(["External service is unavailable", "Try again later"])),
        503 => ("external_service", "high", json!(["Service is temporarily unavailable", "Try again later"])),
        _ => ("internal_server", "medium", json!(["An unexpected error occurred"])),
    }
}

/// What is wrong with an answer that tells a problem.
pub(super) fn check(answer: &Answer) -> Result<(), String> {
    let (status, problem) = (answer.status, &answer.json);
    let kind = answer.header("content-type");
    refuse(kind != Some("application/problem+json"), || format!("a problem came as {kind:?}"))?;
    let code = Code::ALL.iter().find(|code| problem["code"] == code.name);
    let code = code.ok_or_else(|| format!("the code {} is none of the registry", problem["code"]))?;
    let page = format!("/docs/errors/{}", code.name);
    let request_id = answer.header("x-request-id").unwrap_or_default();
    let detail = problem["detail"].as_str().filter(|detail| !detail.is_empty());
    let detail = detail.ok_or_else(|| format!("the detail is {}", problem["detail"]))?;
    let (category, severity, suggestions) = manner(status);
    for (at, wanted) in [
        ("/status", json!(status)),
        ("/status", json!(code.status)),
        ("/title", json!(code.title)),
        ("/type", json!(page)),
        ("/retryable", json!(code.retryable)),
        ("/success", json!(false)),
        ("/request_id", json!(request_id)),
        ("/error/message", json!(detail)),
        ("/error/category", json!(category)),
        ("/error/severity", json!(severity)),
        ("/error/suggestions", suggestions),
        ("/error/documentation_url", json!(page)),
    ] {
        let said = problem.pointer(at).unwrap_or(&Value::Null);
        refuse(*said != wanted, || format!("{at} of the problem is {said}, not {wanted}"))?;
    }
    let at = problem["timestamp"].as_str().and_then(|text| text.parse::<Instant>().ok());
    refuse(at.is_none(), || format!("the timestamp is {}", problem["timestamp"]))?;
    let word = problem["error"]["code"].as_str().unwrap_or_default();
    let number = word.strip_prefix(&format!("ERR_{status}_")).unwrap_or_default();
    let is_number = number.len() == 8 && number.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'A'..=b'F'));
    refuse(!is_number, || format!("/error/code is {word:?}"))?;
    let details = &problem["error"]["details"];
    refuse(!details.is_null() && !details.is_object(), || format!("/error/details is {details}"))?;
    flaws(answer)?;
    headers(answer)
}

/// 422, and only 422, says which fields do not hold, to both kinds of clients.
fn flaws(answer: &Answer) -> Result<(), String> {
    let flaws = answer.json["flaws"].as_array().ok_or("there is no list of flaws")?;
    refuse((answer.status == 422) == flaws.is_empty(), || format!("{} flaws with {}", flaws.len(), answer.status))?;
    for flaw in flaws {
        let at = flaw["at"].as_str().ok_or("a flaw is nowhere")?;
        refuse(!at.is_empty() && !at.starts_with('/'), || format!("{at:?} is no JSON pointer"))?;
        let field = at.trim_start_matches('/').replace('/', ".").replace("~1", "/").replace("~0", "~");
        let told = &answer.json["error"]["details"]["field_errors"][&field];
        refuse(!told.is_string(), || format!("field_errors lacks {field:?}"))?;
    }
    Ok(())
}

/// Who must wait is told how long, and who errs in the method which there are.
fn headers(answer: &Answer) -> Result<(), String> {
    let seconds = answer.header("retry-after").and_then(|seconds| seconds.parse::<u32>().ok());
    refuse(matches!(answer.status, 429 | 503) && seconds.is_none(), || "Retry-After is missing".into())?;
    refuse(answer.status == 405 && answer.header("allow").is_none(), || "Allow is missing".into())
}
