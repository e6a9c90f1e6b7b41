//! Keeps passwords out of whatever is printed.

/// A text in which the password of every URL is `***`.
pub(crate) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(|letter: char| letter.is_whitespace() || "`\"'<>".contains(letter)) {
        out.push_str(&one(piece));
    }
    out
}

/// The same, without the tokens that may be in it.
pub(crate) fn secrets(given: &str) -> String {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || "_-.~+/=".contains(letter);
    let mut out = String::with_capacity(given.len());
    let mut is_shown = false;
    for piece in text(given).split_inclusive(|letter: char| !is_word(letter) || letter == '/') {
        let word = piece.trim_end_matches(|letter| !is_word(letter) || letter == '/');
        let is_token = word.strip_prefix(TOKEN).is_some_and(|rest| rest.len() >= SECRET_LETTERS);
        out.push_str(if is_token || (is_shown && !word.is_empty()) { "***" } else { word });
        out.push_str(&piece[word.len()..]);
        is_shown = word.eq_ignore_ascii_case("bearer") || (is_shown && word.is_empty());
    }
    out
}

/// What every token of ours starts with.
const TOKEN: &str = "aiwfe_";
/// So many letters after it are a secret, and not the name of something.
const SECRET_LETTERS: usize = 32;

/// One argument or value, whatever it holds: if it could be a URL, then without its password.
pub(crate) fn one(value: &str) -> String {
    let hidden = password(value).map(|(start, end)| format!("{}***{}", &value[..start], &value[end..]));
    parameter(hidden.as_deref().unwrap_or(value), "password=")
}

/// Where the password stands: after `name:`, up to the last `@`, for it may hold any sign, also unescaped. A URL with a slip in
/// it is none, but its password is one.
fn password(value: &str) -> Option<(usize, usize)> {
    let scheme = value.find("//").map_or_else(|| value.find("sqlite:").map_or(0, |at| at + 7), |at| at + 2);
    let rest = &value[scheme..];
    let (start, end) = match rest.rfind('@') {
        Some(end) => (rest[..end].find(':')? + 1, end),
        // Without a host, what should be the port may be the password.
        None if scheme > 0 && value.contains("//") => {
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            let start = rest[..end].rfind(':')? + 1;
            let port = rest[start..end].trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric());
            if rest.starts_with('[') || port.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            (start, start + port.len())
        }
        None => return None,
    };
    Some((scheme + start, scheme + end))
}

fn parameter(value: &str, name: &str) -> String {
    let Some(start) = value.find(name).map(|at| at + name.len()) else { return value.to_owned() };
    let end = value[start..].find('&').map_or(value.len(), |at| start + at);
    format!("{}***{}", &value[..start], &value[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_of_a_url_is_hidden() {
        for (given, shown) in [
            ("postgres://me:hunter2@db:5432/house", "postgres://me:***@db:5432/house"),
            ("postgres://me:hun@ter/2@db/house", "postgres://me:***@db/house"),
            ("postgres//me:hunter2@db/house", "postgres//me:***@db/house"),
            ("me:hunter2@db/house", "me:***@db/house"),
            ("postgres://me:hunter2", "postgres://me:***"),
            ("postgres://me:hunter2/house", "postgres://me:***/house"),
            ("postgres://db:5432/house", "postgres://db:5432/house"),
            ("http://[::1]:80,", "http://[::1]:80,"),
            ("http://127.0.0.1:8000;", "http://127.0.0.1:8000;"),
            ("postgres://me@db/house", "postgres://me@db/house"),
            ("postgres://db/house?user=me&password=hunter2&x=y", "postgres://db/house?user=me&password=***&x=y"),
            ("sqlite:./data/aiwfe.db", "sqlite:./data/aiwfe.db"),
            ("sqlite:./me@home.db", "sqlite:./me@home.db"),
            ("--listen:", "--listen:"),
        ] {
            assert_eq!(one(given), shown);
        }
    }

    #[test]
    fn tokens_are_hidden_wherever_they_stand() {
        let token = format!("aiwfe_{}", "0a".repeat(32));
        for (given, shown) in [
            (format!("/reset/{token}/now"), "/reset/***/now"),
            (format!("the token \"{token}\" of me:x@db"), "the token \"***\" of me:***@db"),
            ("Authorization: Bearer abc.def, then".into(), "Authorization: Bearer ***, then"),
            (
                "aiwfe_store_commit_seconds of crates/work/src/tasks/ops.rs:30".into(),
                "aiwfe_store_commit_seconds of crates/work/src/tasks/ops.rs:30",
            ),
        ] {
            assert_eq!(secrets(&given), shown);
        }
    }

    #[test]
    fn every_url_of_a_sentence_is_masked_by_itself() {
        let sentence = "`postgres://a:one@b/c` is not \"redis://:two@d\", is it";
        assert_eq!(text(sentence), "`postgres://a:***@b/c` is not \"redis://:***@d\", is it");
    }
}
