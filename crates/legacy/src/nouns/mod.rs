//! What of the first house has its place here: which table becomes what, and which of its columns have other names here.
mod people;
mod work;

pub(crate) use people::{PROFILES, SETTINGS, USERS};
pub(crate) use work::{CALENDARS, CATEGORIES, EVENTS, FEEDBACK, PROJECTS, SUBTASKS, TASKS};

/// A kind of thing that is brought.
#[derive(Debug)]
pub(crate) struct Noun {
    /// What it is called in the report and in the table of what was brought.
    pub(crate) name: &'static str,
    /// The table it is read from.
    pub(crate) table: &'static str,
    /// The columns that it is made of there, as the first house documented them.
    pub(crate) columns: &'static [&'static str],
    /// The columns that go by other names here.
    pub(crate) renamed: &'static [(&'static str, &'static str)],
    /// The columns that are read otherwise than by name, or follow from others here.
    pub(crate) apart: &'static [&'static str],
    /// Columns that belong to another noun of the same table.
    pub(crate) elsewhere: &'static [&'static str],
}

impl Noun {
    /// Whether a column has its place here by name.
    pub(crate) fn knows(&self, column: &str) -> bool {
        self.columns.contains(&column) || self.apart.contains(&column) || self.is_renamed(column)
    }

    fn is_renamed(&self, column: &str) -> bool {
        self.renamed.iter().any(|(there, _)| *there == column)
    }

    /// The name of a column here.
    pub(crate) fn here<'a>(&self, column: &'a str) -> &'a str {
        self.renamed.iter().find(|(there, _)| *there == column).map_or(column, |(_, here)| here)
    }
}

/// In the order in which they need each other.
pub(crate) static NOUNS: [&Noun; 10] =
    [&USERS, &SETTINGS, &PROFILES, &CATEGORIES, &PROJECTS, &CALENDARS, &TASKS, &SUBTASKS, &EVENTS, &FEEDBACK];

/// The tables that are kept until there is a place for them here.
pub(crate) const LATER: [&str; 21] = [
    "ai_analysis_history",
    "category_weights",
    "chat_history",
    "chat_messages",
    "chat_session_summaries",
    "code_templates",
    "document_chunks",
    "documents",
    "graph_edges",
    "graph_nodes",
    "memory_records",
    "message_feedback",
    "mission_interviews",
    "processing_jobs",
    "semantic_insights",
    "session_state",
    "system_prompts",
    "system_settings",
    "time_budgets",
    "user_history_summaries",
    "user_oauth_tokens",
];

/// Whether a column holds what nobody but its owner may read.
pub(crate) fn is_secret(column: &str) -> bool {
    let ends = ["password", "secret", "token", "api_key", "private_key", "backup_codes"];
    ends.iter().any(|end| column.ends_with(end))
}
