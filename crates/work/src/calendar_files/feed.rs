//! Private addresses of calendars: whoever has one reads the calendar, for as long as its maker may.
use super::{
    entity::CalendarFeed,
    export::{CALENDAR, WhichCalendar, file},
};
use crate::Calendar;
use api::{Answer, App, Caller, Entry, File, Kind, Operation, Permission, Plan, Said, Wanted, find};
use base::{Error, Id, Instant, Result, Secret};
use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest, Sha256};
use std::time::Duration;
use store::{Batch, Guard, sql};
use utoipa::ToSchema;

/// The places where such addresses lie.
pub(super) const PATH: &str = "/api/v1/calendar/feeds";
/// How an address ends, by which programs know what they will get.
const ENDING: &str = ".ics";
/// When it was last read is told to the minute.
const TOLD: Duration = Duration::from_secs(60);

const READ: Permission = Permission::read("calendar");
const WRITE: Permission = Permission::write("calendar");
const NONE: Error = Error::NotFound { what: "feed" };

pub(crate) static SHOW: Operation<WhichCalendar, CalendarFeed> = Operation {
    name: "calendar_feeds.get",
    summary: "Tell since when one has a private address of a calendar, and when it was last read.",
    permission: READ,
    reads: &["calendars", "calendar_feeds"],
    kind: Kind::Read(|app, caller, which| {
        Box::pin(async move {
            let calendar: Calendar = find(&app, &caller, which.id).await?;
            own(&app, &caller, calendar.id).await?.ok_or(NONE)
        })
    }),
};

pub(crate) static MAKE: Operation<WhichCalendar, FeedMade> = Operation {
    name: "calendar_feeds.create",
    summary: "Make a private address under which calendar programs read a calendar; it is told this once, and replaces the one before.",
    permission: WRITE,
    reads: &["calendars", "calendar_feeds"],
    kind: Kind::Write(|app, caller, which| Box::pin(make(app, caller, which))),
};

pub(crate) static REMOVE: Operation<WhichCalendar, Said> = Operation {
    name: "calendar_feeds.delete",
    summary: "Take one's private address of a calendar back; nobody reads anything under it any more.",
    permission: WRITE,
    reads: &["calendars", "calendar_feeds"],
    kind: Kind::Write(|app, caller, which| Box::pin(remove(app, caller, which))),
};

pub(crate) static FEED: Operation<Address, File> = Operation {
    name: "calendar_feeds.read",
    summary: "Read a calendar under a private address, as calendar programs do: nobody signs in.",
    permission: READ.at_door(),
    reads: &[
        "calendars",
        "events",
        "event_texts",
        "calendar_texts",
        "calendar_feeds",
        "memberships",
        "roles",
        "spaces",
        "users",
    ],
    kind: Kind::File(&[CALENDAR], |app, _, address| Box::pin(read(app, address))),
};

/// A private address.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Address {
    /// What the address holds, with `.ics` at its end.
    token: String,
}

impl Wanted for Address {}

/// An address that was made just now: the only time that it is told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeedMade {
    /// What is kept of it.
    #[serde(flatten)]
    kept: CalendarFeed,
    /// The path, below the address of this house.
    #[serde(serialize_with = "told")]
    #[schema(value_type = String)]
    path: Secret,
}

fn told<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}

impl Answer for FeedMade {
    const IS_SECRET: bool = true;

    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }

    fn location(&self) -> Option<String> {
        Some(format!("/api/v1/calendar/calendars/{}/feed", self.kept.calendar_id))
    }
}

