//! A WebSocket that is open: what is told and what is heard, from the first frame to the last.
use super::{frames::frame, meters::Open};
use crate::{app::App, caller::Caller, events::Events};
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use base::{Error, Result};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

/// The largest message that is read.
pub(super) const LARGEST_BYTES: usize = 64 * 1024;
/// How long the first frame may take to come.
const GREETING: Duration = Duration::from_secs(10);
/// How often the other side is asked whether it is there; whoever says nothing twice is not.
const PING: Duration = Duration::from_secs(20);
/// How long the other side may take nothing of what is sent.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long the other side may take to hear that it is over.
const FAREWELL: Duration = Duration::from_secs(2);
/// How many frames that mean nothing are answered.
const NONSENSE: u32 = 32;
/// The longest reason that a close frame holds.
const REASON_BYTES: usize = 123;

/// Somebody who was let in, and what they are told.
pub(super) struct Entry {
    pub(super) caller: Caller,
    pub(super) events: Events,
}

/// The first frame.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Greeting {
    #[serde(rename = "type")]
    _kind: Hello,
    pub(super) token: String,
    #[serde(default)]
    pub(super) since: Option<String>,
    #[serde(default)]
    pub(super) space: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Hello {
    Hello,
}

/// Why it ends: a code of RFC 6455 and a reason; nothing where nobody is there to hear it.
pub(super) type Close = Option<(u16, String)>;

const DONE: u16 = 1000;
const AWAY: u16 = 1001;
const REFUSED: u16 = 1008;
const TOO_LARGE: u16 = 1009;
const BROKEN: u16 = 1011;
const LATER: u16 = 1013;

/// Why somebody is not let in.
pub(super) fn refusal(error: &Error) -> Close {
    let code = match error.code() {
        code if code.retryable => LATER,
        code if code.status >= 500 => BROKEN,
        _ => REFUSED,
    };
    Some((code, error.to_string()))
}

fn because(code: u16, why: &str) -> Close {
    Some((code, why.into()))
}

/// An open socket, counted for as long as it is.
pub(super) struct Session {
    socket: WebSocket,
    app: App,
    nonsense: u32,
    _open: Open,
}

impl Session {
    pub(super) fn new(socket: WebSocket, app: App, open: Open) -> Self {
        Self { socket, app, nonsense: 0, _open: open }
    }

