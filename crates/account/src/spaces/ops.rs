//! What can be done with spaces. Each operation looks at what the caller is in the space that is named, wherever they are.
use super::{
    Membership, MembershipRole, Space, SpaceKind,
    belonging::{self, Belonging},
    fields::{NewSpace, SpaceFields, SpaceSeen},
};
use api::{
    App, Caller, Edited, Kind, Limit, Listed, Operation, Permission, Plan, Said, Thing, Wanted, Which,
    filter::{Field, Fields, Piece, Sieved, resumed},
};
use base::{Error, Id, Result};
use serde::Deserialize;
use std::collections::HashMap;
use store::{Cursor, Entity, List, sort, sql, within};
use utoipa::ToSchema;

/// Which spaces are wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SpacesWanted {
    /// Those that were thrown away, instead of those that are there.
    deleted: bool,
    /// Only those for which this holds, in the filter language: `kind = shared && role = owner`.
    #[schema(max_length = 2000)]
    filter: Option<String>,
    /// How many are wanted.
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    limit: Limit,
    /// Where the next page starts, as the page before said.
    cursor: Option<String>,
}

impl Wanted for SpacesWanted {
    fn asks() -> Option<&'static Fields> {
        Some(&FILTERS)
    }
}

const READ: Permission = Permission::read("spaces");
/// To change a space.
const MANAGE: Permission = Permission::write("spaces").named();
const ADMIN: Permission = Permission::admin("spaces").named();
/// Who may change a space.
const MANAGERS: &[MembershipRole] = &[MembershipRole::Owner, MembershipRole::Admin];
/// Who may give it away.
const OWNERS: &[MembershipRole] = &[MembershipRole::Owner];

