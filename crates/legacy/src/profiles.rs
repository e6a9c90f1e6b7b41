//! Profiles: what people tell of themselves.
use crate::{
    Stop,
    nouns::PROFILES,
    read::document,
    reader::Reader,
    report::OfTable,
    run::{Run, is_settled},
    source::Row,
    step::{Known, Step},
};
use account::{UserProfile, brought};
use serde_json::{Map, Value};
use store::Entity;

impl Run<'_> {
    /// What becomes of a profile.
    pub(crate) async fn profile(&mut self, row: Row, known: Option<Known>, told: &mut OfTable) -> Result<Step, Stop> {
        let Some(fields) = row.fields.clone() else { return Ok(Step::refused(row, known, None, "it cannot be read")) };
        let Some(person) = fields.get("user_id").and_then(|key| self.people.of(key)).cloned() else {
            return Ok(Step::refused(row, known, None, "its user is not here"));
        };
        let Some(space_id) = person.space_id else { return Ok(Step::gone(row, known)) };
        if let Some(known) = &known
            && is_settled(&row, Some(known))
        {
            return Ok(Step::unchanged(row, known.clone()));
        }
        let before = self.app.store().get::<UserProfile>((person.id,)).await.map_err(Stop::Target)?;
        let left_at = known.as_ref().and_then(|known| known.left_at);
        if before.as_ref().map(|profile| profile.revision) != left_at {
            return Ok(Step::refused(row, known, Some(space_id), "the profile was changed here, and stays so"));
        }
        let now = self.app.clock().now();
        let mut reader = Reader::new(&PROFILES, UserProfile::TABLE, &fields);
        let created_at = reader.instant("created_at").unwrap_or(now);
        let updated_at = reader.instant("updated_at").unwrap_or(created_at);
        let blank = UserProfile { updated_at, ..UserProfile::new(person.id, created_at) };
        let base = before.clone().unwrap_or(blank);
        let said = reader.all().into_iter().map(|(name, value)| (camel(&name), deep(value))).collect();
        let after = match reader.fit(said, |said| brought::profile_said(&base, said)) {
            Ok(after) => after,
            Err(why) => return Ok(Step::refused(row, known, Some(space_id), why)),
        };
        let after = match &before {
            Some(before) if after != *before => UserProfile { revision: before.revision + 1, updated_at: now, ..after },
            _ => after,
        };
        let others = reader.others();
        others.iter().for_each(|name| *told.other_columns.entry((*name).to_owned()).or_default() += 1);
        if !others.is_empty() {
            reader.whys.push(format!("no place for {}", others.join(", ")));
        }
        let whys = reader.whys.clone();
        reader.tell(told);
        let plan = brought::profile_changed(space_id, before.as_ref(), &after);
        Ok(Step::here(row, known, plan, (person.id, space_id), after.revision, whys))
    }
}

/// A name as it is on the wire.
fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| {
        let mut letters = part.chars();
        name + &letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    })
}

/// The same of all names in a document.
fn deep(value: Value) -> Value {
    match document(value) {
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(name, value)| (camel(&name), value)).collect::<Map<_, _>>())
        }
        other => other,
    }
}
