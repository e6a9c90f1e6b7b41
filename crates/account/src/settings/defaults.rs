//! What the settings are before anybody touches them.
use super::UserSettings;
use api::Entry;
use base::{Id, Instant};
use serde_json::json;

const SMALL: &str = "llama3.2:1b";
const MEDIUM: &str = "llama3.2:3b";
const LARGE: &str = "llama3.1:8b";

impl UserSettings {
    /// The settings of somebody who has just come: what the table itself would fill in.
    pub fn new(user_id: Id, now: Instant) -> Self {
        Self {
            user_id,
            theme: "dark".into(),
            notifications_enabled: true,
            timezone: "UTC".into(),
            selected_model: MEDIUM.into(),
            chat_model: MEDIUM.into(),
            initial_assessment_model: MEDIUM.into(),
            tool_selection_model: MEDIUM.into(),
            embeddings_model: MEDIUM.into(),
            coding_model: MEDIUM.into(),
            executive_assessment_model: MEDIUM.into(),
            confidence_assessment_model: MEDIUM.into(),
            tool_routing_model: MEDIUM.into(),
            simple_planning_model: MEDIUM.into(),
            plan_validation_model: MEDIUM.into(),
            plan_comparison_model: MEDIUM.into(),
            reflection_model: MEDIUM.into(),
            final_response_model: MEDIUM.into(),
            wave_function_specialist_model: SMALL.into(),
            wave_function_refinement_model: LARGE.into(),
            fast_conversational_model: SMALL.into(),
            project_manager_model: MEDIUM.into(),
            business_analyst_model: MEDIUM.into(),
            creative_director_model: MEDIUM.into(),
            planning_expert_model: MEDIUM.into(),
            socratic_expert_model: MEDIUM.into(),
            wellbeing_coach_model: MEDIUM.into(),
            output_formatter_model: MEDIUM.into(),
            quality_assurance_model: MEDIUM.into(),
            technical_expert_model: LARGE.into(),
            research_specialist_model: LARGE.into(),
            personal_assistant_model: "mistral:7b".into(),
            data_analyst_model: "qwen2.5:7b".into(),
            calendar_event_weights: json!({ "meeting": 1.0, "appointment": 0.9, "reminder": 0.7, "task": 0.8, "event": 0.6 }),
            fast_model: None,
            smart_model: None,
            planning_model: None,
            agent_settings: None,
            revision: 1,
            updated_at: now,
        }
    }

    /// Where the log tells of them: in their owner's space.
    pub(crate) fn entry(&self, space_id: Id) -> Entry {
        Entry { noun: "settings", space_id, row_id: self.user_id, revision: self.revision }
    }
}
