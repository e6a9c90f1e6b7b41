//! What can be done with saved filters.
use super::{
    Asked, FilterNoun, FilterText, SavedFilter,
    fields::{FilterFields, NewFilter},
};
use api::{
    App, Caller, Change, Edited, Kind, Limit, Listed, Operation, Past, Permission, Plan, Said, Seen, Things, Undone,
    Wanted, Which, filter::Fields, find_as_seen,
};
use base::{Error, Flaw, Id, Result};
use serde::Deserialize;
use store::{List, OneOf, filter, sort, within};
use utoipa::ToSchema;

api::thing!(SavedFilter, "filters", "saved filter");

/// Which saved filters are wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct FiltersWanted {
    /// Only those about this noun.
    noun: Option<FilterNoun>,
    /// Only those that stand where one always sees them, or only the others.
    is_pinned: Option<bool>,
    /// Only those for which this holds, in the filter language: `name ~ week && user_id = me`.
    #[schema(max_length = 2000)]
    filter: Option<String>,
    /// Only those that this saved filter lets through.
    saved: Option<Id>,
    /// Those that were thrown away, instead of those that are there.
    deleted: bool,
    /// How many are wanted.
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    limit: Limit,
    /// Where the next page starts, as the page before said.
    cursor: Option<String>,
}

impl Wanted for FiltersWanted {
    fn asks() -> Option<&'static Fields> {
        Some(&FILTERS.fields)
    }
}

const WRITE: Permission = Permission::write("filters");

pub(crate) static LIST: Operation<FiltersWanted, Things<SavedFilter>> = Operation {
    name: "filters.list",
    summary: "List saved filters by their place.",
    permission: Permission::read("filters"),
    reads: &["saved_filters", "changes"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<Which, Seen<SavedFilter>> = api::showing("filters.get", "Show a saved filter.");

pub(crate) static CREATE: Operation<NewFilter, SavedFilter> = Operation {
    name: "filters.create",
    summary: "Save a filter.",
    permission: WRITE,
    reads: &[],
    kind: Kind::Write(|app, caller, new| Box::pin(async move { create(&app, &caller, new) })),
};

pub(crate) static UPDATE: Operation<Edited<FilterFields>, SavedFilter> = Operation {
    name: "filters.update",
    summary: "Change what is named of a saved filter.",
    permission: WRITE,
    reads: &["saved_filters"],
    kind: Kind::Write(|app, caller, edited| Box::pin(update(app, caller, edited))),
};

pub(crate) static DELETE: Operation<Which, Said> =
    api::discarding::<SavedFilter>("filters.delete", "Throw a saved filter away; it can be had back for 30 days.");

pub(crate) static RESTORE: Operation<Which, SavedFilter> =
    api::restoring("filters.restore", "Have a saved filter back that was thrown away.");

pub(crate) static HISTORY: Operation<Past, Listed<Change>> = api::telling::<SavedFilter>(
    "filters.history",
    "Tell how a saved filter came to be what it is, the latest change first.",
);

pub(crate) static UNDO: Operation<Undone, SavedFilter> =
    api::undoing("filters.undo", "Undo a change of a saved filter.");

api::filterable! { pub(super) static FILTERS of SavedFilter, "filters";
    id: id;
    user_id: person;
    name: text;
    noun: word;
    filter: text;
    sort: word;
    is_pinned: truth;
    position: number;
    revision: number;
    created_at: instant;
    updated_at: instant;
}

async fn list(app: App, caller: Caller, wanted: FiltersWanted) -> Result<Things<SavedFilter>> {
    let here = within!(SavedFilter, (Id,), "space_id = $1 and deleted_at is null");
    let gone = within!(SavedFilter, (Id,), "space_id = $1 and deleted_at is not null");
    let order = sort!(SavedFilter, Up, "position", "id");
    let mut list = List::of(if wanted.deleted { gone } else { here }, (caller.space_id,), order, wanted.limit.0);
    if let Some(noun) = wanted.noun {
        list = list.filter(filter!(SavedFilter, (FilterNoun,), "noun = $1"), (noun,));
    }
    if let Some(is_pinned) = wanted.is_pinned {
        list = list.filter(filter!(SavedFilter, (bool,), "is_pinned = $1"), (is_pinned,));
    }
    let asked = Asked::of(&app, &caller, FilterNoun::Filters, wanted.filter, wanted.saved).await?;
    Things::of(asked.narrow(&FILTERS, list, &app, &caller)?, wanted.cursor.as_deref())
}

fn create(app: &App, caller: &Caller, new: NewFilter) -> Result<Plan<SavedFilter>> {
    let now = app.clock().now();
    let mut saved = SavedFilter {
        id: Id::new(app.clock()),
        space_id: caller.space_id,
        user_id: caller.user_id,
        name: String::new(),
        noun: FilterNoun::Tasks,
        filter: FilterText(String::new()),
        sort: None,
        is_pinned: false,
        position: 0,
        revision: 1,
        created_at: now,
        updated_at: now,
        deleted_at: None,
    };
    new.0.apply(&mut saved);
    check(app, caller, &saved)?;
    Ok(Plan::making(saved))
}

async fn update(app: App, caller: Caller, edited: Edited<FilterFields>) -> Result<Plan<SavedFilter>> {
    let before: SavedFilter = find_as_seen(&app, &caller, &edited.which).await?;
    let mut after = before.clone();
    edited.fields.apply(&mut after);
    // One that was saved when it could be read may still be renamed when it no longer can.
    if (&after.filter, after.noun, after.sort) != (&before.filter, before.noun, before.sort) {
        check(&app, &caller, &after)?;
    }
    Ok(Plan::update(before, app.clock().now(), |saved| *saved = after))
}

/// Refuses a filter that cannot be read, and an order that its list does not have.
fn check(app: &App, caller: &Caller, saved: &SavedFilter) -> Result<()> {
    let fields = saved.noun.fields();
    fields.read(app, caller, "/filter", &saved.filter.0)?;
    match saved.sort.filter(|sort| !fields.sorts.contains(&sort.text())) {
        None => Ok(()),
        Some(sort) => {
            let message = format!("{} are not listed in the order {}", fields.noun, sort.text());
            let allowed = Some(fields.sorts);
            Err(Error::Invalid(vec![Flaw { at: "/sort".into(), code: "unknown_value", message, allowed }]))
        }
    }
}
