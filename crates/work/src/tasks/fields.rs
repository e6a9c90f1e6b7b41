//! What a client may say of a task, and how far it may go.
use super::{Due, RecurrenceFrom, Task, TaskPriority, TaskStatus, TaskType};
use crate::{Recurrence, Words, labels};
use api::Bound;
use base::Id;
use serde_json::Value;

/// The longest of the short texts.
const WORD: Bound = Bound::Text(0, 200);
/// The largest of the documents.
const DOCUMENT: Bound = Bound::Json(64_000);
/// How much something weighs in the score.
const WEIGHT: Bound = Bound::Number(0.0, 2.0);
/// How long something takes.
const HOURS: Bound = Bound::Number(0.0, 100_000.0);

api::fields! { TaskFields, NewTask of Task, needs title;
    /// The project it belongs to.
    project_id: Option<Id>;
    /// What is to be done.
    title: String = Bound::Text(1, 500);
    /// More about it.
    description: Option<String> = Bound::Text(0, 20_000);
    /// How far it is.
    status: TaskStatus;
    /// How much it matters that it is done soon.
    priority: TaskPriority;
    /// The category it was put into.
    category: Option<String> = WORD;
    /// The day or the instant by which it is to be done.
    due_date: Option<Due>;
    /// How long it is thought to take.
    estimated_hours: Option<f64> = HOURS;
    /// How long it took.
    actual_hours: Option<f64> = HOURS;
    /// How much of it is done.
    completion_percentage: i64 = Bound::Number(0.0, 100.0);
    /// The words it is about.
    semantic_keywords: Option<Value> = DOCUMENT;
    /// Its place in the index of meanings.
    semantic_embedding_id: Option<String> = WORD;
    /// The category its words suggest.
    semantic_category: Option<String> = WORD;
    /// What else its words suggest.
    semantic_tags: Option<Value> = DOCUMENT;
    /// It, in a sentence.
    semantic_summary: Option<String> = Bound::Text(0, 2_000);
    /// How much importance weighs in its score.
    importance_weight: f64 = WEIGHT;
    /// How much urgency weighs in its score.
    urgency_weight: f64 = WEIGHT;
    /// How much complexity weighs in its score.
    complexity_weight: f64 = WEIGHT;
    /// How much its owner's wish weighs in its score.
    user_priority_weight: f64 = WEIGHT;
    /// The kind of task.
    task_type: TaskType;
    /// The language it is to be written in.
    programming_language: Option<String> = WORD;
    /// How hard it is.
    difficulty_level: Option<String> = WORD;
    /// What one must know of the code.
    code_context: Option<Value> = DOCUMENT;
    /// The branch it is done on.
    repository_branch: Option<String> = WORD;
    /// How it recurs, as iCalendar says it, such as `FREQ=WEEKLY;BYDAY=MO`.
    recurrence_rule: Option<Recurrence>;
    /// From when on the next time counts: from when it was due, or from when it was done.
    recurrence_from: RecurrenceFrom;
    /// The day or the instant that the rule counts from; without a word, when the task is due as the rule is given.
    recurrence_start: Option<Due>;
    /// The labels that it carries, all of them; a name that no label has yet makes one.
    labels: Words = labels::NAME;
}
