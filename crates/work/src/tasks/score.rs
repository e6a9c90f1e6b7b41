//! The score of a task: how much it asks to be done next, and why.
use super::{Due, Task, TaskPriority, TaskStatus};
use base::{Day, Instant};
use serde::Serialize;
use std::time::Duration;
use utoipa::ToSchema;

/// A score from 0 to 100 with what it is made of.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct Score {
    /// The score.
    pub(crate) calculated_score: f64,
    /// What adds to it, and what it is divided by.
    pub(crate) terms: Vec<Term>,
}

/// One part of a score.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct Term {
    /// What it is about.
    pub(crate) name: &'static str,
    /// How much it comes to, before it is weighed.
    pub(crate) value: f64,
    /// How much it weighs.
    pub(crate) weight: f64,
    /// What it adds to the score; for what divides it, how much that takes away.
    pub(crate) points: f64,
    /// Why, in words.
    pub(crate) why: String,
}

const IMPORTANCE: f64 = 0.35;
const URGENCY: f64 = 0.30;
const WISH: f64 = 0.20;
const PRIORITY: f64 = 0.15;
/// The largest weight.
const MOST: f64 = 2.0;
/// How much each unit of complexity above one takes away.
const COMPLEXITY: f64 = 0.25;

/// What each task that waits for it adds, and each that it waits for takes away.
const EACH: f64 = 3.0;
/// How many of these count.
const MOST_NEIGHBOURS: i64 = 5;

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The score of a task at that time; a task that is done or dropped asks for nothing.
pub(crate) fn score(task: &Task, now: Instant) -> Score {
    if matches!(task.status, TaskStatus::Completed | TaskStatus::Cancelled) {
        let why = "it asks for nothing any more".to_owned();
        return Score {
            calculated_score: 0.0,
            terms: vec![Term { name: "status", value: 0.0, weight: 0.0, points: 0.0, why }],
        };
    }
    let (urgency, why_urgent) = urgency(task, now);
    let (rank, word) = rank(task.priority);
    let add = |name, value: f64, weight: f64, why: String| {
        let points = 100.0 * weight * value / MOST;
        Term { name, value, weight, points, why }
    };
    let mut terms = vec![
        add("importance", task.importance_weight, IMPORTANCE, format!("importance {} of 2", task.importance_weight)),
        add("urgency", urgency, URGENCY, why_urgent),
        add("wish", task.user_priority_weight, WISH, format!("its owner's wish {} of 2", task.user_priority_weight)),
        add("priority", rank, PRIORITY, format!("{word} priority")),
    ];
    let sum: f64 = terms.iter().map(|term| term.points).sum();
    let whole = sum.clamp(0.0, 100.0);
    let divisor = 1.0 + COMPLEXITY * (task.complexity_weight - 1.0);
    let why = format!("complexity {} of 2 divides it by {}", task.complexity_weight, rounded(divisor));
    let points = whole / divisor - whole;
    terms.push(Term { name: "complexity", value: task.complexity_weight, weight: COMPLEXITY, points, why });
    terms.extend(neighbours("blocking", "blocks", task.blocking, EACH));
    terms.extend(neighbours("waiting_for", "waits for", task.waiting_for, -EACH));
    let sum: f64 = terms.iter().map(|term| term.points).sum();
    let calculated_score = rounded(sum.clamp(0.0, 100.0));
    terms.iter_mut().for_each(|term| term.points = rounded(term.points));
    Score { calculated_score, terms }
}

/// What the tasks around it add or take away, each the same, up to the fifth.
#[expect(clippy::cast_precision_loss, reason = "five at most")]
fn neighbours(name: &'static str, verb: &str, count: i64, each: f64) -> Option<Term> {
    let value = count.clamp(0, MOST_NEIGHBOURS) as f64;
    let why = format!("{verb} {}", plural(count.max(0).cast_unsigned(), "task"));
    (count > 0).then_some(Term { name, value, weight: each, points: each * value, why })
}

/// The weight of urgency, raised by a due date that is near: by half within a week, to the most when the day has come.
fn urgency(task: &Task, now: Instant) -> (f64, String) {
    let weight = task.urgency_weight;
    let Some(due) = task.due_date else { return (weight, format!("urgency {weight} of 2, not due")) };
    let (end, left) = match due {
        Due::At(at) => (at, at.micros().saturating_sub(now.micros())),
        Due::On(day) => (end_of(day), end_of(day).micros().saturating_sub(now.micros())),
    };
    let within = |span: Duration| end <= now.plus(span);
    let (raised, why) = match () {
        () if left < 0 => (MOST, "overdue".to_owned()),
        () if within(DAY) => (MOST, format!("due in {}", hours(left))),
        () if within(3 * DAY) => ((weight * 1.75).min(MOST), format!("due in {}", days(left))),
        () if within(7 * DAY) => ((weight * 1.5).min(MOST), format!("due in {}", days(left))),
        () if within(14 * DAY) => ((weight * 1.25).min(MOST), format!("due in {}", days(left))),
        () => (weight, format!("due in {}", days(left))),
    };
    (raised, why)
}

