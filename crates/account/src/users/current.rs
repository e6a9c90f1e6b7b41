//! Who is asking, as they are shown to themselves.
use super::{User, UserRole, UserStatus, ops};
use crate::{Theme, settings};
use api::{Answer, App, Caller, Kind, Nothing, Operation, Permission};
use base::{Id, Instant, Result};
use serde::Serialize;
use utoipa::ToSchema;

/// Who is asking, with what of their settings every page needs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CurrentUser {
    /// Its name for programs.
    id: Id,
    /// Its name for people.
    username: String,
    /// Where mail reaches them.
    email: String,
    /// Whether they may do anything at all.
    is_active: bool,
    /// Whether they may administer the house.
    is_superuser: bool,
    /// Whether the address is known to be theirs.
    is_verified: bool,
    /// What they may do in the house.
    role: UserRole,
    /// Whether they have been let in.
    status: UserStatus,
    /// When they came.
    created_at: Instant,
    /// When they last changed.
    updated_at: Instant,
    /// How often they were changed; it does not count their settings.
    revision: i64,
    /// The look.
    theme: Theme,
    /// Whether mail is sent about what happens.
    notifications_enabled: bool,
    /// The model that is used where no other is named.
    selected_model: String,
    /// The IANA zone that days are counted in.
    timezone: String,
}

impl Answer for CurrentUser {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

pub(crate) static CURRENT: Operation<Nothing, CurrentUser> = Operation {
    name: "users.current",
    summary: "Show who is asking.",
    permission: Permission::read("users").own().enrolling(),
    reads: &["users", "user_settings"],
    kind: Kind::Read(|app, caller, _| Box::pin(current(app, caller))),
};

async fn current(app: App, caller: Caller) -> Result<CurrentUser> {
    let user: User = ops::find(&app, caller.user_id).await?;
    let (settings, _) = settings::ops::find(&app, user.id).await?;
    Ok(CurrentUser {
        id: user.id,
        username: user.username,
        email: user.email,
        is_active: user.is_active,
        is_superuser: user.is_superuser,
        is_verified: user.is_verified,
        role: user.role,
        status: user.status,
        created_at: user.created_at,
        updated_at: user.updated_at,
        revision: user.revision,
        theme: settings.theme,
        notifications_enabled: settings.notifications_enabled,
        selected_model: settings.selected_model,
        timezone: settings.timezone,
    })
}
