//! What can be done with labels. They belong to tasks: who may read or write these may do so with them.
use super::{
    Label,
    fields::{LabelFields, LabelsWanted, NewLabel},
    rules,
};
use crate::filters::{Asked, FilterNoun};
use api::{
    App, Caller, Change, Edited, Kind, Listed, Operation, Past, Permission, Plan, Said, Seen, Things, Undone, Which,
    Work, filter, find_as_seen,
};
use base::{Id, Instant, Result};
use store::{Batch, Guard, List, require, sort, sql, within};

api::thing!(Label, "labels", "label", settled = settled);

fn settled(label: Label, _: Instant) -> Label {
    rules::settled(label)
}

const READ: Permission = Permission::read("tasks");
const WRITE: Permission = Permission::write("tasks");

pub(crate) static LIST: Operation<LabelsWanted, Things<Label>> = Operation {
    name: "labels.list",
    summary: "List labels, by name.",
    permission: READ,
    reads: &["labels", "saved_filters", "changes"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<Which, Seen<Label>> =
    Operation { permission: READ, ..api::showing("labels.get", "Show a label.") };

pub(crate) static CREATE: Operation<NewLabel, Label> = Operation {
    name: "labels.create",
    summary: "Make a label.",
    permission: WRITE,
    reads: &["labels"],
    kind: Kind::Write(|app, caller, new| Box::pin(create(app, caller, new))),
};

pub(crate) static UPDATE: Operation<Edited<LabelFields>, Label> = Operation {
    name: "labels.update",
    summary: "Change what is named of a label; every task that carries it shows it so.",
    permission: WRITE,
    reads: &["labels"],
    kind: Kind::Write(|app, caller, edited| Box::pin(update(app, caller, edited))),
};

pub(crate) static DELETE: Operation<Which, Said> = Operation {
    permission: WRITE,
    ..api::discarding::<Label>(
        "labels.delete",
        "Throw a label away, and so take it off every task; for 30 days it can be had back, on the same tasks.",
    )
};

pub(crate) static RESTORE: Operation<Which, Label> = Operation {
    name: "labels.restore",
    summary: "Have a label back that was thrown away, on the tasks that carried it.",
    permission: WRITE,
    reads: &["labels"],
    kind: Kind::Write(|app, caller, which| {
        Box::pin(async move {
            let plan = api::restore::<Label>(app.clone(), caller.clone(), which).await?;
            alone(&app, &caller, &plan.value).await?;
            Ok(plan)
        })
    }),
};

pub(crate) static HISTORY: Operation<Past, Listed<Change>> = Operation {
    permission: READ,
    ..api::telling::<Label>("labels.history", "Tell how a label came to be what it is, the latest change first.")
};

pub(crate) static UNDO: Operation<Undone, Label> = Operation {
    name: "labels.undo",
    summary: "Undo a change of a label.",
    permission: WRITE,
    reads: &["labels", "changes"],
    kind: Kind::Write(|app, caller, undone| {
        Box::pin(async move {
            let plan = api::undo::<Label>(app.clone(), caller.clone(), undone).await?;
            alone(&app, &caller, &plan.value).await?;
            Ok(plan)
        })
    }),
};

/// The labels of a space that are there, by name.
pub(super) async fn there(app: &App, caller: &Caller) -> Result<Vec<Label>> {
    let there = sql!(Label, (Id,), "where space_id = $1 and deleted_at is null order by name_key, id");
    Ok(app.store().readable(there, (caller.space_id,)).await?)
}

/// That a space has room for so many labels more.
pub(super) fn room(caller: &Caller, more: usize) -> Batch {
    let room = require!(
        (Id, i64),
        "select 1 where (select count(*) from labels where space_id = $1 and deleted_at is null) <= $2"
    );
    let most = i64::try_from(rules::MOST.saturating_sub(more)).unwrap_or_default();
    Batch::new().require(Guard::new("labels.room"), room, (caller.space_id, most))
}

/// Refuses a label whose name another one has.
async fn alone(app: &App, caller: &Caller, label: &Label) -> Result<()> {
    let other = sql!(
        (Id,),
        (Id, String, Id),
        "select id from labels where space_id = $1 and name_key = $2 and id <> $3 and deleted_at is null"
    );
    let is_gone = label.deleted_at.is_some();
    let key = rules::key(&label.name);
    match app.store().one(other, (caller.space_id, key, label.id)).await? {
        Some(_) if !is_gone => Err(rules::taken(&label.name)),
        _ => Ok(()),
    }
}

api::filterable! { pub(crate) static FILTERS of Label, "labels";
    id: id;
    user_id: person;
    name: text;
    color: text;
    revision: number;
    created_at: instant;
    updated_at: instant;
}

async fn list(app: App, caller: Caller, wanted: LabelsWanted) -> Result<Things<Label>> {
    let here = within!(Label, (Id,), "space_id = $1 and deleted_at is null");
    let gone = within!(Label, (Id,), "space_id = $1 and deleted_at is not null");
    let order = sort!(Label, Up, "name_key", "id");
    let list = List::of(if wanted.deleted { gone } else { here }, (caller.space_id,), order, wanted.limit.0);
    let asked = Asked::of(&app, &caller, FilterNoun::Labels, wanted.filter, wanted.saved).await?;
    Things::of(asked.narrow(&FILTERS, list, &app, &caller)?, wanted.cursor.as_deref())
}

async fn create(app: App, caller: Caller, new: NewLabel) -> Result<Plan<Label>> {
    let name = new.0.name.said().cloned().unwrap_or_default();
    let mut label = rules::named(Id::new(app.clock()), caller.space_id, caller.user_id, &name, app.clock().now());
    new.0.apply(&mut label);
    let label = rules::settled(label);
    alone(&app, &caller, &label).await?;
    let there = sql!((i64,), (Id,), "select count(*) from labels where space_id = $1 and deleted_at is null");
    let there = app.store().one(there, (caller.space_id,)).await?.map_or(0, |(count,)| count);
    rules::has_room(usize::try_from(there).unwrap_or_default())?;
    Ok(Plan::making(label).and(room(&caller, 0)))
}

async fn update(app: App, caller: Caller, edited: Edited<LabelFields>) -> Result<Plan<Label>> {
    let before: Label = find_as_seen(&app, &caller, &edited.which).await?;
    let mut after = before.clone();
    edited.fields.apply(&mut after);
    let after = rules::settled(after);
    if after.name_key != before.name_key {
        alone(&app, &caller, &after).await?;
    }
    Ok(Plan::update(before, app.clock().now(), |label| *label = after))
}

/// The names of labels that begin so, some of them.
pub(crate) fn names(app: App, caller: Caller, begun: String) -> Work<Vec<String>> {
    Box::pin(async move {
        let names = sql!(
            (String,),
            (Id, String),
            "select name from labels where space_id = $1 and deleted_at is null and name_key like $2 escape '\\' \
             order by name_key limit 20"
        );
        let names = app.store().readable(names, (caller.space_id, filter::beginning(&begun.to_lowercase()))).await?;
        Ok(names.into_iter().map(|(name,)| name).collect())
    })
}
