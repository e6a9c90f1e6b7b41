//! A form with one file in it (RFC 7578).
use base::{Error, Result};

/// What such a form is sent as.
pub(super) const KIND: &str = "multipart/form-data";
/// How many bytes a form may have around its file.
pub(super) const AROUND_BYTES: usize = 4 << 10;
/// The longest boundary (RFC 2046).
const LONGEST: usize = 70;

/// The one part of a form.
#[derive(Debug, PartialEq)]
pub(super) struct Part<'a> {
    /// What it says that it is.
    pub(super) kind: Option<&'a str>,
    pub(super) bytes: &'a [u8],
}

/// What stands between the parts, as the content type says.
pub(super) fn boundary(kind: &str) -> Option<&str> {
    let mut parameters = kind.split(';').skip(1).filter_map(|parameter| parameter.trim().split_once('='));
    let (_, boundary) = parameters.find(|(name, _)| name.eq_ignore_ascii_case("boundary"))?;
    let boundary = boundary.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(boundary);
    (1..=LONGEST).contains(&boundary.len()).then_some(boundary)
}

/// The part of a form that has one.
pub(super) fn part<'a>(body: &'a [u8], boundary: &str) -> Result<Part<'a>> {
    let refused = |why: &'static str| Error::Body { why: why.into() };
    let delimiter = format!("\r\n--{boundary}");
    let first = &delimiter.as_bytes()[2..];
    let rest = match body.strip_prefix(first) {
        Some(rest) => rest,
        None => split(body, delimiter.as_bytes()).ok_or_else(|| refused("the form has no part"))?.1,
    };
    let (head, rest) = split(rest, b"\r\n\r\n").ok_or_else(|| refused("the part of the form has no head"))?;
    let (bytes, rest) = split(rest, delimiter.as_bytes()).ok_or_else(|| refused("the form ends within its part"))?;
    if !rest.starts_with(b"--") {
        return Err(refused("the form has more than one part: send the file alone"));
    }
    let head = std::str::from_utf8(head).map_err(|_| refused("the head of the part is not UTF-8"))?;
    let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let kind = lines.find(|(name, _)| name.eq_ignore_ascii_case("content-type")).map(|(_, kind)| kind.trim());
    Ok(Part { kind, bytes })
}

/// What stands before and after the first place where that stands.
fn split<'a>(bytes: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let start = bytes.windows(at.len()).position(|window| window == at)?;
    Some((&bytes[..start], &bytes[start + at.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boundary_is_told_by_the_content_type() {
        for (kind, expected) in [
            ("multipart/form-data; boundary=x", Some("x")),
            ("multipart/form-data; charset=utf-8; Boundary=\"a b\"", Some("a b")),
            ("multipart/form-data", None),
            ("multipart/form-data; boundary=", None),
        ] {
            assert_eq!(boundary(kind), expected, "{kind}");
        }
        assert_eq!(boundary(&format!("multipart/form-data; boundary={}", "x".repeat(71))), None);
    }

    #[test]
    fn the_one_part_of_a_form_is_its_bytes_whatever_they_hold() {
        let form = b"--x\r\nContent-Disposition: form-data; name=\"file\"\r\ncontent-type: image/png\r\n\r\na\r\n--y\r\n\r\nb\r\n--x--\r\n";
        assert_eq!(part(form, "x").unwrap(), Part { kind: Some("image/png"), bytes: b"a\r\n--y\r\n\r\nb" });
        let with_preamble = b"hello\r\n--x\r\nname: file\r\n\r\n\r\n--x--";
        assert_eq!(part(with_preamble, "x").unwrap(), Part { kind: None, bytes: b"" });
    }

    #[test]
    fn a_form_that_is_none_or_holds_more_is_told_so() {
        for (form, why) in [
            (&b""[..], "the form has no part"),
            (b"x", "the form has no part"),
            (b"--x", "the part of the form has no head"),
            (b"--x\r\na: b\r\n\r\nhalf", "the form ends within its part"),
            (
                b"--x\r\na: b\r\n\r\none\r\n--x\r\na: b\r\n\r\ntwo\r\n--x--",
                "the form has more than one part: send the file alone",
            ),
            (b"--x\r\na: \xff\r\n\r\none\r\n--x--", "the head of the part is not UTF-8"),
        ] {
            assert_eq!(part(form, "x").unwrap_err().to_string(), why);
        }
    }
}
