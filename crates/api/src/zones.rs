//! Whose time zone has changed: who changes it notes it, and who has reckoned by it reckons anew.
use crate::{Own, module::Module};
use base::{Id, Instant};
use store::{Batch, Entity, Guard, Statement, require, sql};

/// That somebody's time zone is another one now, until what was reckoned by the one before is reckoned anew.
#[derive(Clone, Debug, PartialEq, Entity)]
#[table("zone_changes", scope = user, clustered)]
pub struct ZoneChange {
    /// Whose.
    #[key]
    #[refers("users.id", on_delete = cascade)]
    pub user_id: Id,
    /// The zone by which things were reckoned.
    pub timezone: String,
    /// When it last changed.
    pub changed_at: Instant,
}

/// What was reckoned once is reckoned by the oldest zone of several.
const NOTED: Statement<(Id, String, Instant), ()> = sql!(
    (),
    (Id, String, Instant),
    "insert into zone_changes (user_id, timezone, changed_at) values ($1, $2, $3) \
     on conflict (user_id) do update set changed_at = excluded.changed_at"
);

impl ZoneChange {
    /// Notes it.
    pub fn noted(user_id: Id, before: &str, now: Instant) -> Batch {
        Batch::new().run(NOTED, (user_id, before.to_owned(), now))
    }

    /// Forgets it, unless it has changed once more.
    pub fn settled(&self) -> Batch {
        let as_seen = require!((Id, Instant), "select 1 from zone_changes where user_id = $1 and changed_at = $2");
        Batch::new()
            .require(Guard::new("zone_changes.as_seen"), as_seen, (self.user_id, self.changed_at))
            .delete::<Self>((self.user_id,))
    }
}

pub(crate) const MODULE: Module = Module {
    own: &[Own::untold(ZoneChange::TABLE, "that something is reckoned anew; it is gone at once")],
    ..Module::of_tables("zone_changes", &[ZoneChange::TABLE])
};
