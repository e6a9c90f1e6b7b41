//! What the first house held, brought here: its own database is read, and what has a place here comes to lie there. Nothing is lost: what
//! has no place is kept, and named.
mod entity;
mod names;
mod notes;
mod nouns;
mod parts;
mod people;
mod profiles;
mod read;
mod reader;
mod report;
mod run;
mod settings;
mod source;
mod step;
mod things;
mod users;

pub use entity::{LegacyRow, LegacyState};
pub use report::{Label, OfTable, Reason, Report};
pub use run::{Options, Progress};
pub use source::Source;

use api::{App, Own, Rows};
use base::Id;
use run::Run;
use store::{Entity, sql};

const OWN: &[Own] = &[Own::told(
    LegacyRow::TABLE,
    "legacy_rows",
    &Rows::new(
        sql!(
            LegacyRow,
            (Id, Id, i64),
            "where space_id in (select id from spaces where personal_of = $1) and id > $2 order by id limit $3"
        ),
        |row| row.id,
    ),
)];

/// Every slice of this crate.
pub const MODULES: &[api::Module] =
    &[api::Module { own: OWN, ..api::Module::of_tables("legacy", &[LegacyRow::TABLE]) }];

/// Every column of this crate whose values are sealed, for the rotation of keys.
pub const SEALED: &[vault::Column] = &[notes::SECRETS];

/// Why an import ended early. What was brought by then is here, and the next run goes on.
#[derive(Debug)]
pub enum Stop {
    /// The database that things are brought from does not answer.
    Source(store::Error),
    /// The database of this house does not.
    Target(store::Error),
    /// Something else of this house, such as its keys.
    House(base::Error),
}

/// Brings what the source holds.
pub async fn import(app: &App, source: &Source, options: Options, progress: Progress<'_>) -> Result<Report, Stop> {
    Run::new(app, source, options).all(progress).await
}
