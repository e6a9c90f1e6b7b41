//! Which reference is broken: SQLite does not say, so the rows are asked after the failure.
use crate::{
    batch::Part,
    error::{Error, Rule},
    schema::Table,
    value::Value,
};
use rusqlite::{Connection, params_from_iter};

/// Names the reference that the part's row breaks, or the one that keeps its row.
pub(crate) fn broken_reference(connection: &Connection, tables: &[&'static Table], part: &Part) -> Error {
    let row: Vec<(&str, &Value)> = part.definition.columns.iter().copied().zip(&part.values).collect();
    let Some(table) = part.table else { return named("", &[]) };
    for reference in table.references {
        if let Some(values) = pick(&row, reference.columns)
            && !exists(connection, reference.table, reference.to, &values)
        {
            return named(table.name, reference.columns);
        }
    }
    for child in tables {
        for reference in child.references.iter().filter(|reference| reference.table == table.name) {
            if let Some(values) = pick(&row, reference.to)
                && exists(connection, child.name, reference.columns, &values)
            {
                return named(child.name, reference.columns);
            }
        }
    }
    named(table.name, &[])
}

fn named(table: &str, columns: &[&str]) -> Error {
    let columns = columns.iter().map(|column| (*column).to_owned()).collect();
    Error::Broken { rule: Rule::Reference, table: table.replace('.', "_"), columns }
}

/// The row's values in these columns, if it has them all and none is empty: a reference with an empty column holds.
fn pick<'row>(row: &[(&str, &'row Value)], columns: &[&str]) -> Option<Vec<&'row Value>> {
    let value = |column: &&str| row.iter().find(|(name, _)| name == column).map(|(_, value)| *value);
    columns.iter().map(value).map(|value| value.filter(|value| !matches!(value, Value::Null(_)))).collect()
}

fn exists(connection: &Connection, table: &str, columns: &[&str], values: &[&Value]) -> bool {
    let conditions: Vec<String> =
        (columns.iter().enumerate()).map(|(at, column)| format!("{column} = ?{}", at + 1)).collect();
    let text = format!("select 1 from {} where {}", table.replace('.', "_"), conditions.join(" and "));
    let found = connection.prepare(&text).and_then(|mut statement| statement.exists(params_from_iter(values)));
    // A probe that fails names nothing; the write stays refused.
    found.unwrap_or(false)
}
