//! A file as an answer.
use crate::file::{File, NextPiece, Pieces};
use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use base::Error;
use http_body::{Frame, SizeHint};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

/// A file that was shown to be something else than it says can do nothing where it is shown.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
);

/// What of a name need not be written otherwise (RFC 8187).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The answer that sends it, to the request of that id.
pub(super) fn download(file: File, request_id: String) -> Response {
    let File { kind, name, bytes, is_shown, pieces, .. } = file;
    let body = FileBody { state: State::Waiting(pieces), left: bytes, name: name.clone(), request_id };
    let mut response = Body::new(body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    if let Ok(value) = HeaderValue::from_str(&disposition(&name, is_shown)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// What a browser is to do with it, and what it is called (RFC 6266): also for those who read ASCII only.
fn disposition(name: &str, is_shown: bool) -> String {
    let what = if is_shown { "inline" } else { "attachment" };
    let is_plain = |letter: char| letter.is_ascii_graphic() && !"\"\\%/".contains(letter) || letter == ' ';
    let ascii: String = name.chars().map(|letter| if is_plain(letter) { letter } else { '_' }).collect();
    if ascii == name {
        return format!("{what}; filename=\"{ascii}\"");
    }
    format!("{what}; filename=\"{ascii}\"; filename*=UTF-8''{}", utf8_percent_encode(name, PLAIN))
}

/// A file on its way. Whoever goes away drops it, and with it whatever is being read for the next piece.
struct FileBody {
    state: State,
    left: Option<u64>,
    name: String,
    request_id: String,
}

enum State {
    /// The next piece is not wanted yet.
    Waiting(Box<dyn Pieces>),
    /// It is being made.
    Making(NextPiece),
    Ended,
}

impl http_body::Body for FileBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        if let State::Waiting(_) = self.state
            && let State::Waiting(pieces) = std::mem::replace(&mut self.state, State::Ended)
        {
            self.state = State::Making(pieces.next());
        }
        let State::Making(piece) = &mut self.state else { return Poll::Ready(None) };
        let piece = ready!(piece.as_mut().poll(context));
        self.state = State::Ended;
        match piece {
            Ok(Some((bytes, rest))) => {
                self.state = State::Waiting(rest);
                self.left = self.left.map(|left| left.saturating_sub(bytes.len() as u64));
                Poll::Ready(Some(Ok(Frame::data(bytes.into()))))
            }
            Ok(None) => Poll::Ready(None),
            // The status is out already: the line is cut, so that nobody takes a part for the whole.
            Err(error) => {
                let (request_id, name, causes) = (&self.request_id, &self.name, error.causes().join("; "));
                tracing::error!(request_id, name, %error, causes, "a file broke off");
                Poll::Ready(Some(Err(error)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.state, State::Ended)
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_is_told_so_that_every_reader_finds_one() {
        for (name, is_shown, expected) in [
            ("avatar.png", true, "inline; filename=\"avatar.png\""),
            ("my data.json", false, "attachment; filename=\"my data.json\""),
            ("Früh 50%.txt", false, "attachment; filename=\"Fr_h 50_.txt\"; filename*=UTF-8''Fr%C3%BCh%2050%25.txt"),
            ("a\"b\\c\r\n/d", false, "attachment; filename=\"a_b_c___d\"; filename*=UTF-8''a%22b%5Cc%0D%0A%2Fd"),
        ] {
            assert_eq!(disposition(name, is_shown), expected, "{name}");
        }
    }
}
