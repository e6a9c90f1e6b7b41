//! What can be done with a profile: one's own only. It is there from the start, and has a row from the first change on.
use super::{
    UserProfile,
    fields::{FromChat, ProfileFields, ProfileFromChat, ProfileSeen, ProfileUpdated},
};
use crate::{User, spaces, users};
use api::{App, Caller, Entry, Kind, Nothing, Operation, Permission, Plan};
use base::{Error, Id, Instant, Result};
use store::{Batch, Entity, Statement, sql};

/// To see one's own.
pub(super) const READ: Permission = Permission::read("profile").own();
const WRITE: Permission = Permission::write("profile").own();
/// What showing it reads.
pub(super) const SHOWING: &[&str] = &["user_profiles", "users"];

pub(crate) static GET: Operation<Nothing, ProfileSeen> = Operation {
    name: "profile.get",
    summary: "Show one's own profile; what nothing was told of is empty.",
    permission: READ,
    reads: SHOWING,
    kind: Kind::Read(|app, caller, _| Box::pin(async move { Ok(find(&app, &caller).await?.seen()) })),
};

pub(crate) static UPDATE: Operation<ProfileFields, ProfileUpdated> = Operation {
    name: "profile.update",
    summary: "Change what is named of one's own profile; null and an empty text are nothing.",
    permission: WRITE,
    reads: &["user_profiles", "users", "spaces"],
    kind: Kind::Write(|app, caller, said| {
        Box::pin(async move { Ok(update(app, caller, said).await?.map(Changed::told)) })
    }),
};

pub(crate) static UPDATE_FROM_CHAT: Operation<FromChat, ProfileFromChat> = Operation {
    name: "profile.update_from_chat",
    summary: "Change what a conversation told of one's own profile; what is not part of a profile is passed over.",
    permission: WRITE,
    reads: &["user_profiles", "users", "spaces"],
    kind: Kind::Write(|app, caller, FromChat(said)| {
        Box::pin(async move { Ok(update(app, caller, said).await?.map(Changed::told_to_chat)) })
    }),
};

/// A profile and its owner.
pub(super) struct Found {
    pub(super) user: User,
    pub(super) profile: UserProfile,
    has_row: bool,
}

impl Found {
    /// As it is shown.
    pub(super) fn seen(self) -> ProfileSeen {
        ProfileSeen::new(self.profile, &self.user)
    }
}

/// What was said of a profile, and what it is now.
struct Changed {
    named: Vec<&'static str>,
    user: User,
    profile: UserProfile,
}

impl Changed {
    fn told(self) -> ProfileUpdated {
        ProfileUpdated::new(self.user.id, self.named, self.profile.revision)
    }

    fn told_to_chat(self) -> ProfileFromChat {
        let revision = self.profile.revision;
        ProfileFromChat::new(self.named, &ProfileSeen::new(self.profile, &self.user), revision)
    }
}

/// The profile of whoever asks.
pub(super) async fn find(app: &App, caller: &Caller) -> Result<Found> {
    let user = users::ops::find(app, caller.user_id).await?;
    let kept = app.store().get::<UserProfile>((user.id,)).await?;
    let has_row = kept.is_some();
    let profile = kept.unwrap_or_else(|| UserProfile::new(user.id, user.created_at));
    Ok(Found { user, profile, has_row })
}

/// The row that is there from the start; who comes second finds it there.
const FIRST: Statement<(Id, Instant), ()> = sql!(
    (),
    (Id, Instant),
    "insert into user_profiles (user_id, revision, created_at, updated_at) values ($1, 1, $2, $2) on conflict do nothing"
);

async fn update(app: App, caller: Caller, said: ProfileFields) -> Result<Plan<Changed>> {
    let Found { user, profile: before, has_row } = find(&app, &caller).await?;
    if said.revision.is_some_and(|seen| seen != before.revision) {
        return Err(Error::Stale { what: "profile", by_header: false });
    }
    let named = said.named();
    let mut after = said.applied(before.clone());
    if after == before {
        return Ok(Plan::new(Changed { named, user, profile: before }));
    }
    after = UserProfile { revision: before.revision + 1, updated_at: app.clock().now(), ..after };
    let row = Batch::new();
    let row = if has_row { row } else { row.run_one(UserProfile::CURRENT, FIRST, (user.id, before.created_at)) };
    let space_id = spaces::own(&app, user.id).await?;
    let entry = Entry { noun: "profile", space_id, row_id: user.id, revision: after.revision };
    let plan = Plan::new(Changed { named, user, profile: after.clone() });
    Ok(plan.and(row).change_as(entry, "updated", &before, &after))
}