    /// The first frame.
    pub(super) async fn greeting(&mut self) -> Result<Greeting, Close> {
        let mut stopping = self.app.stopping();
        let heard = tokio::select! {
            heard = timeout(GREETING, self.heard()) => heard,
            _ = stopping.wait_for(|stopping| *stopping) => return Err(because(AWAY, "the house closes")),
        };
        match heard {
            Err(_) => Err(because(REFUSED, "no hello came")),
            Ok(Heard::Gone) => Err(None),
            Ok(Heard::TooLarge) => Err(because(TOO_LARGE, "a frame has 64 KiB at most")),
            Ok(Heard::Text(text)) => serde_json::from_str(&text)
                .map_err(|_| because(REFUSED, r#"say hello first: {"type": "hello", "token": "..."}"#)),
            Ok(Heard::Other) => Err(because(REFUSED, "a hello is text")),
        }
    }

    /// What comes next; whatever only says that somebody is there is passed over.
    async fn heard(&mut self) -> Heard {
        loop {
            match self.socket.recv().await {
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => return Heard::of(other),
            }
        }
    }

    /// Tells what happens until it is over.
    pub(super) async fn tell(&mut self, entry: Entry, counts: impl Fn(&Caller) -> Result<()>) -> Close {
        let Entry { caller, mut events } = entry;
        let connected = json!({ "type": "connected", "user_id": caller.user_id, "space_id": caller.space_id });
        if !self.send(connected.to_string()).await {
            return None;
        }
        let mut ping = interval_at(Instant::now() + PING, PING);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut silent = 0;
        loop {
            tokio::select! {
                event = events.recv() => match event {
                    Some(event) if self.send(frame(&event)).await => {}
                    Some(_) => return None,
                    None => return over(&self.app, &caller).await,
                },
                message = self.socket.recv() => {
                    silent = 0;
                    match message {
                        Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                        other => if let Err(close) = self.answer(Heard::of(other), &caller, &counts).await {
                            return close;
                        },
                    }
                }
                _ = ping.tick() => {
                    silent += 1;
                    let asked = timeout(PATIENCE, self.socket.send(Message::Ping(Vec::new().into()))).await;
                    if silent > 2 || !matches!(asked, Ok(Ok(()))) {
                        return None;
                    }
                }
            }
        }
    }

    /// Answers a frame; an error ends it.
    async fn answer(
        &mut self,
        heard: Heard,
        caller: &Caller,
        counts: impl Fn(&Caller) -> Result<()>,
    ) -> Result<(), Close> {
        let text = match heard {
            Heard::Gone => return Err(None),
            Heard::TooLarge => return Err(because(TOO_LARGE, "a frame has 64 KiB at most")),
            Heard::Other => String::new(),
            Heard::Text(text) => text,
        };
        let kind = serde_json::from_str::<Value>(&text).ok().and_then(|frame| Some(frame["type"].as_str()? == "ping"));
        let answer = match (counts(caller), kind) {
            (Ok(()), Some(true)) => json!({ "type": "pong" }),
            (Ok(()), _) => {
                self.nonsense += 1;
                json!({ "type": "error", "code": "unknown_frame", "message": "only ping is known here" })
            }
            (Err(error), _) => {
                self.nonsense += 1;
                json!({ "type": "error", "code": error.code().name, "message": error.to_string() })
            }
        };
        match self.send(answer.to_string()).await {
            _ if self.nonsense > NONSENSE => Err(because(REFUSED, "too many frames that mean nothing")),
            true => Ok(()),
            false => Err(None),
        }
    }

    /// Sends a frame; answers whether somebody took it.
    async fn send(&mut self, text: String) -> bool {
        matches!(timeout(PATIENCE, self.socket.send(Message::text(text))).await, Ok(Ok(())))
    }

    /// Ends it, and waits for a moment until the other side has heard so.
    pub(super) async fn close(mut self, close: Close) {
        let Some((code, mut reason)) = close else { return };
        while reason.len() > REASON_BYTES {
            reason.pop();
        }
        let last = Message::Close(Some(CloseFrame { code, reason: reason.into() }));
        let farewell = async {
            if self.socket.send(last).await.is_ok() {
                while let Some(Ok(_)) = self.socket.recv().await {}
            }
        };
        // Whoever does not answer is left alone.
        let _ = timeout(FAREWELL, farewell).await;
    }
}

/// Why a stream has ended by itself.
async fn over(app: &App, caller: &Caller) -> Close {
    if *app.stopping().borrow() {
        return because(AWAY, "the house closes");
    }
    match app.doors().still(app, caller).await {
        Ok(None) => because(REFUSED, "whoever this is is not let in any more"),
        Ok(Some(_)) => because(DONE, "as long as was wanted"),
        Err(error) => refusal(&error),
    }
}

/// What the other side said.
enum Heard {
    Text(String),
    /// What is not text.
    Other,
    TooLarge,
    Gone,
}

impl Heard {
    fn of(message: Option<Result<Message, axum::Error>>) -> Self {
        match message {
            Some(Ok(Message::Text(text))) if text.len() <= LARGEST_BYTES => Self::Text(text.to_string()),
            Some(Ok(Message::Binary(bytes))) if bytes.len() <= LARGEST_BYTES => Self::Other,
            Some(Ok(Message::Text(_) | Message::Binary(_))) => Self::TooLarge,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Self::Other,
            Some(Ok(Message::Close(_)) | Err(_)) | None => Self::Gone,
        }
    }
}
