//! Texts in JSON that hold half a character: an escaped surrogate without the other one.
use serde_json::Value;

/// The document with NUL, which no text may hold either, in place of each half, so that the text is refused where it stands;
/// nothing, where that does not make a document of it.
pub(super) fn as_nul(body: &[u8]) -> Option<Value> {
    let mut body = body.to_vec();
    let mut at = 0;
    while at < body.len() {
        at += match (body[at], unit(&body, at)) {
            (_, Some(0xd800..=0xdbff)) if matches!(unit(&body, at + 6), Some(0xdc00..=0xdfff)) => 12,
            (_, Some(0xd800..=0xdfff)) => {
                body[at + 2..at + 6].copy_from_slice(b"0000");
                6
            }
            // What is escaped is never the beginning of an escape.
            (b'\\', _) => 2,
            _ => 1,
        };
    }
    serde_json::from_slice(&body).ok()
}

/// The number that is escaped there, if one is.
fn unit(body: &[u8], at: usize) -> Option<u16> {
    let digits = body.get(at..at + 6)?.strip_prefix(b"\\u")?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::as_nul;
    use serde_json::json;

    #[test]
    fn a_half_becomes_nul_and_a_whole_character_stays() {
        let read = |text: &str| as_nul(text.as_bytes());
        for half in [r"\ud800", r"\udc00", r"x\uDBFFy", r"\udc00\ud800", r"\ud800\n"] {
            let found = read(&format!(r#"{{"title":"{half}"}}"#)).unwrap();
            assert!(found["title"].as_str().unwrap().contains('\0'), "{half}");
        }
        assert_eq!(read(r#"["\ud83c\udf31", "\\ud800", "\ud800"]"#), Some(json!(["🌱", r"\ud800", "\0"])));
        assert_eq!(read(r#"["\ud800"#), None);
        assert_eq!(read(r#"["\ud8"]"#), None);
    }
}
