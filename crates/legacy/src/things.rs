//! What people work with: each kind of thing by the same way.
use crate::{
    Stop,
    names::of_thing,
    nouns::{CALENDARS, CATEGORIES, EVENTS, FEEDBACK, Noun, PROJECTS, SUBTASKS, TASKS},
    parts,
    people::Person,
    reader::Reader,
    report::OfTable,
    run::{Run, is_settled},
    source::Row,
    step::{Known, Step},
};
use api::{Caller, Plan};
use base::{Id, Instant};
use serde_json::{Map, Value};
use std::collections::HashMap;
use store::sql;
use work::{Brought, Calendar, CalendarEvent, Category, Origin, Project, Subtask, Task, TaskFeedback};

/// Where the things that rows name have come to lie, by the column that names them.
type Named = HashMap<&'static str, HashMap<String, (Id, Id)>>;

/// The columns that name other things, and the tables of those.
const NAMED: [(&str, &str); 4] =
    [("project_id", "projects"), ("calendar_id", "calendars"), ("opportunity_id", "tasks"), ("task_id", "tasks")];
/// Those of them in which a thing lies, so that it is nowhere without.
const WITHIN: [&str; 3] = ["calendar_id", "opportunity_id", "task_id"];

impl Run<'_> {
    /// What becomes of the rows of a page.
    pub(crate) async fn steps(
        &mut self,
        noun: &'static Noun,
        page: Vec<Row>,
        told: &mut OfTable,
    ) -> Result<Vec<Step>, Stop> {
        let mut known = self.known(noun.label(), &page).await?;
        let named = self.named(noun, &page).await?;
        let mut steps = Vec::with_capacity(page.len());
        for row in page {
            let known = known.remove(&crate::names::of_row(&self.source.name, noun.label(), &row.key));
            steps.push(match noun.name {
                "users" => self.user(row, known, told).await?,
                "settings" => self.settings(row, known, told).await?,
                "profiles" => self.profile(row, known, told).await?,
                "categories" => self.thing::<Category>(&CATEGORIES, row, known, &named, told).await?,
                "projects" => self.thing::<Project>(&PROJECTS, row, known, &named, told).await?,
                "calendars" => self.thing::<Calendar>(&CALENDARS, row, known, &named, told).await?,
                "tasks" => self.thing::<Task>(&TASKS, row, known, &named, told).await?,
                "subtasks" => self.thing::<Subtask>(&SUBTASKS, row, known, &named, told).await?,
                "events" => self.thing::<CalendarEvent>(&EVENTS, row, known, &named, told).await?,
                _ => self.thing::<TaskFeedback>(&FEEDBACK, row, known, &named, told).await?,
            });
        }
        Ok(steps)
    }

    /// Where the things have come to lie that a page names.
    async fn named(&self, noun: &Noun, page: &[Row]) -> Result<Named, Stop> {
        let mut named = Named::new();
        for (column, table) in NAMED.iter().filter(|(column, _)| noun.columns.contains(column)) {
            let keys = page.iter().filter_map(|row| key(row.fields.as_ref()?.get(*column)?)).collect();
            named.insert(column, self.landed(table, keys).await?);
        }
        Ok(named)
    }

    async fn thing<T: Brought>(
        &mut self,
        noun: &'static Noun,
        row: Row,
        known: Option<Known>,
        named: &Named,
        told: &mut OfTable,
    ) -> Result<Step, Stop> {
        let Some(fields) = row.fields.clone() else { return Ok(Step::refused(row, known, None, "it cannot be read")) };
        let mut reader = Reader::new(noun, T::TABLE, &fields);
        let of = |column: &str| key(fields.get(column)?).and_then(|key| named.get(column)?.get(&key).copied());
        let within = WITHIN.iter().find_map(|column| of(column));
        let (person, space_id) = match self.place(noun, &fields, within) {
            Ok((person, space_id)) => (person, space_id),
            Err(why) => return Ok(Step::refused(row, known, None, why)),
        };
        let Some(space_id) = space_id else { return Ok(Step::gone(row, known)) };
        if let Some(known) = &known
            && is_settled(&row, Some(known))
        {
            return Ok(Step::unchanged(row, known.clone()));
        }
        let now = self.app.clock().now();
        let origin = self.origin(noun, &row, &mut reader, &person, space_id, within.map(|(id, _)| id), now);
        let mut said = reader.all();
        if noun.name == TASKS.name {
            parts::taken(&row, &mut said, &origin, now);
        }
        if let Some(project) = reader.key("project_id") {
            match of("project_id").filter(|(_, space)| *space == space_id) {
                Some((id, _)) => drop(said.insert("project_id".into(), id.to_string().into())),
                None => reader.whys.push(format!("project_id: no project {project} of theirs is here")),
            }
        }
        let found = known.as_ref().and_then(|known| known.row_id);
        if noun.name == "calendars" && found.is_none() && self.needs_calendar(space_id).await? {
            said.insert("is_default".into(), true.into());
        }
        let others = reader.others();
        if !others.is_empty() {
            reader.whys.push(format!("no place for {}", others.join(", ")));
        }
        let step = match (known, found) {
            (Some(known), Some(id)) => self.changed::<T>(row, known, id, &origin, said, &mut reader).await?,
            (known, _) => self.made::<T>(row, known, &origin, said, &mut reader, now).await?,
        };
        others.iter().for_each(|name| *told.other_columns.entry((*name).to_owned()).or_default() += 1);
        reader.tell(told);
        Ok(step)
    }

    /// Whose a row is, and in which space it lies; none, where they have left for good.
    fn place(
        &self,
        noun: &Noun,
        fields: &Map<String, Value>,
        within: Option<(Id, Id)>,
    ) -> Result<(Person, Option<Id>), String> {
        let lies_within = WITHIN.into_iter().find(|column| noun.columns.contains(column));
        let user = fields.get("user_id").filter(|key| !key.is_null());
        let person = user.and_then(|key| self.people.of(key));
        match (lies_within, within) {
            (Some(column), None) => match person {
                Some(person) if person.space_id.is_none() => Ok((person.clone(), None)),
                _ => Err(format!("{column}: what it belongs to is not here")),
            },
            (Some(_), Some((_, space_id))) => {
                let person = person.or_else(|| self.people.owner(space_id)).ok_or("its user is not here")?;
                Ok((person.clone(), Some(space_id)))
            }
            (None, _) => {
                let person = person.ok_or("its user is not here")?;
                Ok((person.clone(), person.space_id))
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "all of them say where a thing is from")]
    fn origin(
        &self,
        noun: &Noun,
        row: &Row,
        reader: &mut Reader,
        person: &Person,
        space_id: Id,
        within: Option<Id>,
        now: Instant,
    ) -> Origin {
        let at = |reader: &mut Reader, names: &[&str]| names.iter().find_map(|name| reader.instant(name));
        let created_at = at(reader, &["created_at", "completed_at"]).unwrap_or(now);
        let updated_at = at(reader, &["updated_at"]).unwrap_or(created_at);
        let id = of_thing(&self.source.name, noun.label(), &row.key, created_at);
        Origin { id, space_id, user_id: person.id, within, timezone: person.timezone.clone(), created_at, updated_at }
    }

    /// Whether a space has no default calendar yet; from now on it has.
    async fn needs_calendar(&mut self, space_id: Id) -> Result<bool, Stop> {
        let default =
            sql!((Id,), (Id,), "select id from calendars where space_id = $1 and is_default and deleted_at is null");
        if !self.people.with_calendar.insert(space_id) {
            return Ok(false);
        }
        Ok(self.app.store().one(default, (space_id,)).await.map_err(Stop::Target)?.is_none())
    }

    /// A thing that came in an earlier run and was changed there since.
    async fn changed<T: Brought>(
        &self,
        row: Row,
        known: Known,
        id: Id,
        origin: &Origin,
        said: Map<String, Value>,
        reader: &mut Reader<'_>,
    ) -> Result<Step, Stop> {
        let space_id = known.space_id.unwrap_or(origin.space_id);
        let found = self.app.store().get::<T>((space_id, id)).await.map_err(Stop::Target)?;
        let found = found.or_else(|| T::unwritten(space_id, id));
        let Some(before) = found.filter(|thing| Some(thing.revision()) == known.left_at) else {
            return Ok(Step::conflict(row, known, "it was changed there and here"));
        };
        let now = self.app.clock().now();
        let after = match reader.fit(said, |said| before.clone().said(said, origin, now)) {
            Ok(after) => after,
            Err(why) => return Ok(Step::conflict(row, known, why)),
        };
        let whys = reader.whys.clone();
        if after.is_as_good_as(&before) {
            let left_at = before.revision();
            return Ok(Step::here(row, Some(known), Plan::new(()), (id, space_id), left_at, whys));
        }
        let mut after = after;
        let caller = Caller { space_id, ..self.caller.clone() };
        let ripples = T::ripples(self.app, &caller, &before, &mut after).await.map_err(Stop::House)?;
        let after = after.changed(now);
        let plan = Plan::new(()).change("updated", &before, &after).and(ripples);
        Ok(Step::here(row, Some(known), plan, (id, space_id), after.revision(), whys))
    }

    /// A thing that comes.
    async fn made<T: Brought>(
        &mut self,
        row: Row,
        known: Option<Known>,
        origin: &Origin,
        said: Map<String, Value>,
        reader: &mut Reader<'_>,
        now: Instant,
    ) -> Result<Step, Stop> {
        let usual = T::there_from_the_start(origin.space_id, &said);
        let blank = usual.clone().unwrap_or_else(|| T::blank(origin));
        let thing = match reader.fit(said, |said| blank.clone().said(said, origin, now)) {
            Ok(thing) => thing,
            Err(why) => return Ok(Step::refused(row, known, Some(origin.space_id), why)),
        };
        if let Some(name) = thing.own_name() {
            let is_new = self.people.own_names.insert((origin.space_id, T::NOUN, name));
            if !is_new || thing.is_named_already(self.app, &self.caller).await.map_err(Stop::House)? {
                return Ok(Step::refused(row, known, Some(origin.space_id), "another one has this name"));
            }
        }
        let whys = reader.whys.clone();
        let (plan, left_at) = match &usual {
            Some(usual) if thing == *usual => (Plan::new(()), usual.revision()),
            Some(usual) => (Plan::new(()).change("updated", usual, &thing.clone().changed(now)), usual.revision() + 1),
            None => (Plan::making(thing.clone()).map(|_| ()), thing.revision()),
        };
        Ok(Step::here(row, known, plan, (thing.id(), origin.space_id), left_at, whys))
    }
}

/// A key as text.
fn key(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(key) => Some(key.clone()),
        other => Some(other.to_string()),
    }
}
