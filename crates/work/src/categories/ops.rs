//! What can be done with categories.
use super::{
    Category, defaults,
    fields::{CategoryFields, NewCategory},
    rules,
};
use crate::filters::{Asked, FilterNoun};
use api::{
    App, Caller, Change, Edited, Kind, Listed, Operation, Past, Permission, Plan, Said, Seen, Things, Undone, Wanted,
    Which,
    filter::{Field, Fields},
    find_as_seen,
};
use base::{Id, Instant, Result};
use serde::Deserialize;
use store::{Batch, Entity, Guard, require, sql};
use utoipa::ToSchema;

api::thing!(Category, "categories", "category", unwritten = defaults::find, sweep = own);

const READ: Permission = Permission::read("categories");
const WRITE: Permission = Permission::write("categories");

/// Which categories are wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CategoriesWanted {
    /// Only those for which this holds, in the filter language: `type in (event, both) && priority >= 3`.
    #[schema(max_length = 2000)]
    filter: Option<String>,
    /// Only those that this saved filter lets through.
    saved: Option<Id>,
}

impl Wanted for CategoriesWanted {
    fn asks() -> Option<&'static Fields> {
        Some(&FILTERS)
    }
}

/// What filters can ask about categories, which are put together in memory.
pub(crate) static FILTERS: Fields = {
    const fn field(name: &'static str) -> Field {
        Field::of(Category::TABLE, name)
    }
    Fields {
        noun: "categories",
        fields: &[
            field("id"),
            field("user_id").person(),
            field("name"),
            field("type"),
            field("color"),
            field("emoji"),
            field("priority"),
            field("description"),
            field("is_default"),
            field("ai_generated"),
            field("revision"),
            field("created_at"),
            field("updated_at"),
        ],
        sorts: &[],
    }
};

pub(crate) static LIST: Operation<CategoriesWanted, Things<Category>> = Operation {
    name: "categories.list",
    summary: "List categories: those that are there from the start, then what was added.",
    permission: READ,
    reads: &["user_categories", "saved_filters", "changes"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<Which, Seen<Category>> = api::showing("categories.get", "Show a category.");

pub(crate) static CREATE: Operation<NewCategory, Category> = Operation {
    name: "categories.create",
    summary: "Make a category.",
    permission: WRITE,
    reads: &["user_categories"],
    kind: Kind::Write(|app, caller, new| Box::pin(create(app, caller, new))),
};

pub(crate) static UPDATE: Operation<Edited<CategoryFields>, Category> = Operation {
    name: "categories.update",
    summary: "Change what is named of a category.",
    permission: WRITE,
    reads: &["user_categories"],
    kind: Kind::Write(|app, caller, edited| Box::pin(update(app, caller, edited))),
};

pub(crate) static DELETE: Operation<Which, Said> = Operation {
    name: "categories.delete",
    summary: "Throw a category away; it can be had back for 30 days. What is in it keeps its name.",
    permission: WRITE,
    reads: &["user_categories"],
    kind: Kind::Write(|app, caller, which| Box::pin(delete(app, caller, which))),
};

pub(crate) static RESTORE: Operation<Which, Category> =
    api::restoring("categories.restore", "Have a category back that was thrown away.");

pub(crate) static HISTORY: Operation<Past, Listed<Change>> = api::telling::<Category>(
    "categories.history",
    "Tell how a category came to be what it is, the latest change first.",
);

pub(crate) static UNDO: Operation<Undone, Category> = api::undoing("categories.undo", "Undo a change of a category.");

impl Category {
    fn is_there(&self) -> bool {
        self.deleted_at.is_none()
    }
}

/// Those that are there, in their order.
pub(crate) async fn there(app: &App, caller: &Caller) -> Result<Vec<Category>> {
    Ok(all(app, caller).await?.into_iter().filter(Category::is_there).collect())
}

/// All that there ever were and are not purged yet: those from the start first, then in the order in which they were made.
pub(super) async fn all(app: &App, caller: &Caller) -> Result<Vec<Category>> {
    let written = sql!(Category, (Id,), "where space_id = $1 order by created_at, id");
    let written = app.store().readable(written, (caller.space_id,)).await?;
    let usual = defaults::of(caller.space_id).map(|usual| {
        let row = written.iter().find(|row| row.id == usual.id);
        row.cloned().unwrap_or(usual)
    });
    Ok(usual.chain(written.iter().filter(|row| !row.is_default).cloned()).collect())
}

async fn list(app: App, caller: Caller, wanted: CategoriesWanted) -> Result<Things<Category>> {
    let asked = Asked::of(&app, &caller, FilterNoun::Categories, wanted.filter, wanted.saved).await?;
    let there = async move {
        let there = all(&app, &caller).await?.into_iter().filter(Category::is_there).collect();
        asked.among(&FILTERS, there, &app, &caller)
    };
    Ok(Things::all(move || Box::pin(there)))
}

async fn create(app: App, caller: Caller, new: NewCategory) -> Result<Plan<Category>> {
    let blank = rules::blank(Id::new(app.clock()), caller.space_id, caller.user_id, app.clock().now());
    let mut category = blank.clone();
    new.0.apply(&mut category);
    let category = rules::edited(&blank, category);
    rules::taken(&category.name, &all(&app, &caller).await?)?;
    let room = require!(
        (Id,),
        "select 1 where (select count(*) from user_categories where space_id = $1) < 500 /* the most */"
    );
    let room = Batch::new().require(Guard::new("categories.room"), room, (caller.space_id,));
    Ok(Plan::making(category).and(room))
}

async fn update(app: App, caller: Caller, edited: Edited<CategoryFields>) -> Result<Plan<Category>> {
    let before: Category = find_as_seen(&app, &caller, &edited.which).await?;
    let mut after = before.clone();
    edited.fields.apply(&mut after);
    let after = rules::edited(&before, after);
    if after.name != before.name {
        let others: Vec<Category> =
            all(&app, &caller).await?.into_iter().filter(|other| other.id != before.id).collect();
        rules::taken(&after.name, &others)?;
    }
    Ok(Plan::update(before, app.clock().now(), |category| *category = after))
}

async fn delete(app: App, caller: Caller, which: Which) -> Result<Plan<Said>> {
    rules::may_go(&find_as_seen(&app, &caller, &which).await?)?;
    let plan = api::discard::<Category>(app, caller, which).await?;
    Ok(plan.map(|_| Said { message: "Category deleted successfully".into() }))
}

/// Categories that were thrown away so long ago that they are let go. One from the start would be there again, so it stays.
pub(crate) fn sweep(now: Instant) -> Batch {
    let old =
        sql!((), (Instant,), "delete from user_categories where deleted_at < $1 and not is_default /* all spaces */");
    Batch::new().run(old, (now.minus(api::KEPT_DELETED),))
}
