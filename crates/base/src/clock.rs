//! Where the time comes from, and with it every id.
use crate::{Id, Instant, id::Mint};
use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// The time, and the ids minted from it; handed to whoever needs either, so that a test can hold both still.
#[derive(Clone)]
pub struct Clock(Arc<Inner>);

struct Inner {
    source: Source,
    mint: Mutex<Mint>,
}

enum Source {
    System,
    Held(AtomicI64),
}

impl Clock {
    /// The machine's own clock.
    pub fn system() -> Self {
        let mut seed = [0; 8];
        // Without the system's entropy the ids are still distinct within the process, and the time seeds them apart.
        if getrandom::fill(&mut seed).is_err() {
            seed = system_time().micros().to_le_bytes();
        }
        Self::with(Source::System, u64::from_le_bytes(seed))
    }

    /// A clock that stands still until it is told to move; equal seeds mint equal ids.
    pub fn held(at: Instant, seed: u64) -> Self {
        Self::with(Source::Held(AtomicI64::new(at.micros())), seed)
    }

    fn with(source: Source, seed: u64) -> Self {
        Self(Arc::new(Inner { source, mint: Mutex::new(Mint::new(seed)) }))
    }

    /// The time now.
    pub fn now(&self) -> Instant {
        match &self.0.source {
            Source::System => system_time(),
            Source::Held(at) => Instant::clamped(at.load(Ordering::Acquire)),
        }
    }

    /// Moves a held clock forward; the machine's clock moves by itself.
    pub fn advance(&self, by: Duration) {
        if let Source::Held(at) = &self.0.source {
            at.fetch_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX), Ordering::AcqRel);
        }
    }

    pub(crate) fn mint(&self) -> Id {
        let now = self.now();
        self.0.mint.lock().unwrap_or_else(PoisonError::into_inner).next(now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
fn system_time() -> Instant {
    let now = SystemTime::now();
    let micros = match now.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_micros()).unwrap_or(i64::MAX),
        Err(before) => -i64::try_from(before.duration().as_micros()).unwrap_or(i64::MAX),
    };
    Instant::clamped(micros)
}
