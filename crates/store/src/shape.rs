//! A table as portable text: what the generator compares, and what both databases are created from.
use crate::schema::{Assigned, Check, Column, Default, Index, Kind, OnDelete, Reference, Table};
use serde::{Deserialize, Serialize};

/// A part of a table: its name and the text that makes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// A column's name, or a constraint's or an index's.
    pub name: String,
    /// Portable SQL.
    pub text: String,
}

/// A table as portable text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// The table's name.
    pub name: String,
    /// Whether the rows lie in the key's own tree.
    pub clustered: bool,
    /// The columns, in order.
    pub columns: Vec<Part>,
    /// Key, uniques, checks and references.
    pub constraints: Vec<Part>,
    /// The indexes, each a whole statement.
    pub indexes: Vec<Part>,
    /// The tables this one refers to.
    pub needs: Vec<String>,
}

impl Shape {
    /// The shape of an entity's table.
    pub fn of(table: &Table) -> Self {
        let mut constraints = vec![constraint(table, table.key, "pk", format!("primary key ({})", list(table.key)))];
        for unique in table.uniques {
            constraints.push(constraint(table, unique, "key", format!("unique ({})", list(unique))));
        }
        for column in table.columns {
            constraints.extend(values_of(table, column));
        }
        constraints.extend(table.checks.iter().map(|check| condition(table, check)));
        constraints.extend(table.references.iter().map(|reference| foreign(table, reference)));
        Self {
            name: table.name.into(),
            clustered: table.clustered,
            columns: table.columns.iter().map(column).collect(),
            constraints,
            indexes: table.indexes.iter().map(|one| index(table, one)).collect(),
            needs: table.references.iter().map(|r| r.table.into()).filter(|name| *name != table.name).collect(),
        }
    }

    /// The statements that make the table and its indexes.
    pub fn create(&self) -> Vec<String> {
        let parts: Vec<String> = (self.columns.iter().map(|part| format!("  {} {}", part.name, part.text)))
            .chain(self.constraints.iter().map(|part| format!("  constraint {} {}", part.name, part.text)))
            .collect();
        let ending = if self.clustered { "{clustered}" } else { "{strict}" };
        let table = format!("create table {} (\n{}\n) {ending}", self.name, parts.join(",\n"));
        std::iter::once(table).chain(self.indexes.iter().map(|part| part.text.clone())).collect()
    }
}

/// The shapes of a schema, each after those it refers to.
pub fn shapes(tables: &[&Table]) -> Vec<Shape> {
    let mut waiting: Vec<Shape> = tables.iter().map(|table| Shape::of(table)).collect();
    let mut ordered: Vec<Shape> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let is_ready = |shape: &Shape| shape.needs.iter().all(|need| ordered.iter().any(|made| made.name == *need));
        let next = waiting.iter().position(is_ready);
        // References that go round in a ring have no order; the databases then say which.
        ordered.push(waiting.remove(next.unwrap_or(0)));
    }
    ordered
}

/// The name of a constraint or index: `table__columns__kind`.
pub fn constraint_name(table: &str, columns: &[&str], kind: &str) -> String {
    format!("{}__{}__{kind}", table.replace('.', "_"), columns.join("_"))
}

fn constraint(table: &Table, columns: &[&str], kind: &str, text: String) -> Part {
    Part { name: constraint_name(table.name, columns, kind), text }
}

fn list(columns: &[&str]) -> String {
    columns.join(", ")
}

fn column(column: &Column) -> Part {
    let kind = match column.assigned {
        Some(Assigned::Serial) => return part(column, "{serial}".into()),
        Some(Assigned::Transaction) => return part(column, "{transaction}".into()),
        None => column.kind.placeholder(),
    };
    let presence = if column.nullable { "" } else { " not null" };
    let default = match column.default {
        None => String::new(),
        Some(Default::Text(text)) => format!(" default '{}'", text.replace('\'', "''")),
        Some(Default::Int(number)) => format!(" default {number}"),
        Some(Default::Bool(truth)) => format!(" default {truth}"),
    };
    part(column, format!("{kind}{presence}{default}"))
}

fn part(column: &Column, text: String) -> Part {
    Part { name: column.name.into(), text }
}

/// The check that keeps a column to the values its type has.
fn values_of(table: &Table, column: &Column) -> Option<Part> {
    let name = column.name;
    if let Some(texts) = column.one_of {
        let texts = texts.iter().map(|text| format!("'{text}'")).collect::<Vec<_>>().join(", ");
        return Some(constraint(table, &[name], "one_of", format!("check ({name} in ({texts}))")));
    }
    let is_bool = column.kind == Kind::Bool;
    is_bool.then(|| constraint(table, &[name], "bool", format!("check ({name} in (false, true))")))
}

fn condition(table: &Table, check: &Check) -> Part {
    constraint(table, check.columns, "check", format!("check ({})", check.holds))
}

fn foreign(table: &Table, reference: &Reference) -> Part {
    let then = match reference.on_delete {
        OnDelete::Cascade => "cascade",
        OnDelete::Restrict => "restrict",
        OnDelete::SetNull => "set null",
    };
    let Reference { columns, table: there, to, .. } = reference;
    let text = format!("foreign key ({}) references {there} ({}) on delete {then}", list(columns), list(to));
    constraint(table, columns, "fk", text)
}

fn index(table: &Table, index: &Index) -> Part {
    let name = constraint_name(table.name, index.columns, if index.unique { "unique" } else { "index" });
    let unique = if index.unique { "unique " } else { "" };
    let only = index.only.map(|only| format!(" where {only}")).unwrap_or_default();
    let text = format!("create {unique}index {name} on {} ({}){only}", table.name, list(index.columns));
    Part { name, text }
}
