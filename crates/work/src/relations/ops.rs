//! What can be done with relations. They belong to their tasks: who may read or write these may do so with them.
use super::{
    RelationKind, TaskRelation,
    fields::{NewRelation, RelationsWanted},
    list::list,
    ripple, rules,
};
use crate::{Task, tasks};
use api::{
    App, Caller, Change, Kind, Listed, Operation, Past, Permission, Plan, Said, Seen, Things, Undoing, Undone, Which,
    find,
};
use base::{Error, Id, Result};
use store::{Batch, Guard, Statement, sql};

api::thing!(TaskRelation, "relations", "relation");

const READ: Permission = Permission::read("tasks");
const WRITE: Permission = Permission::write("tasks");
const READS: &[&str] = &["tasks", "task_relations", "spaces"];

pub(crate) static LIST: Operation<RelationsWanted, Things<TaskRelation>> = Operation {
    name: "relations.list",
    summary: "List what tasks have to do with each other, the earliest first.",
    permission: READ,
    reads: &["task_relations", "saved_filters", "changes"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<Which, Seen<TaskRelation>> =
    Operation { permission: READ, ..api::showing("relations.get", "Show what two tasks have to do with each other.") };

pub(crate) static CREATE: Operation<NewRelation, TaskRelation> = Operation {
    name: "relations.create",
    summary: "Say what two tasks have to do with each other; nothing may go round in a circle.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, new| Box::pin(create(app, caller, new))),
};

pub(crate) static DELETE: Operation<Which, Said> = Operation {
    name: "relations.delete",
    summary: "Say that two tasks have this to do with each other no more; it can be had back for 30 days.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, which| {
        Box::pin(async move {
            let relation: TaskRelation = find(&app, &caller, which.id).await?;
            let rippled = ripple::of_relation(&app, &caller, &relation, -1).await?;
            Ok(api::discard::<TaskRelation>(app, caller, which).await?.and(rippled))
        })
    }),
};

pub(crate) static RESTORE: Operation<Which, TaskRelation> = Operation {
    name: "relations.restore",
    summary: "Have a relation back that was thrown away, if what has come since leaves room for it.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, which| {
        Box::pin(async move {
            let was_there = find::<TaskRelation>(&app, &caller, which.id).await.is_ok();
            let plan = api::restore::<TaskRelation>(app.clone(), caller.clone(), which).await?;
            if was_there { Ok(plan) } else { back(&app, &caller, plan).await }
        })
    }),
};

pub(crate) static HISTORY: Operation<Past, Listed<Change>> = Operation {
    permission: READ,
    ..api::telling::<TaskRelation>(
        "relations.history",
        "Tell how a relation came to be what it is, the latest change first.",
    )
};

pub(crate) static UNDO: Operation<Undone, TaskRelation> = Operation {
    name: "relations.undo",
    summary: "Undo a change of a relation, if what has come since leaves room for it.",
    permission: WRITE,
    reads: &["tasks", "task_relations", "spaces", "changes"],
    kind: Kind::Write(|app, caller, undone| Box::pin(undo(app, caller, undone))),
};

/// Nobody else relates tasks of this space meanwhile: of two at once, each would see no circle.
const HELD: Statement<(Id,), (i64,)> = sql!(
    (i64,),
    (Id,),
    sqlite: "select 1 from spaces where id = $1",
    postgres: "select 1 from spaces where id = $1 for no key update"
);

/// That nothing leads from the second task to the first.
const ONE_WAY: Statement<(Id, Id, RelationKind, RelationKind, Id), (i64,)> = sql!(
    (i64,),
    (Id, Id, RelationKind, RelationKind, Id),
    "with recursive reached (id) as (\
     select id from tasks where space_id = $1 and id = $2 union \
     select r.other_id from task_relations r join reached on r.task_id = reached.id \
     where r.space_id = $1 and r.kind in ($3, $4) and r.deleted_at is null) \
     select 1 where not exists (select 1 from reached where id = $5)"
);

