//! What every answer says in its head.
use crate::Answer;

/// What is wrong with the head of an answer to a request for that path.
pub(super) fn check(path: &str, answer: &Answer) -> Result<(), String> {
    let policy = answer.header("content-security-policy").ok_or("Content-Security-Policy is missing")?;
    for unsafe_word in ["unsafe-inline", "unsafe-eval", "data:", "*"] {
        refuse(policy.contains(unsafe_word), || format!("the content policy says {unsafe_word}: {policy}"))?;
    }
    let says = |wanted: &str| policy.split(';').any(|directive| directive.trim() == wanted);
    // A file loads nothing at all.
    let is_strict = says("default-src 'none'");
    for (needed, is_implied) in [
        ("default-src 'self'", is_strict),
        ("object-src 'none'", is_strict),
        ("base-uri 'none'", false),
        ("frame-ancestors 'none'", false),
    ] {
        refuse(!is_implied && !says(needed), || format!("the content policy lacks {needed}: {policy}"))?;
    }
    for (name, wanted) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        refuse(answer.header(name) != Some(wanted), || format!("{name} is {:?}, not {wanted}", answer.header(name)))?;
    }
    refuse(answer.header("permissions-policy").is_none(), || "Permissions-Policy is missing".into())?;
    refuse(answer.header("x-request-id").is_none_or(str::is_empty), || "X-Request-ID is missing".into())?;
    let is_fresh = answer.header("cache-control").is_some_and(|value| value.contains("no-store"));
    let must_be_fresh = path.starts_with("/api/") || answer.status >= 400;
    refuse(must_be_fresh && !is_fresh, || "Cache-Control lacks no-store".into())?;
    kind(answer)
}

/// A body has a type, and a text says how it is written.
fn kind(answer: &Answer) -> Result<(), String> {
    let kind = answer.header("content-type");
    if answer.text.is_empty() {
        return Ok(());
    }
    let kind = kind.ok_or("Content-Type is missing")?;
    let is_told = !kind.starts_with("text/") || kind.ends_with("; charset=utf-8");
    refuse(!is_told, || format!("the content type {kind} does not say the charset"))
}

pub(super) fn refuse(is_wrong: bool, why: impl FnOnce() -> String) -> Result<(), String> {
    if is_wrong { Err(why()) } else { Ok(()) }
}
