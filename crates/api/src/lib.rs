//! What a slice needs to speak: operations and plans, who is asking, what a request brings, the change log, filters and search,
//! the problem document.
mod app;
mod caller;
mod changes;
mod commit;
mod cookie;
mod events;
mod file;
pub mod filter;
pub mod http;
mod idempotency;
mod input;
mod limits;
mod list;
mod module;
mod operation;
mod outcome;
mod own;
#[doc(hidden)]
pub mod patch;
mod permission;
mod plan;
mod portions;
mod problem;
mod refusals;
pub mod search;
mod status;
mod things;
mod verdict;
mod zones;

pub use app::{App, Csrf, Doors, Shown, Way};
pub use caller::{Caller, Credential, Origin};
pub use changes::{Change, Follower, Log, Position};
pub use commit::{carry_out, done_by_itself};
pub use cookie::Cookie;
pub use events::{Event, Events};
pub use file::{File, NextPiece, Pieces, Takes, Upload, Uploaded};
pub use idempotency::IdempotencyKey;
pub use input::{Edited, FromInput, Input, Naming, Nothing, Wanted, Which, WithinList};
pub use limits::Rates;
pub use list::{Limit, Listed};
pub use module::{Job, Module};
pub use operation::{Answer, AnyOperation, Kind, Manner, Operation, Shape, Work, json};
pub use outcome::{Done, Outcome};
pub use own::{Own, Owned, Rows};
pub use patch::{Bound, Bounded, Patch};
pub use permission::{Grants, Level, Permission, Place, Reach};
pub use plan::{Entry, Plan};
pub use portions::{Portioned, Portions};
pub use problem::Problem;
pub use refusals::{Refusal, Refusals, Refused, ViolationKind};
pub use status::Status;
pub use things::{
    Entries, Followed, KEPT_DELETED, Kept, LetGo, Now, Past, Said, Seen, Thing, Things, Undoing, Undone, Whole,
    discard, discarding, find, find_as_seen, history, let_go, restore, restoring, showing, tell_now, telling, undo,
    undoing,
};
#[doc(hidden)]
pub use things::{Span, TOUCHED_WITHIN};
pub use verdict::Verdict;
pub use zones::ZoneChange;

use store::{AppliedStep, Entity};

/// What belongs to no feature: the history of the schema, the change log, the answers that may be asked for again.
pub const MODULES: &[Module] = &[
    Module {
        own: &[Own::untold(AppliedStep::TABLE, "the history of the schema")],
        ..Module::of_tables("schema", &[AppliedStep::TABLE])
    },
    changes::MODULE,
    search::MODULE,
    status::MODULE,
    zones::MODULE,
    Module {
        own: &[Own::untold(
            IdempotencyKey::TABLE,
            "answers that are kept for a day: what they tell is told where it belongs",
        )],
        sweep: Some(idempotency::sweep),
        ..Module::of_tables("idempotency", &[IdempotencyKey::TABLE])
    },
];
