//! The next step, drafted from what differs between the tables as they were and as they are.
use store::shape::{Part, Shape};

/// The step's text; empty when nothing differs.
pub(crate) fn step(before: &[Shape], after: &[Shape]) -> String {
    let mut text = String::new();
    let old = |name: &str| before.iter().find(|shape| shape.name == name);
    for shape in after {
        match old(&shape.name) {
            None => shape.create().iter().for_each(|statement| push(&mut text, statement)),
            Some(was) if was != shape => change(&mut text, was, shape),
            Some(_) => {}
        }
    }
    for gone in before.iter().rev().filter(|was| !after.iter().any(|shape| shape.name == was.name)) {
        push(&mut text, &format!("drop table {}", gone.name));
    }
    text
}

fn push(text: &mut String, statement: &str) {
    text.push_str(statement);
    text.push_str(";\n");
}

/// What both databases can alter is altered; for the rest SQLite builds the table anew.
fn change(text: &mut String, was: &Shape, is: &Shape) {
    let added = missing_from(&was.columns, &is.columns);
    let only_adds = was.columns.iter().all(|column| is.columns.contains(column))
        && added.iter().all(|column| !column.text.contains("not null") || column.text.contains(" default "))
        && was.constraints == is.constraints
        && was.clustered == is.clustered;
    if only_adds {
        indexes_gone(text, was, is);
        for column in added {
            push(text, &format!("alter table {} add column {} {}", is.name, column.name, column.text));
        }
        indexes_new(text, was, is);
        return;
    }
    text.push_str(&format!("-- rebuild {}\n", is.name));
    is.create().iter().for_each(|statement| push(text, statement));
    text.push_str("-- postgres\n");
    alter(text, was, is);
    text.push_str("-- both\n");
}

fn alter(text: &mut String, was: &Shape, is: &Shape) {
    let table = &is.name;
    for gone in changed_or_missing(&is.constraints, &was.constraints) {
        push(text, &format!("alter table {table} drop constraint {}", gone.name));
    }
    indexes_gone(text, was, is);
    for column in missing_from(&is.columns, &was.columns) {
        push(text, &format!("alter table {table} drop column {}", column.name));
    }
    for column in missing_from(&was.columns, &is.columns) {
        push(text, &format!("alter table {table} add column {} {}", column.name, column.text));
    }
    for column in &is.columns {
        if let Some(old) = was.columns.iter().find(|old| old.name == column.name && old.text != column.text) {
            alter_column(text, table, old, column);
        }
    }
    for new in changed_or_missing(&was.constraints, &is.constraints) {
        push(text, &format!("alter table {table} add constraint {} {}", new.name, new.text));
    }
    indexes_new(text, was, is);
}

fn alter_column(text: &mut String, table: &str, old: &Part, new: &Part) {
    let (was, is) = (Column::of(&old.text), Column::of(&new.text));
    let mut alter = |what: String| push(text, &format!("alter table {table} alter column {} {what}", new.name));
    if was.kind != is.kind {
        alter(format!("type {}", is.kind));
    }
    if was.default != is.default {
        alter(is.default.map_or("drop default".into(), |default| format!("set default {default}")));
    }
    if was.is_filled != is.is_filled {
        alter(if is.is_filled { "set not null" } else { "drop not null" }.into());
    }
}

/// A column's text taken apart.
struct Column<'a> {
    kind: &'a str,
    is_filled: bool,
    default: Option<&'a str>,
}

impl<'a> Column<'a> {
    fn of(text: &'a str) -> Self {
        let (head, default) =
            text.split_once(" default ").map_or((text, None), |(head, default)| (head, Some(default)));
        let kind = head.strip_suffix(" not null");
        Self { kind: kind.unwrap_or(head), is_filled: kind.is_some(), default }
    }
}

fn indexes_gone(text: &mut String, was: &Shape, is: &Shape) {
    let schema = was.name.rsplit_once('.').map(|(schema, _)| format!("{schema}.")).unwrap_or_default();
    for gone in changed_or_missing(&is.indexes, &was.indexes) {
        push(text, &format!("drop index {schema}{}", gone.name));
    }
}

fn indexes_new(text: &mut String, was: &Shape, is: &Shape) {
    for new in changed_or_missing(&was.indexes, &is.indexes) {
        push(text, &new.text);
    }
}

/// The parts there whose name is not here.
fn missing_from<'a>(here: &[Part], there: &'a [Part]) -> Vec<&'a Part> {
    there.iter().filter(|part| !here.iter().any(|other| other.name == part.name)).collect()
}

/// The parts there that are not here just so.
fn changed_or_missing<'a>(here: &[Part], there: &'a [Part]) -> Vec<&'a Part> {
    there.iter().filter(|part| !here.contains(part)).collect()
}
