//! A conversation about an event, and what it comes to.
use crate::events::EventTime;
use api::{Answer, Wanted};
use base::{Flaw, Instant, Result};
use ical::Zone;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::time::Duration;
use utoipa::ToSchema;

/// So long takes what says no end.
pub(super) const USUAL: Duration = Duration::from_secs(60 * 60);
/// So long a conversation may be, and so long what somebody says in it.
const MOST: (usize, usize) = (200, 20_000);

/// A conversation about an event.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Conversation {
    /// What was said, in its order.
    #[schema(max_items = 200)]
    conversation: Vec<Message>,
    /// The time that was chosen already: `start` and `end`.
    time_slot: Map<String, Value>,
    /// The categories there are, by name.
    user_categories: Vec<Value>,
}

/// What somebody says.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SaidOfEvent)]
pub(crate) struct Message {
    /// Who says it.
    role: String,
    /// What they say.
    #[schema(max_length = 20_000)]
    content: String,
    /// When.
    #[serde(default)]
    timestamp: Option<Value>,
}

impl Wanted for Conversation {
    fn flaws(&self) -> Vec<Flaw> {
        let flaw =
            |at: String, most: usize| Flaw { at, code: "too_long", message: format!("{most} at most"), allowed: None };
        let long = self.conversation.iter().enumerate().filter(|(_, one)| one.content.chars().count() > MOST.1);
        let long = long.map(|(at, _)| flaw(format!("/conversation/{at}/content"), MOST.1));
        let many = (self.conversation.len() > MOST.0).then(|| flaw("/conversation".into(), MOST.0));
        many.into_iter().chain(long).collect()
    }
}

impl Conversation {
    /// What people say; what machines answer is not looked at.
    pub(super) fn said(&self) -> Vec<&str> {
        let of_people = self.conversation.iter().filter(|one| !["assistant", "system"].contains(&&*one.role));
        of_people.map(|one| one.content.trim()).filter(|text| !text.is_empty()).collect()
    }

    /// The names of the categories.
    pub(super) fn categories(&self) -> Vec<String> {
        let name = |one: &Value| one.as_str().or_else(|| one["name"].as_str()).map(str::to_owned);
        self.user_categories.iter().filter_map(name).filter(|name| !name.trim().is_empty()).collect()
    }

    /// The time that was chosen already.
    pub(super) fn slot(&self, zone: &Zone) -> Option<(Instant, Instant)> {
        let at = |name| self.time_slot.get(name)?.as_str()?.parse::<EventTime>().ok();
        let start = at("start")?.instant(zone);
        let end = at("end").map(|end| end.instant(zone)).filter(|end| *end > start);
        Some((start, end.unwrap_or(start.plus(USUAL))))
    }
}

/// What a conversation comes to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Analyzed {
    /// Whether something is to be asked.
    needs_more_info: bool,
    /// What.
    question: Option<String>,
    /// The event.
    event_details: Option<Details>,
}

/// The event that a conversation is about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalyzedEvent)]
pub(crate) struct Details {
    /// What takes place.
    pub(super) title: String,
    /// When it begins.
    pub(super) start: String,
    /// When it is over.
    pub(super) end: String,
    /// The category that it names.
    pub(super) category: String,
    /// What was said of it.
    pub(super) description: String,
}

impl Analyzed {
    pub(super) fn asking(question: impl Into<String>) -> Self {
        Self { needs_more_info: true, question: Some(question.into()), event_details: None }
    }

    pub(super) fn found(details: Details) -> Self {
        Self { needs_more_info: false, question: None, event_details: Some(details) }
    }
}

impl Answer for Analyzed {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}
