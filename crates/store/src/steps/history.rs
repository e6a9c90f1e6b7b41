//! What a database says of its own history, and what is left to do.
use super::Step;
use crate::finding::Finding;
use base::{Clock, Instant};
use store_derive::Entity;

/// A step that was applied: the table in which a database keeps its history.
#[derive(Clone, Debug, PartialEq, Entity)]
#[table("schema_steps", scope = house)]
pub struct AppliedStep {
    /// Its number.
    #[key]
    pub number: i64,
    /// Its name.
    pub name: String,
    /// The checksum of its text.
    pub checksum: String,
    /// Exactly what was run.
    pub statements: String,
    /// The oldest version of the program that can live with it, where that is older than the one that applied it.
    pub min_binary: Option<String>,
    /// The version of the program that applied it.
    pub applied_by: String,
    /// When.
    pub applied_at: Instant,
}

impl AppliedStep {
    /// The row that says what was run of a step, now, by this version of the program.
    pub(crate) fn of(step: &Step, statements: &[String], clock: &Clock, version: &str) -> Self {
        Self {
            number: step.number,
            name: step.name.into(),
            checksum: step.checksum(),
            statements: statements.join(";\n"),
            min_binary: step.min_binary().map(str::to_owned),
            applied_by: version.into(),
            applied_at: clock.now(),
        }
    }
}

/// What is left to do, or why the history is refused.
pub(crate) struct Plan {
    pub(crate) pending: Vec<Step>,
    pub(crate) findings: Vec<Finding>,
}

impl Plan {
    /// Compares what was applied with what this version of the program knows.
    pub(crate) fn of(applied: &[AppliedStep], steps: &[Step], version: &str) -> Self {
        let mut findings = Vec::new();
        for (at, done) in applied.iter().enumerate() {
            let Some(step) = steps.get(at) else {
                // A newer program may say that this one can live with what it did.
                if done.min_binary.as_deref().is_none_or(|oldest| is_older(version, oldest)) {
                    findings.push(newer(done, steps.len()));
                }
                continue;
            };
            if done.number != step.number {
                findings.push(gap(done, step));
                break;
            }
            if done.checksum != step.checksum() {
                findings.push(edited(done, step));
            }
        }
        let pending =
            if findings.is_empty() { steps.iter().skip(applied.len()).copied().collect() } else { Vec::new() };
        Self { pending, findings }
    }
}

/// Whether one version comes before another: numbers between dots.
fn is_older(version: &str, than: &str) -> bool {
    let numbers = |text: &str| text.split('.').map(|part| part.parse().unwrap_or(0)).collect::<Vec<u64>>();
    numbers(version) < numbers(than)
}

const EVIDENCE: &str = "select number, checksum from schema_steps order by number";

fn newer(done: &AppliedStep, known: usize) -> Finding {
    let observed = format!("step {} ({}) was applied by version {}", done.number, done.name, done.applied_by);
    let expected = format!("at most step {known}, the last this program knows");
    let next = "run the program's newer version again, or restore the backup made before it";
    Finding::error("DB.E003", "history", (observed, expected), EVIDENCE, next)
}

fn gap(done: &AppliedStep, step: &Step) -> Finding {
    let observed = format!("step {} where step {} belongs", done.number, step.number);
    let expected = "numbers from 1 without gaps or doubles";
    Finding::error(
        "DB.E003",
        "history",
        (observed, expected),
        EVIDENCE,
        "restore a backup: rows of the history were changed by hand",
    )
}

fn edited(done: &AppliedStep, step: &Step) -> Finding {
    let subject = format!("step {} ({})", step.number, step.name);
    let observed = format!("checksum {} when it was applied, by version {}", done.checksum, done.applied_by);
    let expected = format!("checksum {}", step.checksum());
    let next = "run the version that applied it, or restore a backup: an applied step is never edited";
    Finding::error("DB.E004", subject, (observed, expected), EVIDENCE, next)
}
