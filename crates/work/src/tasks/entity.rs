//! The table of tasks.
use super::Due;
use crate::{Ids, Recurrence, Words};
use base::{Id, Instant};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Entity, OneOf};
use utoipa::ToSchema;

/// A thing to be done.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, Deserialize, ToSchema)]
#[table("tasks", scope = space)]
#[unique(space_id, id)]
#[index(user_id, id)]
#[index(space_id, created_at, id, only = "deleted_at is null")]
#[index(space_id, status, created_at, id, only = "deleted_at is null")]
#[index(space_id, calculated_score, id, only = "deleted_at is null")]
#[index(space_id, due_order, id, only = "deleted_at is null")]
#[index(space_id, deleted_at, only = "deleted_at is not null")]
#[index(space_id, project_id, only = "project_id is not null")]
#[unique(space_id, recurs_from_id, only = "recurs_from_id is not null and deleted_at is null")]
#[refers(space_id, project_id, to = "projects(space_id, id)", on_delete = restrict)]
pub struct Task {
    /// Its name for programs.
    #[key]
    pub id: Id,
    /// Where it lies.
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Id,
    /// Whose it is.
    #[refers("users.id", on_delete = restrict)]
    pub user_id: Id,
    /// The project it belongs to.
    pub project_id: Option<Id>,
    /// What is to be done.
    #[check("length(title) > 0")]
    pub title: String,
    /// More about it.
    pub description: Option<String>,
    /// How far it is.
    #[default("pending")]
    pub status: TaskStatus,
    /// How much it matters that it is done soon.
    #[default("medium")]
    pub priority: TaskPriority,
    /// The category it was put into.
    pub category: Option<String>,
    /// The day or the instant by which it is to be done.
    #[check("length(due_date) in (10, 27)")]
    pub due_date: Option<Due>,
    /// Its place by the time it is due; tasks that are not due come last.
    #[default("~")]
    #[serde(skip)]
    pub due_order: String,
    /// How long it was thought to take.
    #[check("estimated_hours >= 0")]
    pub estimated_hours: Option<f64>,
    /// How long it took.
    #[check("actual_hours >= 0")]
    pub actual_hours: Option<f64>,
    /// How much of it is done.
    #[default(0)]
    #[check("completion_percentage between 0 and 100")]
    pub completion_percentage: i64,
    /// The words it is about.
    pub semantic_keywords: Option<Value>,
    /// Its place in the index of meanings.
    pub semantic_embedding_id: Option<String>,
    /// The category its words suggest.
    pub semantic_category: Option<String>,
    /// What else its words suggest.
    pub semantic_tags: Option<Value>,
    /// It, in a sentence.
    pub semantic_summary: Option<String>,
    /// Who says what it is about.
    #[default("rules")]
    pub semantic_source: SemanticSource,
    /// How much importance weighs in its score.
    #[default(1)]
    pub importance_weight: f64,
    /// How much urgency weighs in its score.
    #[default(1)]
    pub urgency_weight: f64,
    /// How much complexity weighs in its score.
    #[default(1)]
    pub complexity_weight: f64,
    /// How much its owner's wish weighs in its score.
    #[default(1)]
    pub user_priority_weight: f64,
    /// How many open tasks wait for it.
    #[default(0)]
    pub blocking: i64,
    /// For how many open tasks it waits.
    #[default(0)]
    pub waiting_for: i64,
    /// Its rank, computed on every write.
    #[default(0)]
    pub calculated_score: f64,
    /// The kind of task.
    #[default("general")]
    pub task_type: TaskType,
    /// The language it is to be written in.
    pub programming_language: Option<String>,
    /// How hard it is.
    pub difficulty_level: Option<String>,
    /// What one must know of the code.
    pub code_context: Option<Value>,
    /// The branch it is done on.
    pub repository_branch: Option<String>,
    /// How it recurs, as iCalendar says it; nothing where it does not.
    pub recurrence_rule: Option<Recurrence>,
    /// From when on the next time counts.
    #[default("due")]
    pub recurrence_from: RecurrenceFrom,
    /// The day or the instant that the rule counts from.
    #[check("length(recurrence_start) in (10, 27)")]
    pub recurrence_start: Option<Due>,
    /// Its place among the times of the rule, from 1 on.
    #[default(1)]
    #[check("recurrence_number >= 1")]
    pub recurrence_number: i64,
    /// The first task of those that follow each other.
    pub series_id: Option<Id>,
    /// The task that it follows.
    pub recurs_from_id: Option<Id>,
    /// Goes up by one with every change.
    #[check("revision >= 1")]
    pub revision: i64,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// When it was done.
    pub completed_at: Option<Instant>,
    /// When it was thrown away; it can be had back until it is purged.
    pub deleted_at: Option<Instant>,
    /// The labels that it carries, by their names for programs, in the order of `labels`.
    #[told(
        sqlite = "(case when not exists (select 1 from task_labels where task_labels.space_id = tasks.space_id \
                  and task_labels.task_id = tasks.id) then '[]' else \
                  (select json_group_array(lower(substr(hex(labels.id), 1, 8) || '-' || substr(hex(labels.id), 9, 4) || '-' || \
                  substr(hex(labels.id), 13, 4) || '-' || substr(hex(labels.id), 17, 4) || '-' || substr(hex(labels.id), 21)) \
                  order by labels.name_key) from task_labels join labels on labels.space_id = task_labels.space_id \
                  and labels.id = task_labels.label_id where task_labels.space_id = tasks.space_id \
                  and task_labels.task_id = tasks.id and labels.deleted_at is null) end)",
        postgres = "(case when not exists (select 1 from task_labels where task_labels.space_id = tasks.space_id \
                    and task_labels.task_id = tasks.id) then '[]' else \
                    (select coalesce(jsonb_agg(labels.id order by labels.name_key), '[]') from task_labels join labels \
                    on labels.space_id = task_labels.space_id and labels.id = task_labels.label_id \
                    where task_labels.space_id = tasks.space_id and task_labels.task_id = tasks.id \
                    and labels.deleted_at is null) end)"
    )]
    pub label_ids: Ids,
    /// The labels that it carries, as they are called now, by name.
    #[told(
        sqlite = "(case when not exists (select 1 from task_labels where task_labels.space_id = tasks.space_id \
                  and task_labels.task_id = tasks.id) then '[]' else \
                  (select json_group_array(labels.name order by labels.name_key) from task_labels join labels \
                  on labels.space_id = task_labels.space_id and labels.id = task_labels.label_id \
                  where task_labels.space_id = tasks.space_id and task_labels.task_id = tasks.id \
                  and labels.deleted_at is null) end)",
        postgres = "(case when not exists (select 1 from task_labels where task_labels.space_id = tasks.space_id \
                    and task_labels.task_id = tasks.id) then '[]' else \
                    (select coalesce(jsonb_agg(labels.name order by labels.name_key), '[]') from task_labels join labels \
                    on labels.space_id = task_labels.space_id and labels.id = task_labels.label_id \
                    where task_labels.space_id = tasks.space_id and task_labels.task_id = tasks.id \
                    and labels.deleted_at is null) end)"
    )]
    pub labels: Words,
}

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum TaskStatus {
    /// Not begun.
    Pending,
    /// Being done.
    InProgress,
    /// Done.
    Completed,
    /// Not to be done.
    Cancelled,
    /// Waiting.
    OnHold,
}

/// From when on the next time of a task counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum RecurrenceFrom {
    /// From when it was due.
    Due,
    /// From when it was done.
    Completion,
}

/// Who says what a task is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum SemanticSource {
    /// Rules, from its own words.
    Rules,
    /// Somebody, in their own words.
    User,
}

/// How much it matters that a task is done soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum TaskPriority {
    /// Some day.
    Low,
    /// As usual.
    Medium,
    /// Soon.
    High,
    /// Now.
    Urgent,
}

/// The kind of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum TaskType {
    /// Anything.
    General,
    /// To write code.
    Coding,
    /// To read somebody's work.
    Review,
    /// To try whether it works.
    Testing,
    /// To bring it to people.
    Deployment,
    /// To talk.
    Meeting,
    /// To find out.
    Research,
    /// A chance to take.
    Opportunity,
}
