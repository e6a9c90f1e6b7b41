//! What can be done with relations. They belong to their tasks: who may read or write these may do so with them.
use super::{
    RelationKind, TaskRelation,
    fields::{NewRelation, RelationsWanted, WhichRelation},
    ripple, rules,
};
use crate::tasks;
use api::{App, Caller, Entry, Kind, Listed, Operation, Permission, Plan, Said};
use base::{Error, Id, Result};
use store::{Batch, Guard, List, Statement, filter, sort, sql, within};

const READ: Permission = Permission::read("tasks");
const WRITE: Permission = Permission::write("tasks");
const READS: &[&str] = &["tasks", "task_relations", "spaces"];
/// One of them, in a sentence.
const ONE: &str = "relation";

pub(crate) static LIST: Operation<RelationsWanted, Listed<TaskRelation>> = Operation {
    name: "relations.list",
    summary: "List what tasks have to do with each other, the earliest first.",
    permission: READ,
    reads: &["task_relations"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<WhichRelation, TaskRelation> = Operation {
    name: "relations.get",
    summary: "Show what two tasks have to do with each other.",
    permission: READ,
    reads: &["task_relations"],
    kind: Kind::Read(|app, caller, which| Box::pin(async move { find(&app, &caller, which.id).await })),
};

pub(crate) static CREATE: Operation<NewRelation, TaskRelation> = Operation {
    name: "relations.create",
    summary: "Say what two tasks have to do with each other; nothing may go round in a circle.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, new| Box::pin(create(app, caller, new))),
};

pub(crate) static DELETE: Operation<WhichRelation, Said> = Operation {
    name: "relations.delete",
    summary: "Say that two tasks have this to do with each other no more.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, which| Box::pin(delete(app, caller, which))),
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
     where r.space_id = $1 and r.kind in ($3, $4)) \
     select 1 where not exists (select 1 from reached where id = $5)"
);

async fn find(app: &App, caller: &Caller, id: Id) -> Result<TaskRelation> {
    let found = app.store().get::<TaskRelation>((caller.space_id, id)).await?;
    found.ok_or(Error::NotFound { what: ONE })
}

async fn list(app: App, caller: Caller, wanted: RelationsWanted) -> Result<Listed<TaskRelation>> {
    let here = within!(TaskRelation, (Id,), "space_id = $1");
    let order = sort!(TaskRelation, Up, "created_at", "id");
    let mut list = List::of(here, (caller.space_id,), order, wanted.limit.0);
    if let Some(id) = wanted.task_id {
        list = list.filter(filter!(TaskRelation, (Id, Id), "(task_id = $1 or other_id = $2)"), (id, id));
    }
    if let Some(kind) = wanted.kind {
        list = list.filter(filter!(TaskRelation, (RelationKind,), "kind = $1"), (kind,));
    }
    Listed::read(&app, list, wanted.cursor.as_deref()).await
}

async fn create(app: App, caller: Caller, new: NewRelation) -> Result<Plan<TaskRelation>> {
    let NewRelation { task_id, kind, other_id } = new;
    tasks::named(&app, &caller, "/task_id", task_id).await?;
    tasks::named(&app, &caller, "/other_id", other_id).await?;
    let (task_id, other_id) = rules::settled(task_id, kind, other_id)?;
    let same = sql!(
        TaskRelation,
        (Id, Id, RelationKind, Id),
        "where space_id = $1 and task_id = $2 and kind = $3 and other_id = $4"
    );
    if app.store().one(same, (caller.space_id, task_id, kind, other_id)).await?.is_some() {
        return Err(Error::flaw("/other_id", "taken", "this is said already"));
    }
    let relation = TaskRelation {
        id: Id::new(app.clock()),
        space_id: caller.space_id,
        user_id: caller.user_id,
        task_id,
        kind,
        other_id,
        created_at: app.clock().now(),
    };
    let mut held = Batch::new().require(Guard::new("relations.space"), HELD, (caller.space_id,));
    if let Some((one, other)) = rules::one_way(kind) {
        let arguments = (caller.space_id, other_id, one, other, task_id);
        if app.store().all(ONE_WAY, arguments).await?.is_empty() {
            return Err(Error::Conflict { why: "then these tasks would go round in a circle".into() });
        }
        held = held.require(Guard::new("relations.one_way"), ONE_WAY, arguments);
    }
    let held = held.and(tasks::held(&caller, task_id)).and(tasks::held(&caller, other_id));
    let plan = Plan::new(relation.clone()).and(held).make_as(entry(&relation), &relation);
    Ok(plan.and(ripple::of_relation(&app, &caller, &relation, 1).await?))
}

async fn delete(app: App, caller: Caller, which: WhichRelation) -> Result<Plan<Said>> {
    let relation = find(&app, &caller, which.id).await?;
    let said = Said { message: format!("Relation {} deleted successfully", relation.id) };
    let removal = Batch::new().delete::<TaskRelation>((caller.space_id, relation.id));
    let plan = Plan::new(said).remove_as(entry(&relation), &relation, removal);
    Ok(plan.and(ripple::of_relation(&app, &caller, &relation, -1).await?))
}

/// Where the log tells of a relation.
fn entry(relation: &TaskRelation) -> Entry {
    Entry { noun: "relations", space_id: relation.space_id, row_id: relation.id, revision: 1 }
}
