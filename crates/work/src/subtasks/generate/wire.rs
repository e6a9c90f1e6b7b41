//! What steps are asked for by, and what they look like.
use crate::{Task, TaskPriority, TaskType, Words};
use api::{Answer, Wanted};
use base::{Flaw, Id, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::OneOf;
use utoipa::ToSchema;

/// The rule's word for itself.
const METHOD: &str = "rule_based_fallback";
/// How sure a rule can be.
const CONFIDENCE: f64 = 0.6;
/// The largest of the documents.
const LARGEST: usize = 64_000;

/// For which task, and how.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SubtaskGenerationRequest)]
pub(crate) struct Wish {
    /// The task.
    pub(super) id: Id,
    /// What is known of whoever asks.
    #[serde(default)]
    pub(super) context: Context,
    /// Whether steps that the task has already are suggested all the same.
    #[serde(default)]
    pub(super) force_regenerate: bool,
    /// How many steps at most.
    #[serde(default = "five")]
    #[schema(minimum = 1, maximum = 10)]
    pub(super) max_subtasks: usize,
    /// Whether to tell how they came about.
    #[serde(default = "yes")]
    pub(super) include_analysis: bool,
}

fn five() -> usize {
    5
}

fn yes() -> bool {
    true
}

/// What is known of whoever asks.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = SubtaskGenerationContext)]
pub(crate) struct Context {
    /// What they say of themselves.
    pub(super) user_context: Option<Value>,
    /// What else is known.
    pub(super) supplementary_context: Option<Value>,
    /// How much they know already.
    pub(super) skill_level: SkillLevel,
    /// How they like to go about things.
    pub(super) preferred_approach: Option<String>,
    /// What their time allows.
    pub(super) time_constraints: Map<String, Value>,
    /// The kinds of steps they like.
    pub(super) preferred_categories: Words,
    /// What was suggested before.
    pub(super) previous_attempts: Option<Value>,
    /// What they took of that: titles, or objects with one.
    pub(super) selected_subtasks: Option<Value>,
    /// What they did not take; it is not suggested again.
    pub(super) rejected_subtasks: Option<Value>,
    /// The how manieth try this is.
    pub(super) attempt: Option<i64>,
}

/// How much somebody knows already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, OneOf)]
pub(crate) enum SkillLevel {
    /// Little.
    Beginner,
    /// Enough.
    #[default]
    Intermediate,
    /// Much.
    Advanced,
}

impl Wanted for Wish {
    fn flaws(&self) -> Vec<Flaw> {
        let flaw = |at: &str, code, message: String| Flaw { at: at.into(), code, message, allowed: None };
        let context = &self.context;
        let values = [
            &context.user_context,
            &context.supplementary_context,
            &context.previous_attempts,
            &context.selected_subtasks,
            &context.rejected_subtasks,
        ];
        let length: usize = values.into_iter().flatten().map(|value| value.to_string().len()).sum();
        let too_long = (length > LARGEST)
            .then(|| flaw("/context", "too_long", format!("this has {LARGEST} bytes at most as JSON")));
        let beyond = !(1..=10).contains(&self.max_subtasks);
        let beyond = beyond.then(|| flaw("/max_subtasks", "out_of_range", "this is a number from 1 to 10".into()));
        too_long.into_iter().chain(beyond).collect()
    }
}

/// Steps that are suggested.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SubtaskGenerationResponse)]
pub(crate) struct Generated {
    /// The steps, in their order.
    subtasks: Vec<Suggested>,
    /// How they came about, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    analysis: Option<Analysis>,
    /// What they were made from.
    generation_metadata: Metadata,
    /// How sure this is, from 0 to 1.
    confidence_score: f64,
    /// How long it took.
    processing_time_ms: u64,
}

/// A step that is suggested.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SuggestedSubtask)]
pub(crate) struct Suggested {
    /// Its name among these.
    pub(super) id: String,
    /// What is to be done.
    pub(super) title: String,
    /// More about it.
    pub(super) description: String,
    /// How long it may take: from 0.1 to 20.
    pub(super) estimated_hours: f64,
    /// How much it matters that it is done soon.
    pub(super) priority: TaskPriority,
    /// The kind of step.
    pub(super) category: &'static str,
    /// Whether it is done, which nothing is yet.
    pub(super) completed: bool,
    /// What must be there before.
    pub(super) prerequisites: Vec<String>,
    /// What is there afterwards.
    pub(super) deliverables: Vec<&'static str>,
}

/// How steps came about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SubtaskAnalysis)]
pub(crate) struct Analysis {
    /// The kind of task.
    opportunity_type: TaskType,
    /// What made them.
    generation_method: &'static str,
    /// What was looked at.
    context_factors_used: Vec<&'static str>,
}

/// What steps were made from.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SubtaskGenerationMetadata)]
pub(crate) struct Metadata {
    /// The title of the task.
    task_title: String,
    /// How many characters were known of whoever asks.
    context_length: usize,
    /// How many were asked for.
    requested_max_subtasks: usize,
    /// How many there are.
    actual_subtasks_generated: usize,
    /// What made them.
    generation_method: &'static str,
}

impl Generated {
    pub(super) fn new(task: &Task, wish: Wish, subtasks: Vec<Suggested>, processing_time_ms: u64) -> Self {
        let context = &wish.context;
        let length = |value: &Option<Value>| match value {
            Some(Value::String(text)) => text.chars().count(),
            Some(other) => other.to_string().chars().count(),
            None => 0,
        };
        let factors = [
            ("task_type", true),
            ("skill_level", true),
            ("estimated_hours", task.estimated_hours.is_some()),
            ("rejected_subtasks", context.rejected_subtasks.is_some()),
            ("selected_subtasks", context.selected_subtasks.is_some()),
        ];
        let analysis = wish.include_analysis.then(|| Analysis {
            opportunity_type: task.task_type,
            generation_method: METHOD,
            context_factors_used: factors.into_iter().filter(|(_, used)| *used).map(|(name, _)| name).collect(),
        });
        let generation_metadata = Metadata {
            task_title: task.title.clone(),
            context_length: length(&context.user_context) + length(&context.supplementary_context),
            requested_max_subtasks: wish.max_subtasks,
            actual_subtasks_generated: subtasks.len(),
            generation_method: METHOD,
        };
        Self { subtasks, analysis, generation_metadata, confidence_score: CONFIDENCE, processing_time_ms }
    }
}

impl Answer for Generated {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}
