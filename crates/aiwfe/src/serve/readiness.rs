//! Whether requests can be served, found out off their path.
use base::Error;
use std::{sync::Arc, time::Duration};
use store::Store;
use tokio::{
    sync::watch,
    task::AbortHandle,
    time::{Instant, timeout},
};

/// How often the checks run.
const TURN: Duration = Duration::from_secs(2);
/// How long one check may take.
const LIMIT: Duration = Duration::from_secs(2);
/// How old an answer may be; two turns and what they take fit in.
const OLDEST: Duration = Duration::from_secs(5);
/// When to ask again, in seconds.
const RETRY_AFTER_S: u32 = 2;

/// What is known of readiness; cheap to clone and to ask.
#[derive(Clone)]
pub(crate) struct Readiness(Arc<watch::Sender<State>>);

#[derive(Clone, Copy)]
enum State {
    /// This is missing until the start is through with it.
    Lacking(&'static str),
    /// So it was at that time.
    Seen { missing: Option<&'static str>, at: Instant },
    /// Whoever started it has seen to it.
    Granted,
    /// It is over.
    Closed,
}

/// Ends the checks when it is dropped.
pub(super) struct Watch(AbortHandle);

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Readiness {
    /// Before the schema has been looked at, nothing is ready.
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(State::Lacking("the schema is still being checked"))))
    }

    /// What the start is waiting for.
    pub(super) fn lacks(&self, what: &'static str) {
        self.0.send_replace(State::Lacking(what));
    }

    /// Takes it for granted, where nobody waits for it.
    pub(super) fn assume(&self) {
        self.0.send_replace(State::Granted);
    }

    /// Says no from here on, whatever the checks find.
    pub(super) fn close(&self) {
        self.0.send_replace(State::Closed);
    }

    /// Checks once, then again and again for as long as the answer is held.
    pub(super) async fn watch(&self, store: Store) -> Watch {
        self.see(check(&store).await);
        let readiness = self.clone();
        let checks = tokio::spawn(async move {
            loop {
                tokio::time::sleep(TURN).await;
                readiness.see(check(&store).await);
            }
        });
        Watch(checks.abort_handle())
    }

    fn see(&self, missing: Option<&'static str>) {
        self.0.send_modify(|state| {
            let before = if let State::Seen { missing, .. } = state { *missing } else { None };
            match missing {
                Some(what) if before != missing => tracing::warn!("not ready: {what}"),
                None if before.is_some() => tracing::info!("ready again"),
                _ => (),
            }
            if !matches!(state, State::Closed) {
                *state = State::Seen { missing, at: Instant::now() };
            }
        });
    }

    /// Nothing, or what is missing in words that may be public.
    pub(crate) fn missing(&self) -> Option<&'static str> {
        match *self.0.borrow() {
            State::Lacking(what) => Some(what),
            State::Seen { at, .. } if at.elapsed() > OLDEST => Some("the checks themselves do not come back"),
            State::Seen { missing, .. } => missing,
            State::Granted => None,
            State::Closed => Some("the server is shutting down"),
        }
    }

    /// The same, as an answer.
    pub(super) fn answer(&self) -> Result<(), Error> {
        match self.missing() {
            None => Ok(()),
            Some(what) => Err(Error::Unavailable { why: what.into(), retry_after_s: RETRY_AFTER_S }),
        }
    }
}

async fn check(store: &Store) -> Option<&'static str> {
    match timeout(LIMIT, store.ping()).await {
        Ok(Ok(())) => None,
        Ok(Err(error)) => {
            tracing::debug!(%error, "the database does not answer");
            Some("the database does not answer")
        }
        Err(_) => Some("the database does not answer in time"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_too_old_is_none() {
        let readiness = Readiness::new();
        assert_eq!(readiness.missing(), Some("the schema is still being checked"));
        readiness.see(None);
        assert_eq!(readiness.missing(), None);
        tokio::time::advance(OLDEST + Duration::from_millis(1)).await;
        assert_eq!(readiness.missing(), Some("the checks themselves do not come back"));
        readiness.see(None);
        assert_eq!(readiness.missing(), None);
    }

    #[test]
    fn what_is_closed_stays_so() {
        let readiness = Readiness::new();
        readiness.close();
        readiness.see(None);
        assert_eq!(readiness.missing(), Some("the server is shutting down"));
    }
}
