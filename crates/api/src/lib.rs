//! What a slice needs to speak: operations and plans, who is asking, what a request brings, the change log, the problem document.
mod app;
mod caller;
mod changes;
mod commit;
pub mod http;
mod idempotency;
mod input;
mod module;
mod operation;
mod permission;
mod plan;
mod problem;

pub use app::{App, Doors};
pub use caller::Caller;
pub use changes::Change;
pub use idempotency::IdempotencyKey;
pub use input::Input;
pub use module::Module;
pub use operation::{Answer, AnyOperation, Done, Kind, Operation, Wanted, Work};
pub use permission::{Grants, Level, Permission};
pub use plan::{Plan, Thing};
pub use problem::Problem;

use store::{AppliedStep, Entity};

/// What belongs to no feature: the history of the schema, the change log, the answers that may be asked for again.
pub const MODULES: &[Module] = &[
    Module::of_tables("schema", &[AppliedStep::TABLE]),
    Module::of_tables("changes", &[Change::TABLE]),
    Module::of_tables("idempotency", &[IdempotencyKey::TABLE]),
];
