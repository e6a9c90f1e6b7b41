//! Events on their way to whoever listens, in the form of server-sent events.
use crate::http::Open;
use axum::body::Bytes;
use http_body::{Body, Frame};
use std::{
    convert::Infallible,
    fmt::Write,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::sync::mpsc;

/// Events, as they happen.
pub type Events = mpsc::Receiver<Event>;

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// What a listener sends to resume right after it.
    pub id: String,
    /// What happened, such as `tasks.created`; nothing for a sign of life.
    pub name: String,
    /// More about it, as JSON in one line.
    pub data: String,
}

impl Event {
    /// A sign of life that moves the place to resume from.
    pub(crate) fn heartbeat(id: String) -> Self {
        Self { id, name: String::new(), data: String::new() }
    }

    fn text(&self) -> String {
        let mut text = format!("id: {}\n", self.id);
        if self.name.is_empty() {
            text.push_str(": still here\n");
        } else {
            let _ = write!(text, "event: {}\ndata: {}\n", self.name, self.data);
        }
        text + "\n"
    }
}

/// Events as the body of an answer.
pub(crate) struct EventBody {
    pub(crate) events: Events,
    pub(crate) has_begun: bool,
    /// Counts it for as long as it is sent.
    pub(crate) _open: Open,
}

/// How long a listener that lost us waits before it comes back.
const RETRY: &str = "retry: 1000\n\n";

impl Body for EventBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        if !self.has_begun {
            self.has_begun = true;
            return Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(RETRY.as_bytes())))));
        }
        self.events.poll_recv(context).map(|event| event.map(|event| Ok(Frame::data(event.text().into()))))
    }
}
