//! Filters that are asked of rows in memory, as they are on the wire.
use super::{
    check::{Asked, Checked, Held},
    field::{Field, FieldKind, Fields},
    parser::{Operator, Tree},
    point::Point,
};
use crate::{app::App, caller::Caller};
use base::{Error, Result};
use serde::Serialize;
use serde_json::Value;
use std::cmp::Ordering;

impl Fields {
    /// Whether a row is let through.
    pub fn holds(&self, filter: &Checked, row: &impl Serialize) -> Result<bool> {
        let row = serde_json::to_value(row).map_err(|error| Error::Internal { cause: error.to_string() })?;
        Ok(holds(self, &filter.0, &row))
    }
}

impl Fields {
    /// Of what is in memory, only what a filter lets through, if there is one; a flaw of it stands at that place of the request.
    pub fn among<T: Serialize>(
        &self,
        all: Vec<T>,
        filter: Option<(&str, &str)>,
        app: &App,
        caller: &Caller,
    ) -> Result<Vec<T>> {
        let Some((at, text)) = filter else { return Ok(all) };
        let filter = self.read(app, caller, at, text)?;
        let held = |row: T| Ok(self.holds(&filter, &row)?.then_some(row));
        all.into_iter().filter_map(|row| held(row).transpose()).collect()
    }
}

fn holds(fields: &Fields, tree: &Tree<Asked>, row: &Value) -> bool {
    match tree {
        Tree::All(trees) => trees.iter().all(|tree| holds(fields, tree, row)),
        Tree::Any(trees) => trees.iter().any(|tree| holds(fields, tree, row)),
        Tree::Not(tree) => !holds(fields, tree, row),
        Tree::Is(asked) => is(&fields.fields[asked.field], asked, row),
    }
}

fn is(field: &Field, asked: &Asked, row: &Value) -> bool {
    if let FieldKind::Names(list) = field.kind {
        return names(row[list].as_array().map(Vec::as_slice).unwrap_or_default(), asked);
    }
    let own = &row[field.name];
    let is_empty = own.is_null() || (field.kind == FieldKind::Text && own == "");
    let equals = |value: &Held| order(own, value) == Some(Ordering::Equal);
    let compares = |fits: fn(Ordering) -> bool| asked.values.iter().any(|value| order(own, value).is_some_and(fits));
    match asked.operator {
        Operator::Empty => is_empty,
        Operator::NotEmpty => !is_empty,
        Operator::Equal | Operator::In | Operator::Alone => asked.values.iter().any(equals),
        Operator::Unequal | Operator::NotIn => !asked.values.iter().any(equals),
        Operator::Below => compares(Ordering::is_lt),
        Operator::UpTo => compares(Ordering::is_le),
        Operator::Above => compares(Ordering::is_gt),
        Operator::From => compares(Ordering::is_ge),
        Operator::Contains => asked.values.iter().any(|value| contains(own, value)),
    }
}

/// Whether a comparison holds for a list of names: for one of them, or for none.
fn names(own: &[Value], asked: &Asked) -> bool {
    let own: Vec<String> = own.iter().filter_map(Value::as_str).map(str::to_lowercase).collect();
    let any = |fits: fn(&str, &str) -> bool| {
        asked.values.iter().any(|value| matches!(value, Held::Text(wanted) if own.iter().any(|own| fits(own, wanted))))
    };
    match asked.operator {
        Operator::Empty => own.is_empty(),
        Operator::NotEmpty => !own.is_empty(),
        Operator::Unequal | Operator::NotIn => !any(|own, wanted| own == wanted),
        Operator::Contains => any(|own, wanted| own.contains(wanted)),
        _ => any(|own, wanted| own == wanted),
    }
}

/// Whether a text holds another, whatever the capitals from A to Z.
fn contains(own: &Value, wanted: &Held) -> bool {
    let (Some(own), Held::Text(wanted)) = (own.as_str(), wanted) else { return false };
    own.to_ascii_lowercase().contains(&wanted.to_ascii_lowercase())
}

/// How what a row holds stands to a value; nothing stands to no value.
fn order(own: &Value, value: &Held) -> Option<Ordering> {
    match value {
        Held::Text(value) => Some(own.as_str()?.cmp(value)),
        Held::Number(value) => own.as_f64()?.partial_cmp(value),
        Held::Truth(value) => Some(own.as_bool()?.cmp(value)),
        Held::Id(value) => Some(own.as_str()?.cmp(&value.to_string())),
        Held::Point(value) => {
            let own = own.as_str()?;
            let own = own.parse().map(Point::On).or_else(|_| own.parse().map(Point::At)).ok()?;
            Some(match (own, *value) {
                (Point::At(own), Point::At(value)) => own.cmp(&value),
                // Where one of the two is a day, the days are compared.
                (own, value) => own.day().cmp(&value.day()),
            })
        }
    }
}
