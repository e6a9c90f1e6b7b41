//! The one change log: a row for each row that was changed, written in the same batch as the change.
mod entity;
mod follower;
mod log;
mod position;
mod stream;
pub(crate) mod sync;

pub use entity::Change;
pub use follower::Follower;
pub use log::Log;
pub(crate) use log::Touched;
pub use position::Position;
pub(crate) use stream::EVENTS;

use crate::{Module, Own, http::Route};
use store::Entity;

pub(crate) const MODULE: Module = Module {
    routes: &[Route::get("/api/v1/events/stream", &EVENTS), Route::socket("/api/v1/ws", &EVENTS)],
    own: &[Own::untold(Follower::TABLE, "how far the change log was followed")],
    ..Module::of_tables("changes", &[Change::TABLE, Follower::TABLE])
};
