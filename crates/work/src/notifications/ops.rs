//! What can be done with notifications. They lie in the own space of whom they are for, to which nobody else belongs.
use super::Notification;
use crate::filters::{Asked, FilterNoun};
use api::{
    Answer, App, Caller, Change, Kind, Limit, Listed, Nothing, Operation, Past, Permission, Plan, Said, Things, Undone,
    Wanted, Which, find_as_seen,
};
use base::{Id, Instant, Result};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use store::{Batch, List, filter, sort, sql, within};
use utoipa::ToSchema;

api::thing!(Notification, "notifications", "notification", sweep = own);

const SEE: Permission = Permission::read("notifications");
const WRITE: Permission = Permission::write("notifications");
/// How many are read at once.
const MOST: usize = 1_000;
/// How long they are kept.
const KEPT: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// Which notifications are wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NotificationsWanted {
    /// Only those that were not read yet.
    unread: bool,
    /// Those that were thrown away, instead of those that are there.
    deleted: bool,
    /// Only those for which this holds, in the filter language: `kind = event_reminder && at > now-1d`.
    #[schema(max_length = 2000)]
    filter: Option<String>,
    /// Only those that this saved filter lets through.
    saved: Option<Id>,
    /// How many are wanted.
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    limit: Limit,
    /// Where the next page starts, as the page before said.
    cursor: Option<String>,
}

impl Wanted for NotificationsWanted {
    fn asks() -> Option<&'static api::filter::Fields> {
        Some(&FILTERS.fields)
    }
}

/// How many there are to read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Unread {
    /// How many were not read yet.
    unread: i64,
}

impl Answer for Unread {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

pub(crate) static LIST: Operation<NotificationsWanted, Things<Notification>> = Operation {
    name: "notifications.list",
    summary: "List what there is to know, the latest first; it lies in one's own space.",
    permission: SEE,
    reads: &["notifications", "saved_filters", "changes"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static COUNT: Operation<Nothing, Unread> = Operation {
    name: "notifications.count",
    summary: "Tell how many notifications were not read yet.",
    permission: SEE,
    reads: &["notifications"],
    kind: Kind::Read(|app, caller, _| Box::pin(async move { count(&app, &caller).await })),
};

pub(crate) static READ: Operation<Which, Notification> = Operation {
    name: "notifications.read",
    summary: "Say that a notification was read.",
    permission: WRITE,
    reads: &["notifications"],
    kind: Kind::Write(|app, caller, which| Box::pin(read(app, caller, which))),
};

pub(crate) static READ_ALL: Operation<Nothing, Said> = Operation {
    name: "notifications.read_all",
    summary: "Say that all notifications were read, up to 1,000 at once.",
    permission: WRITE,
    reads: &["notifications"],
    kind: Kind::Write(|app, caller, _| Box::pin(read_all(app, caller))),
};

pub(crate) static DELETE: Operation<Which, Said> =
    api::discarding::<Notification>("notifications.delete", "Throw a notification away; it can be had back.");

pub(crate) static RESTORE: Operation<Which, Notification> =
    api::restoring("notifications.restore", "Have a notification back that was thrown away.");

pub(crate) static HISTORY: Operation<Past, Listed<Change>> = api::telling::<Notification>(
    "notifications.history",
    "Tell how a notification came to be what it is, the latest change first.",
);

pub(crate) static UNDO: Operation<Undone, Notification> =
    api::undoing("notifications.undo", "Undo a change of a notification, such as that it was read.");

api::filterable! { pub(crate) static FILTERS of Notification, "notifications";
    id: id;
    kind: word;
    text: text;
    about_id: id;
    about_space_id: id;
    about_start: due;
    reminder_id: id;
    at: instant;
    is_late: truth;
    read_at: instant;
    revision: number;
    made_at: instant;
    updated_at: instant;
}

async fn list(app: App, caller: Caller, wanted: NotificationsWanted) -> Result<Things<Notification>> {
    let asked = Asked::of(&app, &caller, FilterNoun::Notifications, wanted.filter, wanted.saved).await?;
    let here = within!(Notification, (Id,), "space_id = $1 and deleted_at is null");
    let gone = within!(Notification, (Id,), "space_id = $1 and deleted_at is not null");
    let order = sort!(Notification, Down, "made_at", "id");
    let mut list = List::of(if wanted.deleted { gone } else { here }, (caller.space_id,), order, wanted.limit.0);
    if wanted.unread {
        list = list.filter(filter!(Notification, (), "read_at is null"), ());
    }
    Things::of(asked.narrow(&FILTERS, list, &app, &caller)?, wanted.cursor.as_deref())
}

async fn count(app: &App, caller: &Caller) -> Result<Unread> {
    let unread = sql!(
        (i64,),
        (Id,),
        "select count(*) from notifications where space_id = $1 and read_at is null and deleted_at is null"
    );
    let unread = app.store().one(unread, (caller.space_id,)).await?;
    Ok(Unread { unread: unread.map_or(0, |(count,)| count) })
}

async fn read(app: App, caller: Caller, which: Which) -> Result<Plan<Notification>> {
    let before: Notification = find_as_seen(&app, &caller, &which).await?;
    let now = app.clock().now();
    Ok(Plan::update(before, now, |notification| {
        notification.read_at.get_or_insert(now);
    }))
}

async fn read_all(app: App, caller: Caller) -> Result<Plan<Said>> {
    let unread = sql!(
        Notification,
        (Id, i64),
        "where space_id = $1 and read_at is null and deleted_at is null order by id limit $2"
    );
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let unread = app.store().readable(unread, (caller.space_id, most)).await?;
    let now = app.clock().now();
    let said = Said { message: format!("{} notifications read", unread.len()) };
    Ok(unread.into_iter().fold(Plan::new(said), |plan, before| {
        let read = |notification: &mut Notification| notification.read_at = Some(now);
        plan.also(Plan::update(before, now, read))
    }))
}

/// Notifications that are so old that nobody needs them any more.
pub(crate) fn sweep(now: Instant) -> Batch {
    let old = sql!((), (Instant,), "delete from notifications where made_at < $1 /* all spaces */");
    Batch::new().run(old, (now.minus(KEPT),))
}
