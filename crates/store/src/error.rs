//! What a store can answer besides yes.
use crate::{schema::Table, statement::Definition};
use std::fmt;

/// What a store gives, or why not.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Something that must still be true when a batch commits, by name.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Guard(&'static str);

impl Guard {
    /// A guard of this name, such as `tasks.revision`.
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        self.0
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// The rule of the schema that a write would break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Another row has the same values.
    Unique,
    /// The row it refers to is not there, or is still referred to.
    Reference,
    /// A condition does not hold.
    Check,
    /// A column that must be filled is empty.
    Presence,
}

/// Why the store did not do it.
#[derive(Clone, Debug)]
pub enum Error {
    /// What the batch relies on is no longer so; nothing was written.
    Lost(Guard),
    /// The schema forbids it; nothing was written.
    Broken {
        /// Which kind of rule.
        rule: Rule,
        /// The table, where the database says.
        table: String,
        /// The columns, where the database says.
        columns: Vec<String>,
    },
    /// The disk is full; nothing was written.
    Full,
    /// The database cannot be reached or is too busy; nothing was written.
    Unavailable(String),
    /// Whether the batch was committed is not known.
    Unknown(String),
    /// What the database holds is not what the column's type says.
    Decode {
        /// Where, as `table.column`.
        at: String,
        /// What is wrong with it.
        cause: String,
    },
    /// A cursor that was made for another list, or by somebody else.
    Cursor,
    /// A condition that is made of too many parts.
    Condition,
    /// A part of a batch that writes this table failed, in the database's own words.
    Table {
        /// The table.
        table: &'static str,
        /// The words.
        words: String,
    },
    /// Anything else, in the database's own words.
    Database(String),
}

impl Error {
    /// A value that does not fit its type.
    pub fn decode(cause: impl fmt::Display) -> Self {
        Self::Decode { at: String::new(), cause: cause.to_string() }
    }

    /// A document that does not fit its type; what it says is not told.
    pub fn of_document(error: &serde_json::Error) -> Self {
        let what = if error.is_data() { "no document of this form" } else { "no JSON" };
        Self::decode(format_args!("{what}, from line {}, column {} on", error.line(), error.column()))
    }

    /// The same, with the name of the column.
    pub fn at(self, table: &str, column: &str) -> Self {
        match self {
            Self::Decode { cause, .. } => Self::Decode { at: format!("{table}.{column}"), cause },
            other => other,
        }
    }

    /// A broken constraint, from its name: `table__columns__kind`.
    pub(crate) fn of_constraint(rule: Rule, name: &str) -> Self {
        let mut parts = name.split("__").map(str::to_owned);
        let table = parts.next().unwrap_or_default();
        Self::Broken { rule, table, columns: parts.next().into_iter().collect() }
    }

    /// The same, where it came from a part of a batch that writes that table.
    pub(crate) fn of_part(self, table: Option<&'static Table>) -> Self {
        match (self, table) {
            (Self::Database(words), Some(table)) => Self::Table { table: table.name, words },
            (other, _) => other,
        }
    }

    /// The same, with the place of the statement that failed.
    pub(crate) fn of_statement(self, definition: &Definition) -> Self {
        let placed = |words| format!("{words}, at the statement of {}:{}", definition.file, definition.line);
        match self {
            Self::Database(words) => Self::Database(placed(words)),
            Self::Table { table, words } => Self::Table { table, words: placed(words) },
            // A tuple has no table of its own.
            Self::Decode { at, cause } if at.starts_with('.') => {
                Self::Decode { at: format!("{}:{}{at}", definition.file, definition.line), cause }
            }
            other => other,
        }
    }

    /// Whether the same call may succeed later.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Full | Self::Unavailable(_))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Lost(guard) => write!(f, "{} does not hold any more", guard.name()),
            Self::Broken { rule, table, columns } => {
                let columns = columns.join(", ");
                match rule {
                    Rule::Unique => write!(f, "{table} already has a row with this {columns}"),
                    Rule::Reference => write!(f, "a reference of {table} ({columns}) does not hold"),
                    Rule::Check => write!(f, "a condition of {table} ({columns}) does not hold"),
                    Rule::Presence => write!(f, "{table} needs a value for {columns}"),
                }
            }
            Self::Full => f.write_str("the disk is full"),
            Self::Unavailable(why) => write!(f, "the database is not available: {why}"),
            Self::Unknown(why) => write!(f, "whether it was written is not known: {why}"),
            Self::Decode { at, cause } => write!(f, "{at} holds something else than its type says: {cause}"),
            Self::Cursor => f.write_str("the cursor does not belong to this list"),
            Self::Condition => f.write_str("the condition has too many parts"),
            Self::Table { table, words } => write!(f, "{table}: {words}"),
            Self::Database(words) => f.write_str(words),
        }
    }
}

impl std::error::Error for Error {}

/// What a store's answer means to whoever asked for the operation.
impl From<Error> for base::Error {
    fn from(error: Error) -> Self {
        let flaw = |columns: &[String], code, message: &str| {
            let at =
                |column: &String| base::Flaw { at: format!("/{column}"), code, message: message.into(), allowed: None };
            Self::Invalid(columns.iter().map(at).collect())
        };
        match error {
            Error::Broken { rule: Rule::Unique, mut columns, .. } => {
                // Whose place it is taken in is nothing that anybody said.
                if columns.len() > 1 {
                    columns.retain(|column| column != "space_id");
                }
                flaw(&columns, "taken", "this is taken already")
            }
            Error::Broken { rule: Rule::Reference, columns, .. } => flaw(&columns, "unknown", "there is no such thing"),
            Error::Broken { rule: Rule::Check, columns, .. } => {
                flaw(&columns, "not_allowed", "this value is not allowed")
            }
            Error::Broken { rule: Rule::Presence, columns, .. } => flaw(&columns, "empty", "this is needed"),
            Error::Lost(guard) => Self::Conflict { why: format!("{} does not hold any more", guard.name()).into() },
            Error::Full => Self::StorageFull.caused_by("the disk of the database is full"),
            Error::Unavailable(why) => {
                Self::Unavailable { why: "the database is not available".into(), retry_after_s: 2 }.caused_by(why)
            }
            Error::Unknown(why) => Self::Deadline { outcome_known: false }.caused_by(why),
            Error::Cursor => Self::Malformed { why: "the cursor does not belong to this list".into() },
            Error::Condition => Self::Malformed { why: "the condition has too many parts".into() },
            Error::Decode { .. } => Self::Unreadable { cause: error.to_string() },
            Error::Table { .. } | Error::Database(_) => Self::Internal { cause: error.to_string() },
        }
    }
}
