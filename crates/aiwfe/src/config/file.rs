//! The configuration file, as pairs of keys and texts.
use crate::exit::{Failure, words};
use std::{fs, io, path::Path};
use toml::{Table, Value};

/// What the file says, or nothing where there is no file.
pub(super) fn read(path: &Path) -> Result<Vec<(String, Option<String>)>, Failure> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        // Without the directory there is no file either; what is wrong with the directory is said where it is used.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        Err(error) => {
            let why = words(&error);
            return Err(Failure::refused(format!("{} cannot be read: {why}; mend it or take it away", path.display())));
        }
    };
    parse(&text).map_err(|why| Failure::refused(format!("{} is no valid TOML: {why}", path.display())))
}

/// Each `section.field` with its value as a text; a list or a table where a value belongs has none.
fn parse(text: &str) -> Result<Vec<(String, Option<String>)>, String> {
    // Not the parser's own rendering, for that repeats the line, which may hold a password.
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        format!("line {line}: {}", error.message().lines().next().unwrap_or_default())
    })?;
    let mut pairs = Vec::new();
    for (section, value) in table {
        match value {
            Value::Table(fields) => {
                pairs.extend(fields.into_iter().map(|(field, value)| (format!("{section}.{field}"), plain(&value))));
            }
            other => pairs.push((section, plain(&other))),
        }
    }
    Ok(pairs)
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Boolean(is_so) => Some(is_so.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_and_fields_become_keys() {
        let pairs = parse("[server]\nlisten = \"127.0.0.1:0\"\nshutdown_s = 5\n[log]\nlevel = []\n").unwrap();
        let expected = [("log.level", None), ("server.listen", Some("127.0.0.1:0")), ("server.shutdown_s", Some("5"))];
        assert_eq!(pairs, expected.map(|(key, value)| (key.to_owned(), value.map(str::to_owned))));
    }

    #[test]
    fn a_slip_is_told_by_its_line_and_the_line_is_not_repeated() {
        let why = parse("[database]\nurl = \"postgres://me:hunter2@db\nx = 1\n").unwrap_err();
        assert!(why.starts_with("line 2: "), "{why}");
        assert!(!why.contains("hunter2"), "{why}");
    }
}