async fn create(app: App, caller: Caller, new: NewRelation) -> Result<Plan<TaskRelation>> {
    let NewRelation { task_id, kind, other_id } = new;
    tasks::named(&app, &caller, "/task_id", task_id).await?;
    tasks::named(&app, &caller, "/other_id", other_id).await?;
    let (task_id, other_id) = rules::settled(task_id, kind, other_id)?;
    let now = app.clock().now();
    let relation = TaskRelation {
        id: Id::new(app.clock()),
        space_id: caller.space_id,
        user_id: caller.user_id,
        task_id,
        kind,
        other_id,
        revision: 1,
        created_at: now,
        updated_at: now,
        deleted_at: None,
    };
    if is_said(&app, &relation).await? {
        return Err(Error::flaw("/other_id", "taken", "this is said already"));
    }
    let held = held(&app, &caller, &relation).await?;
    let rippled = ripple::of_relation(&app, &caller, &relation, 1).await?;
    Ok(Plan::making(relation).upon(held).and(rippled))
}

async fn undo(app: App, caller: Caller, undone: Undone) -> Result<Plan<TaskRelation>> {
    let undoing = Undoing::<TaskRelation>::of(&app, &caller, undone).await?;
    let (was_there, is_there) = (undoing.before.deleted_at.is_none(), undoing.after.deleted_at.is_none());
    let plan = undoing.plan(app.clock().now());
    match (was_there, is_there) {
        (false, true) => back(&app, &caller, plan).await,
        (true, false) => {
            let rippled = ripple::of_relation(&app, &caller, &plan.value, -1).await?;
            Ok(plan.and(rippled))
        }
        _ => Ok(plan),
    }
}

/// The plan by which a relation comes back: what a new one must fit, it must fit again.
async fn back(app: &App, caller: &Caller, plan: Plan<TaskRelation>) -> Result<Plan<TaskRelation>> {
    let relation = &plan.value;
    for id in [relation.task_id, relation.other_id] {
        find::<Task>(app, caller, id).await.map_err(|error| match error {
            Error::NotFound { .. } => Error::Conflict { why: "one of its tasks was thrown away".into() },
            error => error,
        })?;
    }
    if is_said(app, relation).await? {
        return Err(Error::Conflict { why: "this was said again meanwhile".into() });
    }
    let held = held(app, caller, relation).await?;
    let rippled = ripple::of_relation(app, caller, relation, 1).await?;
    Ok(plan.upon(held).and(rippled))
}

/// Whether another relation says the same.
async fn is_said(app: &App, relation: &TaskRelation) -> Result<bool> {
    let same = sql!(
        TaskRelation,
        (Id, Id, RelationKind, Id, Id),
        "where space_id = $1 and task_id = $2 and kind = $3 and other_id = $4 and id <> $5 and deleted_at is null"
    );
    let TaskRelation { id, space_id, task_id, kind, other_id, .. } = *relation;
    Ok(app.store().one(same, (space_id, task_id, kind, other_id, id)).await?.is_some())
}

/// That both tasks stay there until the batch is committed, and that nothing goes round in a circle.
async fn held(app: &App, caller: &Caller, relation: &TaskRelation) -> Result<Plan<()>> {
    let TaskRelation { space_id, task_id, kind, other_id, .. } = *relation;
    let mut held = Batch::new().require(Guard::new("relations.space"), HELD, (space_id,));
    if let Some((one, other)) = rules::one_way(kind) {
        let arguments = (space_id, other_id, one, other, task_id);
        if app.store().all(ONE_WAY, arguments).await?.is_empty() {
            return Err(Error::Conflict { why: "then these tasks would go round in a circle".into() });
        }
        held = held.require(Guard::new("relations.one_way"), ONE_WAY, arguments);
    }
    Ok(Plan::new(()).and(held).and(tasks::held(caller, task_id)).and(tasks::held(caller, other_id)))
}
