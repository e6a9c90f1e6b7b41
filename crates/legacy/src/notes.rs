//! The notes of what was brought: read before a row is looked at, written in the batch that brings it.
use crate::{
    LegacyRow, LegacyState,
    names::of_row,
    nouns::is_secret,
    source::Row,
    step::{Known, Step},
};
use api::App;
use base::{Id, Result, Secret};
use serde_json::{Map, Value};
use std::collections::HashMap;
use store::{Batch, sql};
use vault::{Place, Sealed};

type Found = (Id, LegacyState, Vec<u8>, Option<Id>, Option<Id>, Option<i64>, Option<String>);

/// The secrets of rows, which rotation seals anew.
pub(crate) const SECRETS: vault::Column = vault::column!("legacy_rows", "secrets");

/// What is noted of those rows.
pub(crate) async fn of(app: &App, ids: Vec<Id>) -> store::Result<HashMap<Id, Known>> {
    let noted = sql!(
        Found,
        (Value,),
        sqlite: "select id, state, digest, row_id, space_id, left_at, why from legacy_rows \
                 where id in (select unhex(value, '-') from json_each($1))",
        postgres: "select id, state, digest, row_id, space_id, left_at, why from legacy_rows \
                   where id in (select value::uuid from jsonb_array_elements_text($1))"
    );
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids = ids.into_iter().map(|id| Value::from(id.to_string())).collect();
    let found = app.store().all(noted, (ids,)).await?;
    let known = |(id, state, digest, row_id, space_id, left_at, why)| {
        (id, Known { state, digest, row_id, space_id, left_at, why })
    };
    Ok(found.into_iter().map(known).collect())
}

/// What notes a row, if there is something new to note.
pub(crate) fn note(app: &App, source: &str, table: &str, step: &Step) -> Result<Batch> {
    let (state, why) = (step.state(), step.why());
    let row_id = step.landed.map(|(id, _)| id).or_else(|| step.known.as_ref()?.row_id);
    let is_same = step.known.as_ref().is_some_and(|known| {
        known.state == state
            && known.digest == step.row.digest
            && (known.row_id, known.left_at, &known.why) == (row_id, step.left_at, &why)
    });
    if step.unnoted || is_same {
        return Ok(Batch::new());
    }
    let id = of_row(source, table, &step.row.key);
    let (kept, secrets) = match state != LegacyState::Taken && step.keeps {
        true => kept(app, id, &step.row)?,
        false => (None, None),
    };
    let note = LegacyRow {
        id,
        source: source.to_owned(),
        table_name: table.to_owned(),
        source_key: step.row.key.clone(),
        state,
        digest: step.row.digest.clone(),
        row_id,
        space_id: step.space_id,
        left_at: step.left_at,
        why,
        kept,
        secrets,
        at: app.clock().now(),
    };
    Ok(if step.known.is_some() { Batch::new().update(&note) } else { Batch::new().insert(&note) })
}

/// A row as it is kept: in the open, but for its secrets. A row that cannot be read may hold some anywhere.
fn kept(app: &App, id: Id, row: &Row) -> Result<(Option<String>, Option<Sealed>)> {
    let place = Place { table: SECRETS.table, column: SECRETS.column, row: id };
    let seal = |text: String| app.vault().and_then(|vault| Ok(vault.seal(place, &Secret::new(text))?));
    let Some(fields) = &row.fields else { return Ok((None, Some(seal(row.text.clone())?))) };
    let (secrets, open): (Map<String, Value>, Map<String, Value>) = fields
        .iter()
        .map(|(name, value)| (name.clone(), value.clone()))
        .partition(|(name, value)| is_secret(name) && !value.is_null());
    match secrets.is_empty() {
        true => Ok((Some(row.text.clone()), None)),
        false => Ok((Some(Value::Object(open).to_string()), Some(seal(Value::Object(secrets).to_string())?))),
    }
}
