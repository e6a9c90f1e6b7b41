//! What bringing calendars up to date takes and gives.
use api::{Answer, FromInput, Input, Nothing, Shape, Wanted};
use base::{Id, Instant, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a calendar is to be brought up to date.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SyncWanted {
    /// Whether everything is fetched anew.
    force_sync: bool,
}

impl Wanted for SyncWanted {}

/// Whatever a client sends, it is not looked at.
#[derive(Clone, Debug)]
pub(crate) struct Ignored;

impl FromInput for Ignored {
    fn from_input(_: Input) -> Result<Self> {
        Ok(Self)
    }

    fn shape() -> Shape {
        Shape::of::<Nothing>()
    }
}

/// What became of bringing calendars up to date.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Synced {
    /// How it went: `success` or `partial_success`.
    pub(super) status: &'static str,
    /// How many events came or changed.
    pub(super) events_synced: i64,
    /// When that was.
    pub(super) last_sync: Option<Instant>,
}

/// Whether there is a connection, and what came over it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SyncStatus {
    /// Whether there is one.
    pub(super) connected: bool,
    /// When it was used last.
    pub(super) last_sync: Option<Instant>,
    /// How many events came over it.
    pub(super) total_events: i64,
}

/// What became of bringing calendars up to date without being asked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AutoSynced {
    /// How it went, in a word.
    pub(super) status: &'static str,
    /// How it went, in a sentence.
    pub(super) message: &'static str,
}

/// How well calendars can be brought up to date.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SyncHealth {
    /// When that was looked at.
    pub(super) timestamp: Instant,
    /// How the house is doing.
    pub(super) overall_health: &'static str,
    /// How whoever asks is doing.
    pub(super) user_health: &'static str,
    /// How often something came lately that could not be understood.
    pub(super) recent_schema_errors: i64,
    /// Whether somebody looks after it.
    pub(super) monitoring_active: bool,
}

/// How far back somebody looks.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MetricsWanted {
    /// So many hours.
    #[schema(minimum = 1, maximum = 168)]
    pub(super) hours: i64,
}

impl Default for MetricsWanted {
    fn default() -> Self {
        Self { hours: 24 }
    }
}

impl Wanted for MetricsWanted {
    fn flaws(&self) -> Vec<base::Flaw> {
        let message = "this is a number from 1 to 168".to_owned();
        let flaw = base::Flaw { at: "/hours".into(), code: "out_of_range", message, allowed: None };
        (!(1..=168).contains(&self.hours)).then_some(flaw).into_iter().collect()
    }
}

/// What happened lately.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SyncMetrics {
    /// How often calendars were brought up to date.
    pub(super) total_syncs: i64,
    /// How often that went well.
    pub(super) successful_syncs: i64,
    /// How often it did not.
    pub(super) failed_syncs: i64,
    /// How many events came or changed.
    pub(super) events_synced: i64,
    /// Whether it is tried.
    pub(super) circuit_breaker: CircuitBreaker,
    /// How far back this looks.
    pub(super) time_window_hours: i64,
    /// Whose it is.
    pub(super) user_id: Id,
}

/// Whether something is tried that failed before.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CircuitBreaker {
    /// Whether it is left alone for a while.
    pub(super) open: bool,
    /// How often it failed, one time after the other.
    pub(super) consecutive_failures: i64,
    /// After so many it is left alone.
    pub(super) threshold: i64,
}

macro_rules! answers {
    ($($type:ty),+) => {
        $(impl Answer for $type {
            fn body(self) -> Result<Vec<u8>> {
                api::json(&self)
            }
        })+
    };
}
answers!(Synced, SyncStatus, AutoSynced, SyncHealth, SyncMetrics);
