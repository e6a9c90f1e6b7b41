//! What may be and what follows, for subtasks.
use super::Subtask;
use base::{Error, Result};

/// How many steps a task may have.
pub(super) const MOST: usize = 200;

/// Refuses more steps than a task may have.
pub(super) fn has_room(there: usize, more: usize) -> Result<()> {
    match there + more {
        all if all > MOST => Err(Error::flaw(
            "/subtasks",
            "too_long",
            format!("a task has {MOST} steps at most, and has {there} already"),
        )),
        _ => Ok(()),
    }
}

/// The others whose place changes when that step goes to a place among them, each with its place from then on. Beyond the last
/// there is no place but the one after it.
pub(super) fn moved(steps: &[Subtask], step: &Subtask, to: i64) -> (i64, Vec<(Subtask, i64)>) {
    let others: Vec<&Subtask> = steps.iter().filter(|other| other.id != step.id).collect();
    let to = usize::try_from(to).unwrap_or(1).clamp(1, others.len() + 1);
    let place = |at: usize| if at + 1 < to { at + 1 } else { at + 2 };
    let placed = others.into_iter().enumerate().map(|(at, other)| (other.clone(), signed(place(at))));
    (signed(to), placed.filter(|(other, place)| other.position != *place).collect())
}

/// A place as it is kept.
pub(super) fn signed(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}
