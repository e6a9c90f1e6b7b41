//! A SQLite schema in its own words.
use super::connection;
use crate::{
    catalogue::{Catalogue, Sort},
    dialect::Dialect,
    error::Result,
    schema::Table,
    shape,
    tokens::{parts, tokens},
};
use rusqlite::Connection;

/// Every object of the connected database.
pub(crate) fn describe(connection: &Connection) -> Result<Catalogue> {
    let mut catalogue = Catalogue::default();
    let mut statement = connection
        .prepare("select type, name, tbl_name, sql from sqlite_schema where name not like 'sqlite\\_%' escape '\\'")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (sort, name, table): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let text: String = row.get::<_, Option<String>>(3)?.unwrap_or_default();
        match sort.as_str() {
            "table" => self::table(&mut catalogue, &name, &tokens(&text)),
            "index" => catalogue.add(Sort::Index, name, tokens(&text).join(" ")),
            other => catalogue.add(Sort::Foreign, format!("{other} {name} on {table}"), tokens(&text).join(" ")),
        }
    }
    Ok(catalogue)
}

/// What a schema made by our entities says of itself, in the words of this very SQLite.
pub(crate) fn reference(tables: &[&Table]) -> Result<Catalogue> {
    let scratch = connection::scratch()?;
    for shape in shape::shapes(tables) {
        for statement in shape.create() {
            scratch.execute_batch(&Dialect::Sqlite.spell(&statement))?;
        }
    }
    describe(&scratch)
}

/// Takes a `create table` apart; no token of it is left out.
fn table(catalogue: &mut Catalogue, name: &str, tokens: &[String]) {
    let (parts, options) = parts(tokens);
    let head = tokens.iter().take_while(|token| *token != "(").cloned().collect::<Vec<_>>();
    catalogue.add(Sort::Table, name, [head, options].concat().join(" "));
    for part in parts {
        match part.as_slice() {
            [word, constraint, rest @ ..] if word == "constraint" => {
                let sort = match rest.first().map(String::as_str) {
                    Some("primary") => Sort::Key,
                    Some("unique") => Sort::Unique,
                    Some("foreign") => Sort::Reference,
                    _ => Sort::Check,
                };
                catalogue.add(sort, constraint, rest.join(" "));
            }
            [column, rest @ ..] => catalogue.add(Sort::Column, format!("{name}.{column}"), rest.join(" ")),
            [] => {}
        }
    }
}
