//! A call of a server: the fields go into the path, the query and the body of the path that leads to the operation.
use super::{Answered, fields::Fields, operations::schema};
use crate::{client::Client, exit::Failure};
use api::http::Route;
use base::Secret;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use std::time::Duration;

/// How long an answer may take; a server gives up before that.
const LIMIT: Duration = Duration::from_secs(60);
/// The header that says where the next page starts.
const NEXT: &str = "x-next-cursor";
/// What is escaped in a part of a path.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Has the operation done by a server.
pub(super) async fn call(
    server: &str,
    token: Option<&Secret>,
    route: &Route,
    fields: Fields,
    file: Option<Vec<u8>>,
) -> Result<Answered, Failure> {
    let (target, body) = request(route, fields)?;
    // A file is sent as one of the kinds that are taken: what it is, the server reads from its bytes.
    let (kind, body) = match (route.takes(), body) {
        (Some(takes), _) => (takes.kinds.first().copied(), file.unwrap_or_default()),
        (None, body) => (body.as_ref().map(|_| "application/json"), body.unwrap_or_default().into_bytes()),
    };
    let authorization = token.map(|token| format!("Bearer {}", token.expose()));
    let mut headers: Vec<(&str, &str)> = authorization.iter().map(|shown| ("authorization", shown.as_str())).collect();
    headers.extend(kind.map(|kind| ("content-type", kind)));
    let answer = Client::new(server, LIMIT)?.send(route.method(), &target, &headers, body).await?;
    let next = answer.headers.get(NEXT).and_then(|cursor| cursor.to_str().ok()).map(str::to_owned);
    Ok(Answered { status: answer.status, body: answer.body, next })
}

/// The path with its query, and the body where the method has one.
fn request(route: &Route, mut fields: Fields) -> Result<(String, Option<String>), Failure> {
    let mut target = fill(route, &mut fields)?;
    if matches!(route.method(), "GET" | "DELETE") {
        let query = fields.into_query();
        if !query.is_empty() {
            target = format!("{target}?{query}");
        }
        return Ok((target, None));
    }
    let body = fields.into_body(&schema(route.operation()));
    Ok((target, Some(Value::Object(body).to_string())))
}

/// The path, with the fields of its names in the place of its braces.
fn fill(route: &Route, fields: &mut Fields) -> Result<String, Failure> {
    let mut parts = Vec::new();
    for part in route.path().split('/') {
        let Some(name) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) else {
            parts.push(part.to_owned());
            continue;
        };
        let text = fields
            .take(name)
            .filter(|text| !text.is_empty())
            .ok_or_else(|| Failure::usage(format!("{} needs `{name}`; add {name}=VALUE", route.operation().name())))?;
        parts.push(utf8_percent_encode(&text, ESCAPED).to_string());
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::{operations::Operations, tests::MODULES};

    fn requested(name: &str, arguments: &[&str]) -> Result<(String, Option<String>), Failure> {
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        request(Operations::of(MODULES).find(name)?, Fields::read(&arguments)?)
    }

    #[test]
    fn fields_go_where_the_path_wants_them() {
        for (name, arguments, target, body) in [
            ("notes.list", &["limit=5", "text=a b"][..], "/notes?limit=5&text=a+b", None),
            ("notes.list", &[], "/notes", None),
            (
                "notes.edit",
                &["text=7", "weight=7", "id=a/b ?"],
                "/notes/a%2Fb%20%3F",
                Some(r#"{"text":"7","weight":7}"#),
            ),
            ("notes.edit", &["id:=7"], "/notes/7", Some("{}")),
            ("notes.throw", &["id=7", "revision:=2"], "/notes/7?revision=2", None),
        ] {
            assert_eq!(requested(name, arguments).unwrap(), (target.to_owned(), body.map(str::to_owned)));
        }
    }

    #[test]
    fn a_field_of_the_path_cannot_be_left_out() {
        for arguments in [&["text=x"][..], &["id="]] {
            let failure = requested("notes.edit", arguments).unwrap_err().to_string();
            assert_eq!(failure, "notes.edit needs `id`; add id=VALUE");
        }
    }
}
