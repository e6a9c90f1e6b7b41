//! How things are, for whoever asks: who and where they are, and from where to follow what happens.
use crate::{Answer, App, Caller, Kind, Module, Nothing, Operation, Permission, http::Route};
use base::{Id, Instant, Result};
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) const MODULE: Module =
    Module { routes: &[Route::get("/api/v1/status", &SHOW)], ..Module::of_tables("status", &[]) };

/// How things are.
#[derive(Debug, Serialize, ToSchema)]
pub struct Status {
    /// Whether the house is in order, as this request finds it.
    status: &'static str,
    /// The time, as the house has it.
    time: Instant,
    /// Who asks.
    user_id: Id,
    /// The space they speak about.
    space_id: Id,
    /// Where the change log stands; a stream that starts from here misses nothing.
    sync_token: Option<String>,
    /// How many requests they may make in a minute; nothing: as many as they like.
    rate_per_minute: Option<i64>,
}

impl Answer for Status {
    fn body(self) -> Result<Vec<u8>> {
        crate::json(&self)
    }
}

static SHOW: Operation<Nothing, Status> = Operation {
    name: "status.show",
    summary: "Tell who asks, where, and how things are.",
    permission: Permission::read("status"),
    reads: &[],
    kind: Kind::Read(|app, caller, _| Box::pin(show(app, caller))),
};

async fn show(app: App, caller: Caller) -> Result<Status> {
    app.store().ping().await?;
    Ok(Status {
        status: "ok",
        time: app.clock().now(),
        user_id: caller.user_id,
        space_id: caller.space_id,
        sync_token: app.log().head().map(|head| head.to_string()),
        rate_per_minute: caller.rate_per_minute,
    })
}
