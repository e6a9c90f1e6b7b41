//! Steps: the history of the schema, immutable, checksummed, one after the other.
mod history;
mod parse;

pub use history::AppliedStep;
pub(crate) use history::Plan;
pub(crate) use parse::{Action, actions};

use crate::dialect::Dialect;
use sha2::{Digest, Sha256};

/// One step, as it is embedded in the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its number, counted from 1 without gaps.
    pub number: i64,
    /// Its name, as in the file's.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

impl Step {
    /// The checksum of the text, by which an edited step is found out.
    pub fn checksum(&self) -> String {
        Sha256::digest(self.text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The oldest version of the program that can live with it: a first line `-- min_binary 1.2.0`.
    pub fn min_binary(&self) -> Option<&'static str> {
        self.text.lines().next()?.strip_prefix("-- min_binary ").map(str::trim)
    }
}

/// The whole history, if its numbers run from 1 without gaps; one that does not, does not compile.
pub const fn history<const N: usize>(steps: [Step; N]) -> [Step; N] {
    let mut at = 0;
    while at < N {
        assert!(steps[at].number == at as i64 + 1, "the steps are numbered from 1, without gaps or doubles");
        at += 1;
    }
    steps
}

/// What a step would run in a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedStep {
    /// Its number.
    pub number: i64,
    /// Its name.
    pub name: &'static str,
    /// The statements, in order.
    pub statements: Vec<String>,
}

impl PlannedStep {
    pub(crate) fn of(step: &Step, dialect: Dialect) -> Self {
        let words = |action: &Action| match action {
            Action::Run(statement) => statement.clone(),
            Action::Rebuild { table, create } => format!("-- rebuild {table} as\n{create}"),
        };
        Self { number: step.number, name: step.name, statements: actions(step, dialect).iter().map(words).collect() }
    }
}