/// The first moment after a day.
fn end_of(day: Day) -> Instant {
    day.start().plus(DAY)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the time left is not below zero here")]
fn hours(micros: i64) -> String {
    plural(micros as u64 / HOUR.as_micros() as u64, "hour")
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the time left is not below zero here")]
fn days(micros: i64) -> String {
    plural(micros as u64 / DAY.as_micros() as u64, "day")
}

fn plural(number: u64, one: &str) -> String {
    match number {
        0 => format!("less than one {one}"),
        1 => format!("one {one}"),
        _ => format!("{number} {one}s"),
    }
}

/// The place of a priority among its likes, from 0 to 1, and its word.
fn rank(priority: TaskPriority) -> (f64, &'static str) {
    match priority {
        TaskPriority::Low => (0.25, "low"),
        TaskPriority::Medium => (0.5, "medium"),
        TaskPriority::High => (0.75, "high"),
        TaskPriority::Urgent => (1.0, "urgent"),
    }
}

/// To two digits, which is what people see.
fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{maker::Maker, tasks::rules::blank};
    use base::{Clock, Id};

    fn now() -> Instant {
        "2026-11-20T08:00:00Z".parse().unwrap()
    }

    fn task() -> Task {
        let clock = Clock::held(now(), 1);
        blank(&Maker { id: Id::new(&clock), space_id: Id::new(&clock), user_id: Id::new(&clock), at: now() })
    }

    #[test]
    fn a_plain_task_scores_by_the_formula() {
        // 100 * (0.35 * 1 + 0.30 * 1 + 0.20 * 1 + 0.15 * 2 / 4) / 2
        assert_eq!(score(&task(), now()).calculated_score, 46.25);
        let hard = Task { complexity_weight: 2.0, ..task() };
        assert_eq!(score(&hard, now()).calculated_score, 37.0, "divided by 1.25");
        let all = Task {
            importance_weight: 2.0,
            urgency_weight: 2.0,
            user_priority_weight: 2.0,
            priority: TaskPriority::Urgent,
            ..task()
        };
        assert_eq!(score(&all, now()).calculated_score, 92.5);
        let easy = Task { complexity_weight: 0.0, ..all };
        assert_eq!(score(&easy, now()).calculated_score, 100.0, "and no more than that");
    }

    #[test]
    fn the_nearer_it_is_due_the_more_it_asks_for() {
        let due = |text: &str| score(&Task { due_date: Some(text.parse().unwrap()), ..task() }, now());
        let words = |score: &Score| score.terms.iter().find(|term| term.name == "urgency").unwrap().why.clone();
        let mut last = 0.0;
        for (text, why) in [
            ("2027-01-01", "due in 42 days"),
            ("2026-12-02", "due in 12 days"),
            ("2026-11-25", "due in 5 days"),
            ("2026-11-22T09:00:00Z", "due in 2 days"),
            ("2026-11-20T10:30:00Z", "due in 2 hours"),
        ] {
            let score = due(text);
            assert!(score.calculated_score > last, "{text}: {score:?}");
            assert_eq!(words(&score), why, "{text}");
            last = score.calculated_score;
        }
        assert_eq!(words(&due("2026-11-20T07:59:59Z")), "overdue");
        assert_eq!(words(&due("2026-11-20")), "due in 16 hours", "a day is over when it is over");
        assert_eq!(words(&due("2026-11-19")), "overdue");
    }

    #[test]
    fn the_terms_come_to_the_score() {
        let task = Task {
            due_date: Some("2026-11-21".parse().unwrap()),
            complexity_weight: 1.4,
            blocking: 9,
            waiting_for: 1,
            ..task()
        };
        let score = score(&task, now());
        let sum: f64 = score.terms.iter().map(|term| term.points).sum();
        assert!(score.terms.iter().any(|term| term.name == "waiting_for" && term.points == -3.0));
        assert!((sum - score.calculated_score).abs() < 0.05, "{score:?}");
    }

    #[test]
    fn what_is_over_asks_for_nothing() {
        for status in [TaskStatus::Completed, TaskStatus::Cancelled] {
            assert_eq!(score(&Task { status, ..task() }, now()).calculated_score, 0.0);
        }
    }
}
