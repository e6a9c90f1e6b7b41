//! The live stream: what happens in a space, told as it happens, to be resumed where it ended.
use super::{Change, Log, Position};
use crate::{
    App, Caller, Kind, Operation, Permission, Wanted,
    events::{Event, Events},
};
use base::{Flaw, Result};
use serde::Deserialize;
use std::time::Duration;
use store::utoipa::{self, ToSchema};
use tokio::{
    sync::{
        mpsc::{self, error::TrySendError},
        watch,
    },
    time::{Instant, timeout},
};

/// How often a stream says that it lives, and asks whether its listener is still let in: whoever is not hears nothing more within
/// five seconds.
const HEARTBEAT: Duration = Duration::from_secs(4);
/// For how long a stream may be bounded: a day.
const LONGEST_MS: u64 = 24 * 60 * 60 * 1_000;
/// How many events wait for a listener that is slow.
const WAITING: usize = 64;

/// What a listener wants to hear.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Listening {
    /// The id of the last event that was heard, or a list's `X-Sync-Token`; without it, what happens from now on.
    #[serde(default)]
    since: Option<String>,
    /// For how long to tell; without it, until somebody hangs up.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 86_400_000)]
    for_ms: Option<u64>,
}

impl Wanted for Listening {
    fn flaws(&self) -> Vec<Flaw> {
        let fits = self.for_ms.is_none_or(|ms| (1..=LONGEST_MS).contains(&ms));
        let message = format!("a stream is bounded to 1 to {LONGEST_MS} ms");
        let flaw = Flaw { at: "/for_ms".into(), code: "out_of_range", message, allowed: None };
        if fits { Vec::new() } else { vec![flaw] }
    }
}

impl crate::Answer for Change {
    fn body(self) -> Result<Vec<u8>> {
        crate::json(&self)
    }
}

/// Tells what happens.
pub(crate) static EVENTS: Operation<Listening, Change> = Operation {
    name: "events.stream",
    summary: "Tell what changes in the space, as it happens.",
    permission: Permission::read("events"),
    reads: &["changes"],
    kind: Kind::Stream(|app, caller, listening| Box::pin(tell(app, caller, listening))),
};

async fn tell(app: App, caller: Caller, listening: Listening) -> Result<Events> {
    let log = app.log().clone();
    // Whoever waits before looking misses nothing in between.
    let changed = log.watch(caller.space_id);
    let since: Option<Position> = listening.since.as_deref().map(str::parse).transpose()?;
    let (first, position) = match since {
        Some(since) if log.holds(since).await? => (None, since),
        given => {
            let end = log.end().await?;
            let (name, data) = match given {
                None => ("ready", r#"{"full_sync_required":false}"#),
                Some(_) => ("reset", r#"{"full_sync_required":true}"#),
            };
            (Some(Event { id: end.to_string(), name: name.into(), data: data.into() }), end)
        }
    };
    let (sender, events) = mpsc::channel(WAITING);
    let until = listening.for_ms.map(|ms| Instant::now() + Duration::from_millis(ms));
    let mut teller = Teller { app, log, caller, position, sender };
    tokio::spawn(async move {
        if let Some(first) = first
            && teller.sender.send(first).await.is_err()
        {
            return;
        }
        let mut stopping = teller.app.stopping();
        let ended = async {
            match until {
                Some(until) => tokio::time::sleep_until(until).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = teller.run(changed) => {}
            () = ended => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    });
    Ok(events)
}

struct Teller {
    app: App,
    log: Log,
    caller: Caller,
    position: Position,
    sender: mpsc::Sender<Event>,
}

impl Teller {
    async fn run(&mut self, mut changed: watch::Receiver<Position>) {
        loop {
            // However much happens, and however slow the listener is: the heart beats.
            if timeout(HEARTBEAT, self.tell(&mut changed)).await.is_ok() {
                return;
            }
            match self.app.doors().still(&self.app, &self.caller).await {
                Ok(Some(grants)) => self.caller.grants = grants,
                // A database that is away says nothing about the listener.
                Err(error) if error.code().retryable => {}
                Ok(None) | Err(_) => return,
            }
            // A listener that has not taken what waits needs no sign that we live.
            if let Err(TrySendError::Closed(_)) = self.sender.try_send(Event::heartbeat(self.position.to_string())) {
                return;
            }
        }
    }

    /// Tells what happens for as long as somebody listens; may be cut off at any time.
    async fn tell(&mut self, changed: &mut watch::Receiver<Position>) {
        loop {
            // What happens while this reads wakes it again.
            changed.mark_unchanged();
            let head = self.log.head();
            match self.catch_up().await {
                // All that was written until the head has been told: whoever resumes may start from there.
                Ok(true) => self.position = head.unwrap_or(self.position).max(self.position),
                Ok(false) => return,
                Err(error) => tracing::debug!(%error, "a stream cannot read the change log"),
            }
            if changed.changed().await.is_err() {
                return;
            }
        }
    }

    /// Tells what is new; answers whether somebody still listens.
    async fn catch_up(&mut self) -> Result<bool> {
        loop {
            let changes = self.log.after(self.caller.space_id, self.position).await?;
            if changes.is_empty() {
                return Ok(true);
            }
            for change in changes {
                let may_see = self.caller.grants.read(self.app.shown_by(&change.noun));
                if may_see && self.sender.send(event(&change)?).await.is_err() {
                    return Ok(false);
                }
                self.position = Position::from(&change);
            }
        }
    }
}

fn event(change: &Change) -> Result<Event> {
    let data = String::from_utf8(crate::json(change)?).unwrap_or_default();
    Ok(Event { id: Position::from(change).to_string(), name: change.event.clone(), data })
}
