//! What a client may say of a subtask, and how far it may go.
use super::{Subtask, ops::FILTERS, rules::MOST};
use crate::{TaskPriority, Words};
use api::{Answer, Bound, Limit, Naming, Wanted, filter::Fields};
use base::{Flaw, Id, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ObjectBuilder, RefOr,
        schema::{AdditionalProperties, ArrayBuilder, Schema},
    },
};

api::fields! { SubtaskFields, NewSubtask of Subtask, needs title;
    /// What is to be done.
    title: String = Bound::Text(1, 500);
    /// More about it.
    description: Option<String> = Bound::Text(0, 20_000);
    /// How long it is thought to take.
    estimated_hours: Option<f64> = Bound::Number(0.0, 100_000.0);
    /// How much it matters that it is done soon.
    priority: TaskPriority;
    /// The kind of step.
    category: String = Bound::Text(1, 200);
    /// Whether it is done.
    completed: bool;
    /// What must be there before.
    prerequisites: Words = Bound::Text(0, 500);
    /// What is there afterwards.
    deliverables: Words = Bound::Text(0, 500);
    /// Its place among the steps; the others make room.
    position: i64 = Bound::Number(1.0, 200.0);
}

/// Which step of which task.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichSubtask {
    /// The task.
    pub(super) id: Id,
    /// The step.
    pub(super) subtask_id: Id,
    /// The revision that the caller has seen; another one is refused.
    #[serde(default)]
    pub(super) revision: Option<i64>,
}

impl Wanted for WhichSubtask {}

impl Naming for WhichSubtask {
    const NAMES: &'static [&'static str] = &["id", "subtask_id", "revision"];
    const NEEDED: &'static [&'static str] = &["id", "subtask_id"];
}

/// Which step's past, and how much of it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PastOfSubtask {
    /// The task.
    pub(super) id: Id,
    /// The step.
    pub(super) subtask_id: Id,
    /// How many changes are wanted.
    #[serde(default)]
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    pub(super) limit: Limit,
    /// Where the next page starts, as the page before said.
    #[serde(default)]
    pub(super) cursor: Option<String>,
}

impl Wanted for PastOfSubtask {}

/// Which change of which step is to be undone.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UndoneSubtask {
    /// The task.
    pub(super) id: Id,
    /// The step.
    pub(super) subtask_id: Id,
    /// The change, by its number in the history; without a word, the latest that was not undone yet.
    #[serde(default)]
    pub(super) change: Option<i64>,
    /// The revision that the caller has seen; another one is refused.
    #[serde(default)]
    pub(super) revision: Option<i64>,
}

impl Wanted for UndoneSubtask {}

/// The task whose steps are meant, and which of them are wanted.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubtasksWanted {
    /// The task.
    pub(super) id: Id,
    /// Only those for which this holds, in the filter language: `not completed && priority in (high, urgent)`.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub(super) filter: Option<String>,
    /// Only those that this saved filter lets through.
    #[serde(default)]
    pub(super) saved: Option<Id>,
}

impl Wanted for SubtasksWanted {
    fn asks() -> Option<&'static Fields> {
        Some(&FILTERS)
    }
}

/// Steps that are to be added to a task.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSubtasks {
    /// The task.
    pub(super) id: Id,
    /// The steps, in their order.
    #[serde(default)]
    pub(super) subtasks: Vec<Map<String, Value>>,
}

impl Wanted for NewSubtasks {
    fn flaws(&self) -> Vec<Flaw> {
        let too_many = self.subtasks.len() > MOST;
        let message = format!("{MOST} steps at most");
        too_many
            .then(|| Flaw { at: "/subtasks".into(), code: "too_long", message, allowed: None })
            .into_iter()
            .collect()
    }
}

impl PartialSchema for NewSubtasks {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .property("id", Id::schema())
            .property("subtasks", ArrayBuilder::new().items(NewSubtask::schema()).max_items(Some(MOST)))
            .required("id")
            .additional_properties(Some(AdditionalProperties::FreeForm(false)))
            .build()
            .into()
    }
}

impl ToSchema for NewSubtasks {}

/// The steps that were added.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Subtasks {
    /// In their order.
    pub(super) subtasks: Vec<Subtask>,
    /// What was done.
    pub(super) message: &'static str,
}

impl Answer for Subtasks {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}
