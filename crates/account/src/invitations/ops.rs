//! Invitations to a space, by those who may say who belongs there.
use super::{
    Invitation, InvitationStatus,
    fields::{InvitationSeen, NewInvitation, WhichInvitation},
};
use crate::{
    Membership, Token, User,
    letters::{self, LetterKind, NewLetter},
    members::ops::{ELSEWHERE, given},
    spaces::{Standing, belonging, of_space},
    users,
};
use api::{
    App, Caller, Entries, Kind, Listed, Operation, Permission, Plan, Said, Work,
    filter::{Field, Fields, Sieved, resumed},
    tell_now,
};
use base::{Error, Id, Instant, Result, Secret};
use std::time::Duration;
use store::{Batch, Entity, List, sort, sql, within};

pub(super) const READ: Permission = Permission::read("invitations");
pub(super) const ADMIN: Permission = Permission::admin("invitations");
/// How long an invitation is kept after its link stopped to work.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Where a link leads; what follows the sign stays with whoever opens it.
const PATH: &str = "/invitation#";

of_space!(InvitationsWanted, &FILTERS);

pub(crate) static LIST: Operation<InvitationsWanted, Entries<InvitationSeen>> = Operation {
    name: "invitations.list",
    summary: "List the invitations to a space and what became of them, the latest first.",
    permission: READ.named(),
    reads: &["spaces", "memberships", "roles", "invitations", "changes"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<WhichInvitation, InvitationSeen> = Operation {
    name: "invitations.get",
    summary: "Show an invitation to a space.",
    permission: READ.named(),
    reads: &["spaces", "memberships", "roles", "invitations"],
    kind: Kind::Read(|app, caller, which| {
        Box::pin(async move {
            belonging::find(&app, &caller, which.id).await?.may(READ)?;
            find(&app, Some(which.id), which.invitation_id).await.map(|found| InvitationSeen::from(&found))
        })
    }),
};

pub(crate) static CREATE: Operation<NewInvitation, InvitationSeen> = Operation {
    name: "invitations.create",
    summary: "Invite somebody to a shared space; the link goes out as a letter.",
    permission: ADMIN.named(),
    reads: &["spaces", "memberships", "roles", "users"],
    kind: Kind::Write(|app, caller, new| Box::pin(create(app, caller, new))),
};

pub(crate) static REVOKE: Operation<WhichInvitation, Said> = Operation {
    name: "invitations.revoke",
    summary: "Take an invitation to a space back.",
    permission: ADMIN.named(),
    reads: &["spaces", "memberships", "roles", "invitations"],
    kind: Kind::Write(|app, caller, which| {
        Box::pin(async move {
            let found = belonging::find(&app, &caller, which.id).await?;
            found.may(ADMIN)?;
            let before = find(&app, Some(which.id), which.invitation_id).await?;
            // Nobody takes back what is not theirs to give.
            if let Some(standing) = before.standing() {
                given(&app, &caller, &found, ADMIN, None, standing).await?;
            }
            Ok(revoked(&app, &caller, &before).and(found.still()))
        })
    }),
};

/// What filters can ask about invitations.
pub(super) static FILTERS: Fields = Fields {
    noun: "invitations",
    fields: &[
        field("id"),
        field("space_id"),
        field("email"),
        field("user_id").person(),
        Field::text("role"),
        field("status"),
        field("invited_by").person(),
        field("answered_by").person(),
        field("expires_at"),
        field("created_at"),
    ],
    sorts: &[],
};

/// What can be asked about a column of an invitation.
pub(super) const fn field(name: &'static str) -> Field {
    Field::of(Invitation::TABLE, name)
}

async fn list(app: App, caller: Caller, wanted: InvitationsWanted) -> Result<Entries<InvitationSeen>> {
    belonging::find(&app, &caller, wanted.id).await?.may(READ)?;
    let (space_id, asked, there) = (wanted.id, wanted.clone(), app.clone());
    let page = move || -> Work<_> {
        Box::pin(async move {
            let of_space = within!(Invitation, (Id,), "space_id = $1");
            let list = |limit| List::of(of_space, (wanted.id,), sort!(Invitation, Down, "created_at", "id"), limit);
            listed(&app, &caller, (&wanted).into(), list).await
        })
    };
    let now = move |invitations: Vec<Id>, roles: Vec<Id>| -> Work<_> {
        Box::pin(async move {
            let mut now = Vec::new();
            for id in invitations {
                let found = find(&there, Some(space_id), id).await.map(|found| InvitationSeen::from(&found));
                tell_now(&mut now, id, found)?;
            }
            for role in roles {
                // A role that is deleted takes along what was answered by those who were invited to have it.
                belonging::footing(&there, space_id, Standing::Custom(role)).await?.ok_or(Error::FullSync)?;
            }
            Ok(now)
        })
    };
    Ok(Entries::of((space_id, &FILTERS), (&asked).into(), page, now).along(&["roles"]))
}

/// A page of invitations, as they are shown.
pub(super) async fn listed(
    app: &App,
    caller: &Caller,
    wanted: Sieved<'_>,
    list: impl Fn(u32) -> List<Invitation>,
) -> Result<Listed<InvitationSeen>> {
    let piece = |limit, cursor| {
        let list = resumed(list(limit), cursor);
        async move {
            let page = app.store().page(&list?).await?;
            Ok((page.rows.iter().map(|row| Some(InvitationSeen::from(row))).collect(), page.next))
        }
    };
    FILTERS.page(app, caller, wanted, piece).await
}

/// The invitation of that id, to that space or to the house; another one is not there.
pub(super) async fn find(app: &App, space_id: Option<Id>, id: Id) -> Result<Invitation> {
    let found = app.store().get::<Invitation>((id,)).await?;
    found.filter(|found| found.space_id == space_id).ok_or(Error::NotFound { what: "invitation" })
}

async fn create(app: App, caller: Caller, new: NewInvitation) -> Result<Plan<InvitationSeen>> {
    let found = belonging::find(&app, &caller, new.id).await?;
    let footing = given(&app, &caller, &found, ADMIN, None, new.role).await?;
    found.shared("nobody else can belong to somebody's own space")?;
    let whom = match (&new.email, &new.username) {
        (Some(email), _) => Whom::Address(email.to_lowercase()),
        (None, name) => {
            let user = named(&app, new.id, name.as_deref().unwrap_or_default()).await?;
            Whom::User { id: user.id, address: user.email }
        }
    };
    let until = new.expires_in_days.from(app.clock().now());
    let plan = inviting(&app, &caller, Some((new.id, new.role)), whom, until)?;
    Ok(plan.and(found.held()).and(footing.still()))
}

/// The user of that name, who does not belong to the space yet.
async fn named(app: &App, space_id: Id, name: &str) -> Result<User> {
    let unknown = || Error::flaw("/username", "unknown", "there is no such user");
    let user = users::ops::by_name(app, name).await?.ok_or_else(unknown)?;
    user.is_person_or(ELSEWHERE)?;
    match app.store().get::<Membership>((space_id, user.id)).await? {
        Some(_) => Err(Error::Conflict { why: format!("{} belongs to this space already", user.username).into() }),
        None => Ok(user),
    }
}

/// Whom an invitation is for.
pub(super) enum Whom {
    Address(String),
    User { id: Id, address: String },
}

/// A new invitation with its letter; to the house, where no space is named.
pub(super) fn inviting(
    app: &App,
    caller: &Caller,
    to: Option<(Id, Standing)>,
    whom: Whom,
    expires_at: Instant,
) -> Result<Plan<InvitationSeen>> {
    let (now, token) = (app.clock().now(), Token::new()?);
    let (email, user_id, address) = match whom {
        Whom::Address(email) => (Some(email.clone()), None, email),
        Whom::User { id, address } => (None, Some(id), address),
    };
    let (space_id, standing) = to.unzip();
    let invitation = Invitation {
        id: Id::new(app.clock()),
        space_id,
        email,
        user_id,
        role: standing.and_then(Standing::role),
        role_id: standing.and_then(Standing::role_id),
        token_hash: token.hash,
        status: InvitationStatus::Open,
        invited_by: caller.user_id,
        answered_by: None,
        expires_at,
        revision: 1,
        created_at: now,
        updated_at: now,
    };
    let link = Secret::new(format!("{PATH}{}", token.secret.expose()));
    let (about, kind) = (invitation.id, LetterKind::Invitation);
    let letter = letters::write(app, NewLetter { about, kind, address, user_id, space_id, link, expires_at })?;
    let plan = Plan::new(InvitationSeen::from(&invitation));
    Ok(plan.make_as(invitation.entry(caller.space_id), &invitation).and(letter))
}

/// An invitation that is taken back; one that was answered stays so.
pub(super) fn revoked(app: &App, caller: &Caller, before: &Invitation) -> Plan<Said> {
    let said = Said { message: format!("Invitation {} revoked successfully", before.id) };
    if before.status != InvitationStatus::Open {
        return Plan::new(said);
    }
    let after = before.settled(InvitationStatus::Revoked, None, app.clock().now());
    let plan = Plan::new(said).change_as(after.entry(caller.space_id), "revoked", before, &after);
    plan.and(letters::withdraw(before.id))
}

/// What is forgotten by that time.
pub(super) fn sweep(now: Instant) -> Batch {
    let old = sql!((), (Instant,), "delete from invitations where expires_at <= $1");
    Batch::new().run(old, (now.minus(KEPT),))
}
