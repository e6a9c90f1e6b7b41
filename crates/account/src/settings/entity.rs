//! The table of settings: a setting that is not here does not compile.
use base::{Id, Instant};
use serde::Serialize;
use serde_json::Value;
use store::Entity;

/// How the house is for one person.
#[derive(Clone, Debug, PartialEq, Entity, Serialize)]
#[table("user_settings", scope = user, clustered)]
pub struct UserSettings {
    /// Whose.
    #[key]
    #[refers("users.id", on_delete = cascade)]
    pub user_id: Id,
    /// The look.
    #[default("dark")]
    pub theme: String,
    /// Whether mail is sent about what happens.
    #[default(true)]
    pub notifications_enabled: bool,
    /// The IANA zone that days are counted in.
    #[default("UTC")]
    pub timezone: String,
    /// The model that is used where no other is named.
    #[default("llama3.2:3b")]
    pub selected_model: String,
    /// The model for chat.
    #[default("llama3.2:3b")]
    pub chat_model: String,
    /// The model for the first look at a request.
    #[default("llama3.2:3b")]
    pub initial_assessment_model: String,
    /// The model that picks tools.
    #[default("llama3.2:3b")]
    pub tool_selection_model: String,
    /// The model for embeddings.
    #[default("llama3.2:3b")]
    pub embeddings_model: String,
    /// The model for code.
    #[default("llama3.2:3b")]
    pub coding_model: String,
    /// The model that decides whether to plan.
    #[default("llama3.2:3b")]
    pub executive_assessment_model: String,
    /// The model that judges confidence.
    #[default("llama3.2:3b")]
    pub confidence_assessment_model: String,
    /// The model that routes to tools.
    #[default("llama3.2:3b")]
    pub tool_routing_model: String,
    /// The model for simple plans.
    #[default("llama3.2:3b")]
    pub simple_planning_model: String,
    /// The model that validates plans.
    #[default("llama3.2:3b")]
    pub plan_validation_model: String,
    /// The model that compares plans.
    #[default("llama3.2:3b")]
    pub plan_comparison_model: String,
    /// The model for reflection.
    #[default("llama3.2:3b")]
    pub reflection_model: String,
    /// The model that writes the last answer.
    #[default("llama3.2:3b")]
    pub final_response_model: String,
    /// The specialist's model.
    #[default("llama3.2:1b")]
    pub wave_function_specialist_model: String,
    /// The refiner's model.
    #[default("llama3.1:8b")]
    pub wave_function_refinement_model: String,
    /// The model for quick talk.
    #[default("llama3.2:1b")]
    pub fast_conversational_model: String,
    /// The project manager's model.
    #[default("llama3.2:3b")]
    pub project_manager_model: String,
    /// The business analyst's model.
    #[default("llama3.2:3b")]
    pub business_analyst_model: String,
    /// The creative director's model.
    #[default("llama3.2:3b")]
    pub creative_director_model: String,
    /// The planning expert's model.
    #[default("llama3.2:3b")]
    pub planning_expert_model: String,
    /// The Socratic expert's model.
    #[default("llama3.2:3b")]
    pub socratic_expert_model: String,
    /// The wellbeing coach's model.
    #[default("llama3.2:3b")]
    pub wellbeing_coach_model: String,
    /// The output formatter's model.
    #[default("llama3.2:3b")]
    pub output_formatter_model: String,
    /// The quality assurer's model.
    #[default("llama3.2:3b")]
    pub quality_assurance_model: String,
    /// The technical expert's model.
    #[default("llama3.1:8b")]
    pub technical_expert_model: String,
    /// The research specialist's model.
    #[default("llama3.1:8b")]
    pub research_specialist_model: String,
    /// The personal assistant's model.
    #[default("mistral:7b")]
    pub personal_assistant_model: String,
    /// The data analyst's model.
    #[default("qwen2.5:7b")]
    pub data_analyst_model: String,
    /// How much each kind of event weighs.
    #[default(r#"{"meeting":1.0,"appointment":0.9,"reminder":0.7,"task":0.8,"event":0.6}"#)]
    pub calendar_event_weights: Value,
    /// The model where speed counts.
    pub fast_model: Option<String>,
    /// The model where quality counts.
    pub smart_model: Option<String>,
    /// The model for plans.
    pub planning_model: Option<String>,
    /// What the agents may do.
    pub agent_settings: Option<Value>,
    /// Goes up by one with every change.
    #[check("revision >= 1")]
    pub revision: i64,
    /// When it last changed.
    pub updated_at: Instant,
}
