//! The list of settings: one that is not here does not compile.
use super::{
    EventWeights, Theme, WebSearchProvider, rules,
    setting::{Setting, settings},
};
use api::{Bound, Patch};
use serde::Serializer;
use serde_json::Value;
use store::Entity;
use vault::Sealed;

/// How long the name of a model may be.
const MODEL: Bound = Bound::Text(1, 200);
/// The largest of the documents.
const DOCUMENT: Bound = Bound::Json(64_000);

settings! {
    /// The look.
    theme: Theme = "dark";
    /// Whether mail is sent about what happens.
    notifications_enabled: bool = true;
    /// Whether what happens is pushed to the phone.
    push_notifications: bool = true;
    /// Whether what happens is shown on the desktop.
    desktop_notifications: bool = true;
    /// The IANA zone that days are counted in, such as Europe/Berlin.
    timezone: String = "UTC";
    /// The model that is used where no other is named.
    selected_model: String = "llama3.2:3b", MODEL;
    /// The model for chat.
    chat_model: String = "llama3.2:3b", MODEL;
    /// The model for the first look at a request.
    initial_assessment_model: String = "llama3.2:3b", MODEL;
    /// The model that picks tools.
    tool_selection_model: String = "llama3.2:3b", MODEL;
    /// The model for embeddings.
    embeddings_model: String = "llama3.2:3b", MODEL;
    /// The model for code.
    coding_model: String = "llama3.2:3b", MODEL;
    /// The model that decides whether to plan.
    executive_assessment_model: String = "llama3.2:3b", MODEL;
    /// The model that judges confidence.
    confidence_assessment_model: String = "llama3.2:3b", MODEL;
    /// The model that routes to tools.
    tool_routing_model: String = "llama3.2:3b", MODEL;
    /// The model for simple plans.
    simple_planning_model: String = "llama3.2:3b", MODEL;
    /// The model that validates plans.
    plan_validation_model: String = "llama3.2:3b", MODEL;
    /// The model that compares plans.
    plan_comparison_model: String = "llama3.2:3b", MODEL;
    /// The model for reflection.
    reflection_model: String = "llama3.2:3b", MODEL;
    /// The model that writes the last answer.
    final_response_model: String = "llama3.2:3b", MODEL;
    /// The specialist's model.
    wave_function_specialist_model: String = "llama3.2:1b", MODEL;
    /// The refiner's model.
    wave_function_refinement_model: String = "llama3.1:8b", MODEL;
    /// The model for quick talk.
    fast_conversational_model: String = "llama3.2:1b", MODEL;
    /// The project manager's model.
    project_manager_model: String = "llama3.2:3b", MODEL;
    /// The business analyst's model.
    business_analyst_model: String = "llama3.2:3b", MODEL;
    /// The creative director's model.
    creative_director_model: String = "llama3.2:3b", MODEL;
    /// The planning expert's model.
    planning_expert_model: String = "llama3.2:3b", MODEL;
    /// The Socratic expert's model.
    socratic_expert_model: String = "llama3.2:3b", MODEL;
    /// The wellbeing coach's model.
    wellbeing_coach_model: String = "llama3.2:3b", MODEL;
    /// The output formatter's model.
    output_formatter_model: String = "llama3.2:3b", MODEL;
    /// The quality assurer's model.
    quality_assurance_model: String = "llama3.2:3b", MODEL;
    /// The technical expert's model.
    technical_expert_model: String = "llama3.1:8b", MODEL;
    /// The research specialist's model.
    research_specialist_model: String = "llama3.1:8b", MODEL;
    /// The personal assistant's model.
    personal_assistant_model: String = "mistral:7b", MODEL;
    /// The data analyst's model.
    data_analyst_model: String = "qwen2.5:7b", MODEL;
    /// How much each kind of event weighs.
    calendar_event_weights: EventWeights = r#"{"meeting":1.0,"appointment":0.9,"reminder":0.7,"task":0.8,"event":0.6}"#;
    /// The model where speed counts.
    fast_model: Option<String>, MODEL;
    /// The model where quality counts.
    smart_model: Option<String>, MODEL;
    /// The model for plans.
    planning_model: Option<String>, MODEL;
    /// What the agents may do.
    agent_settings: Option<Value>, DOCUMENT;
    /// Who searches the web.
    web_search_provider: WebSearchProvider = "disabled";
}

/// Tells of a secret whether there is one.
fn told_whether<S: Serializer>(secret: &Option<Sealed>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bool(secret.is_some())
}

/// What a setting is before anybody touches it: what its column says.
fn usual<T: Setting>(name: &str) -> T {
    T::usual(UserSettings::TABLE.column(name).and_then(|column| column.default))
}

/// What a setting becomes by what was said of it.
fn applied<T: Setting>(said: Patch<Option<T::Said>>, setting: T, name: &str) -> T {
    match said {
        Patch::Keep => setting,
        Patch::Set(None) => usual(name),
        Patch::Set(Some(said)) => setting.applied(said, usual(name)),
    }
}
