//! What else is told of a profile: what a conversation about it starts from, and how somebody wants to be dealt with.
use super::ops::{READ, SHOWING, find};
use crate::UserRole;
use api::{Answer, App, Caller, Kind, Nothing, Operation};
use base::{Id, Result};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// What a conversation about a profile is called.
const CONTEXT: &str = "profile_collection";
/// What it opens with.
const MESSAGE: &str = "Hello! Let us complete your profile. What would you like to tell me first: about yourself, your work, or how to \
    reach you?";
/// What a model is told before it.
const SYSTEM_PROMPT: &str = "You help somebody to complete their profile. Ask for one thing at a time, in a friendly way, and only for \
    what profile_data leaves empty. Nobody has to answer: accept it when somebody does not want to. Hand on what was told under the \
    names that profile_data has, and nothing that was not told.";

/// The sections of a profile, with what is to be known before one is complete.
const SECTIONS: &[(&str, &[&str])] = &[
    ("personal", &["firstName", "lastName", "dateOfBirth"]),
    ("contact", &["phoneNumber", "personalAddress"]),
    ("work", &["jobTitle", "company"]),
    ("emergency", &["emergencyContact"]),
    ("about", &["bio", "timezone", "language"]),
];

/// Where a conversation about a profile starts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChatTemplate {
    /// What the conversation goes by.
    session_id: String,
    /// What it opens with.
    #[schema(value_type = String)]
    message: &'static str,
    /// What it is about.
    #[schema(value_type = String)]
    context: &'static str,
    /// What a model is told before it.
    #[schema(value_type = String)]
    system_prompt: &'static str,
    /// How far it is.
    current_graph_state: GraphState,
}

/// How far a conversation about a profile is.
#[derive(Debug, Serialize, ToSchema)]
struct GraphState {
    /// What it is about.
    #[schema(value_type = String)]
    mode: &'static str,
    /// Whose profile it is.
    user_id: Id,
    /// The profile as it is.
    #[schema(value_type = Object)]
    profile_data: Map<String, Value>,
    /// What was asked so far.
    questions_asked: Vec<String>,
    /// The sections of which all that matters is known.
    #[schema(value_type = Vec<String>)]
    completed_sections: Vec<&'static str>,
    /// What was learnt on the way.
    #[schema(value_type = Object)]
    extraction_context: Map<String, Value>,
}

/// How somebody wants to be dealt with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Preferences {
    /// How they like to be reached.
    #[serde(rename = "preferredContactMethod")]
    preferred_contact_method: String,
    /// The IANA zone they live in.
    timezone: String,
    /// The language they speak.
    language: String,
}

/// That somebody is known here, and who it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Known {
    /// Always true: who is not known is told so by a problem.
    success: bool,
    /// Who.
    user_id: Id,
    /// Where mail reaches them.
    email: String,
    /// What they may do in the house.
    role: UserRole,
    /// The same in a sentence.
    #[schema(value_type = String)]
    message: &'static str,
}

macro_rules! answers {
    ($($type:ty),+) => {
        $(impl Answer for $type {
            fn body(self) -> Result<Vec<u8>> {
                api::json(&self)
            }
        })+
    };
}
answers!(ChatTemplate, Preferences, Known);

pub(crate) static CHAT_TEMPLATE: Operation<Nothing, ChatTemplate> = Operation {
    name: "profile.chat_template",
    summary: "Show where a conversation that completes one's own profile starts.",
    permission: READ,
    reads: SHOWING,
    kind: Kind::Read(|app, caller, _| Box::pin(chat_template(app, caller))),
};

pub(crate) static PREFERENCES: Operation<Nothing, Preferences> = Operation {
    name: "profile.preferences",
    summary: "Show how one wants to be dealt with, as one's own profile tells.",
    permission: READ,
    reads: SHOWING,
    kind: Kind::Read(|app, caller, _| Box::pin(preferences(app, caller))),
};

pub(crate) static AUTH_TEST: Operation<Nothing, Known> = Operation {
    name: "profile.auth_test",
    summary: "Tell whether one is known here, and as whom.",
    permission: READ,
    reads: SHOWING,
    kind: Kind::Read(|app, caller, _| Box::pin(auth_test(app, caller))),
};

async fn chat_template(app: App, caller: Caller) -> Result<ChatTemplate> {
    let profile_data = find(&app, &caller).await?.seen().told();
    Ok(ChatTemplate {
        session_id: format!("{CONTEXT}_{}", caller.user_id),
        message: MESSAGE,
        context: CONTEXT,
        system_prompt: SYSTEM_PROMPT,
        current_graph_state: GraphState {
            mode: CONTEXT,
            user_id: caller.user_id,
            completed_sections: completed(&profile_data),
            profile_data,
            questions_asked: Vec::new(),
            extraction_context: Map::new(),
        },
    })
}

/// The sections of which all that matters is known.
fn completed(told: &Map<String, Value>) -> Vec<&'static str> {
    let is_known = |name: &&str| told.get(*name).is_some_and(says_something);
    let done = SECTIONS.iter().filter(|(_, names)| names.iter().all(is_known));
    done.map(|(section, _)| *section).collect()
}

fn says_something(part: &Value) -> bool {
    match part {
        Value::String(text) => !text.is_empty(),
        Value::Object(texts) => texts.values().any(says_something),
        _ => false,
    }
}

async fn preferences(app: App, caller: Caller) -> Result<Preferences> {
    let profile = find(&app, &caller).await?.profile;
    Ok(Preferences {
        preferred_contact_method: profile.preferred_contact_method.unwrap_or_default(),
        timezone: profile.timezone.unwrap_or_default(),
        language: profile.language.unwrap_or_default(),
    })
}

async fn auth_test(app: App, caller: Caller) -> Result<Known> {
    let user = find(&app, &caller).await?.user;
    let message = "Authentication successful";
    Ok(Known { success: true, user_id: user.id, email: user.email, role: user.role, message })
}
