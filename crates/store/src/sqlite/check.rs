//! Whether the file, the settings and the statements are what the program needs.
use super::connection;
use crate::{
    dialect::Dialect,
    error::Result,
    finding::{Count, Finding},
    schema::Kind,
    statement::{Definition, STATEMENTS},
};
use rusqlite::Connection;

/// Prepares every statement of the program and compares what it takes and gives with what its line says.
pub(crate) fn statements(connection: &Connection) -> (Count, Vec<Finding>) {
    let findings: Vec<Finding> = STATEMENTS.iter().filter_map(|definition| statement(connection, definition)).collect();
    (Count { right: STATEMENTS.len() - findings.len(), all: STATEMENTS.len() }, findings)
}

fn statement(connection: &Connection, definition: &Definition) -> Option<Finding> {
    let wrong = match connection.prepare(definition.sqlite) {
        Err(error) => error.to_string(),
        Ok(prepared) => mismatch(&prepared, definition)?,
    };
    let subject = format!("{}:{}", definition.file, definition.line);
    let next = "bring the schema to what the statement needs, or mend the statement at that line";
    Some(Finding::error(
        "DB.E011",
        subject,
        (wrong, "it can be prepared, and takes and gives what its line says"),
        definition.sqlite,
        next,
    ))
}

fn mismatch(prepared: &rusqlite::Statement, definition: &Definition) -> Option<String> {
    if prepared.parameter_count() != definition.arguments.len() {
        return Some(format!(
            "it takes {} arguments, and {} are given",
            prepared.parameter_count(),
            definition.arguments.len()
        ));
    }
    if prepared.column_count() != definition.rows.len() {
        return Some(format!("it gives {} columns, and {} are read", prepared.column_count(), definition.rows.len()));
    }
    let columns = prepared.columns();
    let differs = |(at, column): (usize, rusqlite::Column)| {
        // An expression has no declared type; its values are checked as they are read.
        let declared = column.decl_type()?.to_lowercase();
        let needed = declared_type(definition.rows[at].kind);
        (declared != needed).then(|| format!("column {} is {declared}, and {needed} is read", column.name()))
    };
    columns.enumerate().find_map(differs)
}

fn declared_type(kind: Kind) -> String {
    Dialect::Sqlite.spell(kind.placeholder())
}

/// The settings that the promises rest on, as the writer's own connection has them.
pub(crate) fn settings(connection: &Connection) -> Result<(Count, Vec<Finding>)> {
    let mut findings = Vec::new();
    for (name, expected) in connection::PROMISED {
        let observed = connection.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0))?;
        let observed = connection::words(&observed);
        if observed != *expected {
            let next = "close what else has the file open, and start again; if it stays so, the file system cannot keep our promises";
            let evidence = format!("pragma {name}");
            findings.push(Finding::error("DB.E012", format!("setting {name}"), (observed, *expected), evidence, next));
        }
    }
    Ok((Count { right: connection::PROMISED.len() - findings.len(), all: connection::PROMISED.len() }, findings))
}
