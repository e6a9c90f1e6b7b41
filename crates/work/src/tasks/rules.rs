//! What may be and what follows, for tasks.
use super::{
    RecurrenceFrom, SemanticSource, Task, TaskPriority, TaskStatus, TaskType, recurrence, score::score, semantics,
};
use crate::{Ids, Words, maker::Maker};
use base::{Error, Instant, Result};

/// A task of which nothing is known yet.
pub(crate) fn blank(maker: &Maker) -> Task {
    Task {
        id: maker.id,
        space_id: maker.space_id,
        user_id: maker.user_id,
        project_id: None,
        title: String::new(),
        description: None,
        status: TaskStatus::Pending,
        priority: TaskPriority::Medium,
        category: None,
        due_date: None,
        due_order: String::new(),
        estimated_hours: None,
        actual_hours: None,
        completion_percentage: 0,
        semantic_keywords: None,
        semantic_embedding_id: None,
        semantic_category: None,
        semantic_tags: None,
        semantic_summary: None,
        semantic_source: SemanticSource::Rules,
        importance_weight: 1.0,
        urgency_weight: 1.0,
        complexity_weight: 1.0,
        user_priority_weight: 1.0,
        blocking: 0,
        waiting_for: 0,
        calculated_score: 0.0,
        task_type: TaskType::General,
        programming_language: None,
        difficulty_level: None,
        code_context: None,
        repository_branch: None,
        recurrence_rule: None,
        recurrence_from: RecurrenceFrom::Due,
        recurrence_start: None,
        recurrence_number: 1,
        series_id: None,
        recurs_from_id: None,
        revision: 1,
        created_at: maker.at,
        updated_at: maker.at,
        completed_at: None,
        deleted_at: None,
        label_ids: Ids::default(),
        labels: Words::default(),
    }
}

/// A task in a space and of a user of that id, of which nothing is known yet.
#[cfg(test)]
pub(crate) fn blank_of(id: base::Id, at: Instant) -> Task {
    blank(&Maker { id, space_id: id, user_id: id, at })
}

/// Whether a status may follow another: any may, but what is over is only taken up again.
pub(crate) fn may_follow(before: TaskStatus, after: TaskStatus) -> Result<()> {
    use TaskStatus::{Cancelled, Completed, InProgress, Pending};
    let is_over = matches!(before, Completed | Cancelled);
    if !is_over || before == after || matches!(after, Pending | InProgress) {
        return Ok(());
    }
    let before = if before == Completed { "completed" } else { "cancelled" };
    let why = format!("a {before} task is taken up again as pending or in_progress first");
    Err(Error::Conflict { why: why.into() })
}

/// A task as an edit leaves it: completing fills in what completing means, taking up again lets go of it.
pub(crate) fn edited(before: &Task, after: Task, now: Instant) -> Result<Task> {
    may_follow(before.status, after.status)?;
    let after = recurrence::settled(before, semantics::settled(before, after))?;
    let was_done = before.status == TaskStatus::Completed;
    Ok(match after.status {
        TaskStatus::Completed => {
            let completed_at = after.completed_at.filter(|_| was_done).or(Some(now));
            Task { completion_percentage: 100, completed_at, ..after }
        }
        _ if was_done => {
            // Unless the same edit says how far it is.
            let is_said = after.completion_percentage != before.completion_percentage;
            let completion_percentage = if is_said { after.completion_percentage } else { 0 };
            Task { completion_percentage, completed_at: None, ..after }
        }
        _ => after,
    })
}

/// Whether there is still something to do.
pub(crate) fn is_open(task: &Task) -> bool {
    task.deleted_at.is_none() && !matches!(task.status, TaskStatus::Completed | TaskStatus::Cancelled)
}

/// What follows from the fields of a task: its place by due date, and its score.
pub(crate) fn settled(task: Task, now: Instant) -> Task {
    let due_order = task.due_date.map_or_else(|| "~".into(), |due| due.to_string());
    let calculated_score = score(&task, now).calculated_score;
    Task { due_order, calculated_score, ..task }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::{Clock, Id};
    use store::OneOf;

    fn now() -> Instant {
        "2026-11-20T08:00:00Z".parse().unwrap()
    }

    fn task(status: TaskStatus) -> Task {
        let clock = Clock::held(now(), 1);
        let maker = Maker { id: Id::new(&clock), space_id: Id::new(&clock), user_id: Id::new(&clock), at: now() };
        Task { status, ..blank(&maker) }
    }

    fn to(before: &Task, status: TaskStatus) -> Result<Task> {
        edited(before, Task { status, ..before.clone() }, now())
    }

    #[test]
    fn any_status_may_follow_another_but_what_is_over_is_only_taken_up_again() {
        use TaskStatus::{Cancelled, Completed, InProgress, OnHold, Pending};
        let refused = [(Completed, Cancelled), (Completed, OnHold), (Cancelled, Completed), (Cancelled, OnHold)];
        for before in TaskStatus::ALL {
            for after in TaskStatus::ALL {
                let is_refused = refused.contains(&(*before, *after));
                assert_eq!(may_follow(*before, *after).is_err(), is_refused, "{before:?} to {after:?}");
            }
        }
        assert_eq!(TaskStatus::ALL, [Pending, InProgress, Completed, Cancelled, OnHold]);
    }

    #[test]
    fn completing_fills_in_what_it_means_and_taking_up_again_lets_go_of_it() {
        let half = Task { completion_percentage: 50, ..task(TaskStatus::InProgress) };
        let done = to(&half, TaskStatus::Completed).unwrap();
        assert_eq!((done.completion_percentage, done.completed_at), (100, Some(now())));
        let open = to(&done, TaskStatus::Pending).unwrap();
        assert_eq!((open.completion_percentage, open.completed_at), (0, None));
        let said = Task { status: TaskStatus::InProgress, completion_percentage: 80, ..done.clone() };
        assert_eq!(edited(&done, said, now()).unwrap().completion_percentage, 80, "unless the edit says how far it is");
        let earlier: Instant = "2026-11-19T08:00:00Z".parse().unwrap();
        let renamed = Task { completed_at: Some(earlier), ..done };
        assert_eq!(
            to(&renamed, TaskStatus::Completed).unwrap().completed_at,
            Some(earlier),
            "what is done stays done then"
        );
    }

    #[test]
    fn a_task_that_is_not_due_stands_behind_all_that_are() {
        let due =
            |text: &str| settled(Task { due_date: Some(text.parse().unwrap()), ..task(TaskStatus::Pending) }, now());
        let (day, instant) = (due("9999-12-31"), due("2026-11-20T08:00:00Z"));
        let never = settled(task(TaskStatus::Pending), now());
        assert!(instant.due_order < day.due_order && day.due_order < never.due_order);
    }
}