impl Answer for CalendarFeed {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// Somebody's own address of a calendar.
async fn own(app: &App, caller: &Caller, calendar_id: Id) -> Result<Option<CalendarFeed>> {
    Ok(app.store().get::<CalendarFeed>((caller.space_id, calendar_id, caller.user_id)).await?)
}

fn entry(feed: &CalendarFeed) -> Entry {
    Entry { noun: "calendar_feeds", space_id: feed.space_id, row_id: feed.calendar_id, revision: feed.revision }
}

async fn make(app: App, caller: Caller, which: WhichCalendar) -> Result<Plan<FeedMade>> {
    let calendar: Calendar = find(&app, &caller, which.id).await?;
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Error::Internal { cause: format!("no entropy: {error}") })?;
    let token: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let before = own(&app, &caller, calendar.id).await?;
    let feed = CalendarFeed {
        space_id: calendar.space_id,
        calendar_id: calendar.id,
        user_id: caller.user_id,
        token_hash: hash(&token),
        revision: before.as_ref().map_or(1, |before| before.revision + 1),
        created_at: app.clock().now(),
        read_at: None,
    };
    let path = Secret::new(format!("{PATH}/{token}{ENDING}"));
    let plan = Plan::new(FeedMade { kept: feed.clone(), path });
    Ok(match before {
        Some(before) => plan.change_as(entry(&feed), "replaced", &before, &feed),
        None => plan.make_by(entry(&feed), &feed, first(&feed)),
    })
}

/// The first address. Who comes second finds it there.
fn first(feed: &CalendarFeed) -> Batch {
    let first = sql!(
        (),
        (Id, Id, Id, Vec<u8>, Instant),
        "insert into calendar_feeds (space_id, calendar_id, user_id, token_hash, revision, created_at) \
         values ($1, $2, $3, $4, 1, $5) on conflict (space_id, calendar_id, user_id) do nothing"
    );
    let CalendarFeed { space_id, calendar_id, user_id, token_hash, created_at, .. } = feed.clone();
    Batch::new().run_one(
        Guard::new("calendar_feeds.first"),
        first,
        (space_id, calendar_id, user_id, token_hash, created_at),
    )
}

async fn remove(app: App, caller: Caller, which: WhichCalendar) -> Result<Plan<Said>> {
    let calendar: Calendar = find(&app, &caller, which.id).await?;
    let feed = own(&app, &caller, calendar.id).await?.ok_or(NONE)?;
    let said = Said { message: "Calendar feed deleted successfully".into() };
    let removal = Batch::new().delete::<CalendarFeed>((feed.space_id, feed.calendar_id, feed.user_id));
    Ok(Plan::new(said).remove_as(entry(&feed), &feed, removal))
}

async fn read(app: App, address: Address) -> Result<File> {
    let of_hash = sql!(CalendarFeed, (Vec<u8>,), "where token_hash = $1 /* all spaces */");
    let token = address.token.strip_suffix(ENDING).unwrap_or(&address.token);
    let feed = app.store().one(of_hash, (hash(token),)).await?.ok_or(NONE)?;
    // What its maker may not see any more, nobody sees under it.
    let grants = app.reach(feed.user_id, feed.space_id).await?;
    if !grants.is_some_and(|grants| grants.read("calendar")) {
        return Err(NONE);
    }
    let calendar = app.store().get::<Calendar>((feed.space_id, feed.calendar_id)).await?;
    let calendar = calendar.filter(|calendar| calendar.deleted_at.is_none()).ok_or(NONE)?;
    let now = app.clock().now();
    let file = file(&app, calendar).await?;
    let is_told = feed.read_at.is_some_and(|at| at.plus(TOLD) > now);
    Ok(if is_told { file } else { file.noting(noted(&feed, now)) })
}

/// That an address was read.
fn noted(feed: &CalendarFeed, now: Instant) -> Batch {
    let note = sql!(
        (),
        (Id, Id, Id, Vec<u8>, Instant),
        "update calendar_feeds set read_at = $5 \
         where space_id = $1 and calendar_id = $2 and user_id = $3 and token_hash = $4"
    );
    let place = (feed.space_id, feed.calendar_id, feed.user_id, feed.token_hash.clone(), now);
    Batch::new().run(note, place)
}
