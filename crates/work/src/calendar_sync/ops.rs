//! What can be done to bring calendars up to date. There is nothing to connect to yet, and each of these says so.
use super::wire::{
    AutoSynced, CircuitBreaker, Ignored, MetricsWanted, SyncHealth, SyncMetrics, SyncStatus, SyncWanted, Synced,
};
use api::{Kind, Nothing, Operation, Permission};
use base::Error;

const READ: Permission = Permission::read("calendar");
const WRITE: Permission = Permission::write("calendar");
/// After so many failures one after the other, nothing is tried for a while.
const THRESHOLD: i64 = 3;
const NOT_CONNECTED: &str = "Google Calendar is not connected. Please connect your Google Calendar first.";

pub(crate) static SYNC: Operation<SyncWanted, Synced> = Operation {
    name: "calendar_sync.run",
    summary: "Bring one's calendars up to date with Google; without a connection that is refused.",
    permission: WRITE,
    reads: &[],
    kind: Kind::Read(|_, _, _| Box::pin(async { Err(Error::NotConnected { why: NOT_CONNECTED }) })),
};

pub(crate) static STATUS: Operation<Nothing, SyncStatus> = Operation {
    name: "calendar_sync.status",
    summary: "Tell whether one's calendars are connected, and when they were brought up to date.",
    permission: READ,
    reads: &[],
    kind: Kind::Read(|_, _, _| {
        Box::pin(async { Ok(SyncStatus { connected: false, last_sync: None, total_events: 0 }) })
    }),
};

pub(crate) static AUTO: Operation<Ignored, AutoSynced> = Operation {
    name: "calendar_sync.auto",
    summary: "Bring one's calendars up to date if it is time to; tells what became of it, and never fails.",
    permission: WRITE,
    reads: &[],
    kind: Kind::Read(|_, _, _| {
        Box::pin(async { Ok(AutoSynced { status: "no_connection", message: "Google Calendar is not connected" }) })
    }),
};

pub(crate) static HEALTH: Operation<Nothing, SyncHealth> = Operation {
    name: "calendar_sync.health",
    summary: "Tell how well calendars can be brought up to date.",
    permission: READ,
    reads: &[],
    kind: Kind::Read(|app, _, _| {
        Box::pin(async move {
            Ok(SyncHealth {
                timestamp: app.clock().now(),
                overall_health: "healthy",
                user_health: "not_connected",
                recent_schema_errors: 0,
                monitoring_active: false,
            })
        })
    }),
};

pub(crate) static METRICS: Operation<MetricsWanted, SyncMetrics> = Operation {
    name: "calendar_sync.metrics",
    summary: "Tell how often one's calendars were brought up to date lately, and how that went.",
    permission: READ,
    reads: &[],
    kind: Kind::Read(|_, caller, wanted| {
        Box::pin(async move {
            Ok(SyncMetrics {
                total_syncs: 0,
                successful_syncs: 0,
                failed_syncs: 0,
                events_synced: 0,
                circuit_breaker: CircuitBreaker { open: false, consecutive_failures: 0, threshold: THRESHOLD },
                time_window_hours: wanted.hours,
                user_id: caller.user_id,
            })
        })
    }),
};
