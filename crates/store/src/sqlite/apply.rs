//! One batch within the open transaction: all of it, or none.
use super::{
    error::{is_grave, is_reference},
    probe,
};
use crate::{
    batch::{Batch, Expected, Part},
    error::Error,
    faults::{Faults, Moment},
    schema::Table,
};
use rusqlite::{Connection, params_from_iter};

/// Why a batch was not applied.
pub(crate) enum Failure {
    /// It has left nothing behind; the transaction goes on.
    Batch(Error),
    /// What it did before it failed still stands in the transaction.
    Halfway(Error),
    /// The transaction itself is lost.
    Grave(Error),
}

/// Applies a batch; one that fails may be halfway.
pub(crate) fn quickly(
    connection: &Connection,
    tables: &[&'static Table],
    batch: &Batch,
    faults: &Faults,
) -> Result<u64, Failure> {
    let mut rows = 0;
    for one in &batch.parts {
        rows += part(connection, tables, one, faults).map_err(|failure| match failure {
            Failure::Batch(error) if rows > 0 || !one.undoes_itself() => Failure::Halfway(error),
            other => other,
        })?;
    }
    Ok(rows)
}

/// Applies a batch; one that fails leaves nothing behind. For that, SQLite copies every page that is touched.
pub(crate) fn carefully(
    connection: &Connection,
    tables: &[&'static Table],
    batch: &Batch,
    faults: &Faults,
) -> Result<u64, Failure> {
    savepoint(connection, "savepoint batch")?;
    let outcome = match quickly(connection, tables, batch, faults) {
        Err(Failure::Halfway(error)) => {
            savepoint(connection, "rollback to batch")?;
            Err(Failure::Batch(error))
        }
        Err(Failure::Grave(error)) => return Err(Failure::Grave(error)),
        other => other,
    };
    savepoint(connection, "release batch")?;
    outcome
}

/// Runs one part and compares the rows it touched with what it expects.
fn part(connection: &Connection, tables: &[&'static Table], part: &Part, faults: &Faults) -> Result<u64, Failure> {
    let run = || -> rusqlite::Result<u64> {
        faults.sqlite(Moment::Statement)?;
        let mut statement = connection.prepare_cached(part.definition.sqlite)?;
        match part.expected {
            Expected::Found(_) => Ok(statement.exists(params_from_iter(&part.values))?.into()),
            Expected::Any | Expected::One(_) => {
                statement.execute(params_from_iter(&part.values)).map(|rows| rows as u64)
            }
        }
    };
    match run() {
        Ok(rows) => match part.expected {
            Expected::One(guard) if rows != 1 => Err(Failure::Batch(Error::Lost(guard))),
            Expected::Found(guard) if rows == 0 => Err(Failure::Batch(Error::Lost(guard))),
            Expected::Found(_) => Ok(0),
            Expected::Any | Expected::One(_) => Ok(rows),
        },
        // A statement that fails gravely may have taken the transaction with it, and then all that came before.
        Err(error) if is_grave(&error) || connection.is_autocommit() => {
            Err(Failure::Grave(Error::from(error).of_statement(part.definition)))
        }
        Err(error) if is_reference(&error) => Err(Failure::Batch(probe::broken_reference(connection, tables, part))),
        Err(error) => Err(Failure::Batch(Error::from(error).of_part(part.table).of_statement(part.definition))),
    }
}

fn savepoint(connection: &Connection, text: &str) -> Result<(), Failure> {
    let done = connection.prepare_cached(text).and_then(|mut statement| statement.execute([]));
    done.map(drop).map_err(|error| Failure::Grave(error.into()))
}
