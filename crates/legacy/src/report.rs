//! What an import has found and done, for people and for programs.
use serde::Serialize;
use std::{collections::BTreeMap, fmt};

/// How many keys stand for all that have the same reason.
const EXAMPLES: usize = 5;
/// How many reasons are told of a table.
const REASONS: usize = 50;

/// What an import has found and done.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// What the database is called.
    pub source: String,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// Table by table, those that have a place here first.
    pub tables: Vec<OfTable>,
    /// The tables that the first house had and this database has not.
    pub missing_tables: Vec<String>,
    /// The tables that could not be read.
    pub closed_tables: Vec<String>,
    /// Who has to set a new password.
    pub passwords_to_reset: Vec<String>,
    /// Who has to set up their second factor again.
    pub factors_to_set_up: Vec<String>,
    /// Who goes by another name here: the address, and the name.
    pub renamed: Vec<(String, String)>,
}

/// What became of one table.
#[derive(Debug, Default, Serialize)]
pub struct OfTable {
    /// What it becomes here.
    pub name: String,
    /// What it is called there.
    pub table: String,
    /// How many rows were read.
    pub read: u64,
    /// How many were made here.
    pub made: u64,
    /// How many were changed there since, and are so here now.
    pub changed: u64,
    /// How many are here already as they are there.
    pub unchanged: u64,
    /// How many of these are here but for what has no place; that is kept.
    pub in_part: u64,
    /// How many are kept until there is a place for them.
    pub later: u64,
    /// How many were changed there and here: what is here stays.
    pub conflicts: u64,
    /// How many do not hold by the rules of this house, and are kept as they are.
    pub refused: u64,
    /// How many belong to people who have left this house for good.
    pub gone: u64,
    /// The columns that the first house had and this table has not.
    pub missing_columns: Vec<String>,
    /// The columns without a place here, with how many rows have something in them.
    pub other_columns: BTreeMap<String, u64>,
    /// The labels that were met, by column and spelling.
    pub labels: Vec<Label>,
    /// The labels that its enums have there, by column.
    pub enums: BTreeMap<String, Vec<String>>,
    /// Why rows are here in part, or not at all.
    pub reasons: BTreeMap<String, Reason>,
}

/// A label, and what it is read as.
#[derive(Debug, Serialize)]
pub struct Label {
    /// The column.
    pub column: String,
    /// As it is spelled there.
    pub label: String,
    /// As it is here.
    pub read_as: String,
    /// How many rows have it.
    pub rows: u64,
}

/// How many rows have a reason, and some of them.
#[derive(Debug, Default, Serialize)]
pub struct Reason {
    /// How many.
    pub rows: u64,
    /// The keys of the first.
    pub keys: Vec<String>,
}

impl OfTable {
    /// Notes why a row is here in part, or not at all.
    pub(crate) fn because(&mut self, why: &str, key: &str) {
        let is_one_more = self.reasons.len() >= REASONS && !self.reasons.contains_key(why);
        let why = if is_one_more { "other reasons" } else { why };
        let reason = self.reasons.entry(why.to_owned()).or_default();
        reason.rows += 1;
        if reason.keys.len() < EXAMPLES {
            reason.keys.push(key.to_owned());
        }
    }

    /// Notes a label that was met.
    pub(crate) fn met(&mut self, column: &str, label: &str, read_as: &str) {
        let known = self.labels.iter_mut().find(|known| known.column == column && known.label == label);
        match known {
            Some(known) => known.rows += 1,
            None => {
                let (column, label, read_as) = (column.to_owned(), label.to_owned(), read_as.to_owned());
                self.labels.push(Label { column, label, read_as, rows: 1 });
            }
        }
    }
}

impl Report {
    /// Whether all that was there is here or kept until there is a place for it.
    pub fn is_whole(&self) -> bool {
        self.closed_tables.is_empty() && self.tables.iter().all(|table| table.refused + table.conflicts == 0)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let would = if self.dry_run { " (nothing is written)" } else { "" };
        writeln!(f, "from {}{would}", self.source)?;
        for table in &self.tables {
            write!(f, "{table}")?;
        }
        list(f, "not there", &self.missing_tables)?;
        list(f, "not to be read", &self.closed_tables)?;
        list(f, "must set a new password", &self.passwords_to_reset)?;
        list(f, "must set up their second factor again", &self.factors_to_set_up)?;
        let renamed: Vec<String> = self.renamed.iter().map(|(email, name)| format!("{email} as {name}")).collect();
        list(f, "called otherwise here", &renamed)
    }
}

impl fmt::Display for OfTable {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let from = if self.name == self.table { String::new() } else { format!(" (from {})", self.table) };
        write!(f, "{}{from}: {} read", self.name, self.read)?;
        let counts = [
            ("made", self.made),
            ("changed", self.changed),
            ("unchanged", self.unchanged),
            ("kept for later", self.later),
            ("in conflict", self.conflicts),
            ("refused and kept", self.refused),
            ("of people who have left", self.gone),
            ("here in part", self.in_part),
        ];
        for (what, count) in counts.iter().filter(|(_, count)| *count > 0) {
            write!(f, ", {count} {what}")?;
        }
        writeln!(f)?;
        list(f, "  columns that are not there", &self.missing_columns)?;
        let others: Vec<String> = self.other_columns.iter().map(|(name, rows)| format!("{name} ({rows})")).collect();
        list(f, "  columns without a place here", &others)?;
        let enums: Vec<String> =
            self.enums.iter().map(|(column, labels)| format!("{column} ({})", labels.join(", "))).collect();
        list(f, "  enums there", &enums)?;
        let label = |label: &Label| {
            let Label { column, label, read_as, rows } = label;
            format!("{column} {label} as {read_as} ({rows})")
        };
        let others = self.labels.iter().filter(|label| label.label != label.read_as);
        list(f, "  labels read", &others.map(label).collect::<Vec<_>>())?;
        for (why, Reason { rows, keys }) in &self.reasons {
            let more = if u64::try_from(keys.len()).is_ok_and(|told| told < *rows) { ", ..." } else { "" };
            writeln!(f, "  {rows} {}: {why} ({}{more})", if *rows == 1 { "row" } else { "rows" }, keys.join(", "))?;
        }
        Ok(())
    }
}

fn list(f: &mut fmt::Formatter, what: &str, names: &[String]) -> fmt::Result {
    if names.is_empty() { Ok(()) } else { writeln!(f, "{what}: {}", names.join(", ")) }
}
