//! What may be, for relations.
use super::RelationKind;
use base::{Error, Id, Result};

/// The relation as it is kept: where neither side comes first, the smaller id does.
pub(super) fn settled(task_id: Id, kind: RelationKind, other_id: Id) -> Result<(Id, Id)> {
    if task_id == other_id {
        return Err(Error::flaw("/other_id", "itself", "a task has nothing to do with itself"));
    }
    let is_turned = kind == RelationKind::Relates && other_id < task_id;
    Ok(if is_turned { (other_id, task_id) } else { (task_id, other_id) })
}

/// The kinds among which nothing may go round in a circle; those that say which comes first are looked at together.
pub(super) fn one_way(kind: RelationKind) -> Option<(RelationKind, RelationKind)> {
    use RelationKind::{Blocks, Duplicates, Parent, Precedes, Relates};
    match kind {
        Blocks | Precedes => Some((Blocks, Precedes)),
        Duplicates => Some((Duplicates, Duplicates)),
        Parent => Some((Parent, Parent)),
        Relates => None,
    }
}