pub(crate) static LIST: Operation<SpacesWanted, Listed<SpaceSeen>> = Operation {
    name: "spaces.list",
    summary: "List the spaces that one belongs to, the first one first.",
    permission: READ.own(),
    reads: &["spaces", "memberships"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<Which, SpaceSeen> = Operation {
    name: "spaces.get",
    summary: "Show a space.",
    permission: READ.named(),
    reads: &["spaces", "memberships"],
    kind: Kind::Read(|app, caller, which| {
        Box::pin(async move {
            let Belonging { space, own, .. } = belonging::find(&app, &caller, which.id).await?;
            Ok(SpaceSeen::new(space, &own))
        })
    }),
};

pub(crate) static CREATE: Operation<NewSpace, SpaceSeen> = Operation {
    name: "spaces.create",
    summary: "Make a shared space and own it.",
    permission: Permission::write("spaces").own(),
    reads: &[],
    kind: Kind::Write(|app, caller, new| Box::pin(async move { Ok(create(&app, &caller, new)) })),
};

pub(crate) static UPDATE: Operation<Edited<SpaceFields>, SpaceSeen> = Operation {
    name: "spaces.update",
    summary: "Change what is named of a space; its admins and owners may.",
    permission: MANAGE,
    reads: &["spaces", "memberships"],
    kind: Kind::Write(|app, caller, edited| Box::pin(update(app, caller, edited))),
};

pub(crate) static DELETE: Operation<Which, Said> = Operation {
    name: "spaces.delete",
    summary: "Throw a shared space away; its owners may, and can have it back.",
    permission: ADMIN,
    reads: &["spaces", "memberships"],
    kind: Kind::Write(|app, caller, which| Box::pin(discard(app, caller, which))),
};

pub(crate) static RESTORE: Operation<Which, SpaceSeen> = Operation {
    name: "spaces.restore",
    summary: "Have a space back that was thrown away; its owners may.",
    permission: ADMIN,
    reads: &["spaces", "memberships"],
    kind: Kind::Write(|app, caller, which| Box::pin(restore(app, caller, which))),
};

/// What filters can ask about the spaces that one belongs to.
static FILTERS: Fields = {
    const fn field(name: &'static str) -> Field {
        Field::of(Space::TABLE, name)
    }
    Fields {
        noun: "spaces",
        fields: &[
            field("id"),
            field("name"),
            field("kind"),
            field("personal_of").person(),
            Field::text("role"),
            field("revision"),
            field("created_at"),
            field("updated_at"),
        ],
        sorts: &[],
    }
};

async fn list(app: App, caller: Caller, wanted: SpacesWanted) -> Result<Listed<SpaceSeen>> {
    let SpacesWanted { deleted, filter, limit, cursor } = &wanted;
    let sieved = Sieved { filter: filter.as_deref(), limit: *limit, cursor: cursor.as_deref() };
    FILTERS.page(&app, &caller, sieved, |limit, cursor| piece(&app, &caller, *deleted, limit, cursor)).await
}

/// So many of the spaces that one belongs to, as one sees them.
async fn piece(
    app: &App,
    caller: &Caller,
    deleted: bool,
    limit: u32,
    cursor: Option<Cursor>,
) -> Result<Piece<SpaceSeen>> {
    let here =
        within!(Space, (Id,), "id in (select space_id from memberships where user_id = $1) and deleted_at is null");
    let gone =
        within!(Space, (Id,), "id in (select space_id from memberships where user_id = $1) and deleted_at is not null");
    let within = if deleted { gone } else { here };
    let list = List::of(within, (caller.user_id,), sort!(Space, Up, "created_at", "id"), limit);
    let page = app.store().page(&resumed(list, cursor)?).await?;
    let of_user = sql!(Membership, (Id,), "where user_id = $1 /* all spaces */");
    let own = app.store().readable(of_user, (caller.user_id,)).await?;
    let own: HashMap<Id, Membership> = own.into_iter().map(|membership| (membership.space_id, membership)).collect();
    // Who has left between the two reads does not see it any more.
    let seen = page.rows.into_iter().map(|space| own.get(&space.id).map(|own| SpaceSeen::new(space, own)));
    Ok((seen.collect(), page.next))
}

fn create(app: &App, caller: &Caller, new: NewSpace) -> Plan<SpaceSeen> {
    let now = app.clock().now();
    let space = Space::shared(Id::new(app.clock()), new.name, now);
    let own = Membership::new(space.id, caller.user_id, MembershipRole::Owner, now);
    Plan::new(SpaceSeen::new(space.clone(), &own)).make(&space).make_as(own.entry(), &own)
}

async fn update(app: App, caller: Caller, edited: Edited<SpaceFields>) -> Result<Plan<SpaceSeen>> {
    let found = belonging::find(&app, &caller, edited.which.id).await?;
    found.must_be(MANAGERS, MANAGE)?;
    edited.which.fits(Space::ONE, found.space.revision)?;
    let mut after = found.space.clone();
    edited.fields.name.apply(&mut after.name);
    if after == found.space {
        return Ok(Plan::new(SpaceSeen::new(after, &found.own)));
    }
    Ok(changed(&found, "updated", after.changed(app.clock().now())))
}

/// A space that becomes this; its row comes first in the batch, so that nobody waits for each other.
fn changed(found: &Belonging, verb: &'static str, after: Space) -> Plan<SpaceSeen> {
    let seen = SpaceSeen::new(after.clone(), &found.own);
    Plan::new(seen).change(verb, &found.space, &after).and(found.still())
}

async fn discard(app: App, caller: Caller, which: Which) -> Result<Plan<Said>> {
    let found = belonging::find(&app, &caller, which.id).await?;
    found.must_be(OWNERS, ADMIN)?;
    which.fits(Space::ONE, found.space.revision)?;
    if found.space.kind == SpaceKind::Personal {
        return Err(Error::Conflict { why: "somebody's own space stays as long as they do".into() });
    }
    let now = app.clock().now();
    let after = found.space.clone().with_deleted_at(Some(now)).changed(now);
    let said = Said { message: format!("Space {} deleted successfully", which.id) };
    Ok(changed(&found, "deleted", after).map(|_| said))
}

async fn restore(app: App, caller: Caller, which: Which) -> Result<Plan<SpaceSeen>> {
    let found = belonging::any(&app, &caller, which.id).await?;
    found.must_be(OWNERS, ADMIN)?;
    which.fits(Space::ONE, found.space.revision)?;
    if found.space.deleted_at.is_none() {
        return Ok(Plan::new(SpaceSeen::new(found.space, &found.own)));
    }
    let after = found.space.clone().with_deleted_at(None).changed(app.clock().now());
    Ok(changed(&found, "restored", after))
}
