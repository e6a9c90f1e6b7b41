//! Takes a connection string apart, also one whose password was not encoded.
use super::settings::KNOWN;

/// The raw parts of a connection string.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parts<'text> {
    pub(super) user: &'text str,
    pub(super) password: Option<&'text str>,
    pub(super) hosts: &'text str,
    pub(super) database: &'text str,
    pub(super) query: Option<&'text str>,
}

impl<'text> Parts<'text> {
    /// Splits at the last `@` before the settings, so that a password may hold `@ / : ? #` as they are.
    pub(super) fn of(text: &'text str) -> Result<Self, String> {
        let rest = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"));
        let rest = rest.ok_or("a PostgreSQL URL starts with postgres:// or postgresql://")?;
        if rest.contains('\0') {
            return Err("a PostgreSQL URL holds no NUL".into());
        }
        let (before, query) = settings(rest);
        let (login, place) = match before.rsplit_once('@') {
            Some((login, place)) => (login, place),
            None => ("", before),
        };
        let (user, password) = match login.split_once(':') {
            Some((user, password)) => (user, Some(password)),
            None => (login, None),
        };
        let (hosts, database) = place.split_once('/').unwrap_or((place, ""));
        Ok(Self { user, password: password.filter(|password| !password.is_empty()), hosts, database, query })
    }
}

/// A `?` starts the settings unless an `@` follows and none came before: then it is a letter of the password.
fn settings(rest: &str) -> (&str, Option<&str>) {
    let is_key = |text: &str| text.split_once('=').is_some_and(|(key, _)| KNOWN.contains(&key));
    let is_start = |(at, _): &(usize, &str)| {
        let (before, after) = (&rest[..*at], &rest[at + 1..]);
        before.contains('@') || !after.contains('@') || is_key(after)
    };
    match rest.match_indices('?').find(is_start) {
        Some((at, _)) => (&rest[..at], Some(&rest[at + 1..])),
        None => (rest, None),
    }
}

/// Percent-encoded text as it was meant; a `%` that starts no code is itself.
pub(super) fn decoded(text: &str, part: &str) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let code = code.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match code.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
    text.ok_or_else(|| format!("the {part} in the PostgreSQL URL is not a text of UTF-8 once its %-codes are resolved"))
}
