//! What filters can ask about tasks.
#[cfg(test)]
mod tests;

use super::{Task, list::TaskOrder};
use crate::{labels, projects};

/// The row of the project that a task is in; its name is what the filter speaks of.
macro_rules! of_project {
    ($name:literal) => {
        concat!(
            "exists (select 1 from projects where projects.space_id = tasks.space_id and projects.id = tasks.project_id and ",
            $name,
            ")"
        )
    };
}

/// A label that the task carries.
macro_rules! of_label {
    ($name:literal) => {
        concat!(
            "exists (select 1 from task_labels join labels on labels.space_id = task_labels.space_id \
             and labels.id = task_labels.label_id where task_labels.space_id = tasks.space_id \
             and task_labels.task_id = tasks.id and labels.deleted_at is null and ",
            $name,
            ")"
        )
    };
}

api::filterable! { pub(crate) static FILTERS of Task, "tasks", sorts TaskOrder;
    id: id;
    user_id: person;
    project: name(
        "project_id", "projects", projects::names, of_project!("projects.name = $1"),
        of_project!("lower(projects.name) like $1 escape '\\'")
    );
    project_id: id;
    label: names(
        "labels", "tasks", labels::names, of_label!("labels.name_key = $1"),
        of_label!("labels.name_key like $1 escape '\\'"), concat!("not ", of_label!("labels.revision > 0"))
    );
    title: text;
    description: text;
    status: word;
    priority: word;
    category: text;
    due_date: due;
    estimated_hours: number;
    actual_hours: number;
    completion_percentage: number;
    semantic_category: text;
    semantic_summary: text;
    importance_weight: number;
    urgency_weight: number;
    complexity_weight: number;
    user_priority_weight: number;
    calculated_score: number;
    task_type: word;
    programming_language: text;
    difficulty_level: text;
    repository_branch: text;
    recurrence_rule: text;
    recurrence_from: word;
    recurrence_start: due;
    recurrence_number: number;
    series_id: id;
    recurs_from_id: id;
    revision: number;
    created_at: instant;
    updated_at: instant;
    completed_at: instant;
}
