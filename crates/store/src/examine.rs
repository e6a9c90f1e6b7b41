//! The examination of a live database: history, catalogue, settings, statements, in that order.
use crate::{
    catalogue::{Catalogue, Sort},
    error::{Error, Result},
    finding::{Count, Examination, Finding},
    steps::{AppliedStep, Plan, Step},
};

/// What an engine says of its database, to be compared with what the program needs.
pub(crate) struct Account {
    pub(crate) applied: Result<Vec<AppliedStep>>,
    pub(crate) expected: Catalogue,
    pub(crate) live: Catalogue,
    pub(crate) settings: (Count, Vec<Finding>),
    pub(crate) statements: (Count, Vec<Finding>),
    /// The query or pragma that the catalogue was read with.
    pub(crate) evidence: &'static str,
}

impl Account {
    pub(crate) fn examine(self, steps: &[Step], version: &str) -> Examination {
        let (applied, unreadable) = match self.applied {
            Ok(applied) => (applied, None),
            Err(error) => (Vec::new(), Some(unreadable(&error))),
        };
        let plan = Plan::of(&applied, steps, version);
        let is_ahead = plan.findings.is_empty() && applied.len() > steps.len();
        let mut findings = plan.findings;
        match (unreadable, plan.pending.first()) {
            (Some(unreadable), _) => findings.push(unreadable),
            (None, Some(next)) => findings.push(not_applied(next, plan.pending.len())),
            (None, None) => {}
        }
        let is_right =
            |(done, step): &(&AppliedStep, &Step)| done.number == step.number && done.checksum == step.checksum();
        let steps = Count { right: applied.iter().zip(steps).filter(is_right).count(), all: steps.len() };
        let mut differences = self.expected.differences(&self.live);
        if is_ahead {
            // A newer program has added to the schema and says that this one can live with it.
            differences.retain(|difference| difference.expected.is_some());
        }
        let all = self.expected.names(Sort::Table).count();
        let is_wrong = |table: &str| differences.iter().any(|difference| belongs(&difference.object.name, table));
        let right = self.expected.names(Sort::Table).filter(|table| !is_wrong(table)).count();
        findings.extend(differences.into_iter().map(|difference| Finding::of(difference, self.evidence)));
        let (settings, of_settings) = self.settings;
        let (statements, of_statements) = self.statements;
        findings.extend(of_settings);
        findings.extend(of_statements);
        Examination { tables: Count { right, all }, statements, steps, settings, findings }
    }
}

/// Whether the object of that name is the table, or a part of it.
fn belongs(object: &str, table: &str) -> bool {
    let flat = table.replace('.', "_");
    object == table
        || object.strip_prefix(table).is_some_and(|rest| rest.starts_with('.'))
        || object.strip_prefix(&flat).is_some_and(|rest| rest.starts_with("__"))
}

const EVIDENCE: &str = "select * from schema_steps order by number";

fn unreadable(error: &Error) -> Finding {
    let next = "restore a backup: the table of the history itself was changed";
    Finding::error("DB.E003", "history", (error.to_string(), "a history that can be read"), EVIDENCE, next)
}

fn not_applied(next: &Step, pending: usize) -> Finding {
    let more = if pending > 1 { format!(", nor {} after it", pending - 1) } else { String::new() };
    let observed = format!("step {} ({}) is not applied{more}", next.number, next.name);
    Finding::error(
        "DB.E003",
        "history",
        (observed, "every step of this program is applied"),
        EVIDENCE,
        "run: aiwfe migrate apply",
    )
}
