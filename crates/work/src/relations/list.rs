//! Lists of relations.
use super::{RelationKind, TaskRelation, fields::RelationsWanted};
use crate::filters::{Asked, FilterNoun};
use api::{App, Caller, Things};
use base::{Id, Result};
use store::{List, filter, sort, within};

api::filterable! { pub(crate) static FILTERS of TaskRelation, "relations";
    id: id;
    user_id: person;
    task_id: id;
    kind: word;
    other_id: id;
    revision: number;
    created_at: instant;
    updated_at: instant;
}

/// The page of relations that is wanted.
pub(super) async fn list(app: App, caller: Caller, wanted: RelationsWanted) -> Result<Things<TaskRelation>> {
    let here = within!(TaskRelation, (Id,), "space_id = $1 and deleted_at is null");
    let gone = within!(TaskRelation, (Id,), "space_id = $1 and deleted_at is not null");
    let order = sort!(TaskRelation, Up, "created_at", "id");
    let mut list = List::of(if wanted.deleted { gone } else { here }, (caller.space_id,), order, wanted.limit.0);
    if let Some(id) = wanted.task_id {
        list = list.filter(filter!(TaskRelation, (Id, Id), "(task_id = $1 or other_id = $2)"), (id, id));
    }
    if let Some(kind) = wanted.kind {
        list = list.filter(filter!(TaskRelation, (RelationKind,), "kind = $1"), (kind,));
    }
    let asked = Asked::of(&app, &caller, FilterNoun::Relations, wanted.filter, wanted.saved).await?;
    Things::of(asked.narrow(&FILTERS, list, &app, &caller)?, wanted.cursor.as_deref())
}
