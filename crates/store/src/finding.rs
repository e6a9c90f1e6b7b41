//! What an examination of a database finds.
use crate::{
    catalogue::{Difference, Sort},
    error::Error,
};
use serde::Serialize;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Worth knowing.
    Info,
    /// Worth mending.
    Warning,
    /// Nothing is served until it is mended.
    Error,
}

/// One thing that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The stable id of the check that found it, such as `DB.E005`.
    pub id: &'static str,
    /// How bad it is.
    pub level: Level,
    /// What it is about.
    pub subject: String,
    /// What is.
    pub observed: String,
    /// What should be.
    pub expected: String,
    /// How it was found out.
    pub evidence: String,
    /// What to do.
    pub next: String,
}

/// So many things were right, of all that were looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// As they should be.
    pub right: usize,
    /// Looked at.
    pub all: usize,
}

/// What an examination came to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Examination {
    /// The tables.
    pub tables: Count,
    /// The program's statements.
    pub statements: Count,
    /// The steps of the schema's history.
    pub steps: Count,
    /// The settings that the promises rest on.
    pub settings: Count,
    /// What was found.
    pub findings: Vec<Finding>,
}

impl Examination {
    /// How many things were looked at; an examination of nothing proves nothing.
    pub fn looks(&self) -> usize {
        self.tables.all + self.statements.all + self.steps.all + self.settings.all
    }

    /// Whether nothing stands against serving.
    pub fn is_sound(&self) -> bool {
        self.looks() > 0 && self.findings.iter().all(|finding| finding.level < Level::Error)
    }
}

impl Finding {
    /// A difference between the live schema and what it should be.
    pub(crate) fn of(difference: Difference, evidence: &str) -> Self {
        let Difference { object, expected, observed } = difference;
        let id = match (object.sort, &observed, &expected) {
            (Sort::Privilege, _, _) => "DB.E010",
            (_, _, None) => "DB.E007",
            (_, None, _) => "DB.E005",
            (Sort::Check, _, _) if object.name.ends_with("__one_of") => "DB.E008",
            (Sort::Index | Sort::Reference, Some(words), _) if words.contains("not valid") => "DB.E009",
            _ => "DB.E006",
        };
        let next = match (&observed, &expected) {
            (Some(_), None) => "drop it, or move it out of this database; no step of this program makes it",
            (None, _) => "restore the backup made before it was lost, or create it again exactly as expected",
            _ => "change it back to what is expected, or restore the backup made before it was changed",
        };
        Self {
            id,
            level: Level::Error,
            subject: object.to_string(),
            observed: observed.unwrap_or_else(|| "it is missing".into()),
            expected: expected.unwrap_or_else(|| "it is not there".into()),
            evidence: evidence.into(),
            next: next.into(),
        }
    }

    /// An error with all its words.
    pub(crate) fn error(
        id: &'static str,
        subject: impl Into<String>,
        (observed, expected): (impl Into<String>, impl Into<String>),
        evidence: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        Self {
            id,
            level: Level::Error,
            subject: subject.into(),
            observed: observed.into(),
            expected: expected.into(),
            evidence: evidence.into(),
            next: next.into(),
        }
    }
}

/// Why a database is not taken into service.
#[derive(Debug)]
pub enum Refusal {
    /// It is reachable, and wrong.
    Findings(Vec<Finding>),
    /// It could not be worked with.
    Failed(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}
