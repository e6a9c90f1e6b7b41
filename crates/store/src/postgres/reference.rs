//! How the schema should be: made anew from the entities, in scratch schemas that nobody else sees and nothing is kept of.
use crate::{
    dialect::Dialect,
    entity::Entity,
    schema::{SCHEMAS, Table},
    shape,
    steps::AppliedStep,
};

/// The scratch schema that stands for a named one.
pub(super) fn copy_of(schema: &str, scratch: &str) -> String {
    format!("{scratch}_{schema}")
}

/// Makes the scratch schemas.
pub(super) fn schemas(scratch: &str) -> String {
    let named = SCHEMAS.iter().map(|schema| copy_of(schema, scratch));
    std::iter::once(scratch.to_owned()).chain(named).map(|name| format!("create schema {name};")).collect()
}

/// Makes every table of the program in the scratch schemas, that of the history too, and nothing else can be found by name.
pub(super) fn tables(scratch: &str, tables: &[&'static Table]) -> String {
    let mut all = tables.to_vec();
    if !all.iter().any(|table| table.name == AppliedStep::TABLE.name) {
        all.push(AppliedStep::TABLE);
    }
    let statements = shape::shapes(&all).into_iter().flat_map(|shape| shape.create());
    let statements = statements.map(|statement| moved(&Dialect::Postgres.spell(&statement), scratch));
    std::iter::once(format!("set local search_path = {scratch}")).chain(statements).collect::<Vec<_>>().join(";\n")
}

/// A statement about named schemas as one about their copies; texts in quotes are left alone.
fn moved(statement: &str, scratch: &str) -> String {
    let pieces = statement.split('\'').enumerate().map(|(at, piece)| match at % 2 {
        0 => SCHEMAS.iter().fold(piece.to_owned(), |text, schema| moved_from(&text, schema, scratch)),
        _ => piece.to_owned(),
    });
    pieces.collect::<Vec<_>>().join("'")
}

fn moved_from(text: &str, schema: &str, scratch: &str) -> String {
    let name = format!("{schema}.");
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(&name) {
        let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '.';
        let starts = !rest[..at].ends_with(is_word);
        out.push_str(&rest[..at]);
        out.push_str(&if starts { format!("{}.", copy_of(schema, scratch)) } else { name.clone() });
        rest = &rest[at + name.len()..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_schemas_are_copied_outside_texts() {
        let given = "create table audit.log (x text default 'audit.log', y bigint references audit.log (audit_id), check (myaudit.x > 0))";
        let made = "create table s_audit.log (x text default 'audit.log', y bigint references s_audit.log (audit_id), check (myaudit.x > 0))";
        assert_eq!(moved(given, "s"), made);
    }
}
