//! Settings: columns of users there, a table of their own here.
use crate::{
    Stop,
    nouns::SETTINGS,
    reader::Reader,
    report::OfTable,
    run::{Run, is_settled},
    source::Row,
    step::{Known, Step},
};
use account::{UserSettings, brought};
use serde_json::Value;
use store::Entity;

impl Run<'_> {
    /// What becomes of somebody's settings; of whatever else stands in their row and has no place, too.
    pub(crate) async fn settings(&mut self, row: Row, known: Option<Known>, told: &mut OfTable) -> Result<Step, Stop> {
        let person = self.people.of(&Value::from(row.key.clone())).cloned();
        let Some(person) = person else {
            return Ok(Step { unnoted: true, ..Step::refused(row, known, None, "its user is not here") });
        };
        let Some(space_id) = person.space_id else { return Ok(Step::gone(row, known)) };
        let Some(fields) = row.fields.clone() else { return Ok(Step::refused(row, known, None, "it cannot be read")) };
        let now = self.app.clock().now();
        let found = self.app.store().get::<UserSettings>((person.id,)).await.map_err(Stop::Target)?;
        let before = found.unwrap_or_else(|| UserSettings::new(person.id, now));
        if let Some(known) = &known
            && is_settled(&row, Some(known))
        {
            self.people.live_in(&row.key, before.timezone);
            return Ok(Step::unchanged(row, known.clone()));
        }
        let left_at = known.as_ref().map_or(1, |known| known.left_at.unwrap_or(1));
        if before.revision != left_at {
            self.people.live_in(&row.key, before.timezone);
            let step = Step::refused(row, known, Some(space_id), "settings were changed here, and stay so");
            return Ok(step);
        }
        let mut reader = Reader::new(&SETTINGS, UserSettings::TABLE, &fields);
        let mut said = reader.all();
        if said.remove("web_search_api_key").is_some() || reader.raw("web_search_api_key").is_some() {
            reader.whys.push("web_search_api_key: it was sealed there; it is to be entered anew".into());
        }
        let after = reader.fit(said, |said| brought::settings_said(&before, said, now));
        let after = match after {
            Ok(after) => after,
            Err(why) => return Ok(Step::refused(row, known, Some(space_id), why)),
        };
        let others = reader.others();
        others.iter().for_each(|name| *told.other_columns.entry((*name).to_owned()).or_default() += 1);
        if !others.is_empty() {
            reader.whys.push(format!("no place for {}", others.join(", ")));
        }
        if person.in_part && !person.is_merged {
            reader.whys.push("not all of its user is here".into());
        }
        let whys = reader.whys.clone();
        reader.tell(told);
        self.people.live_in(&row.key, after.timezone.clone());
        let plan = brought::settings_changed(space_id, &before, &after);
        Ok(Step::here(row, known, plan, (person.id, space_id), after.revision, whys))
    }
}
