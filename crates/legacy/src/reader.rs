//! One row, column by column: what was read, what could not be, and what has no place here.
use crate::{
    nouns::Noun,
    read::{self, moment},
    report::OfTable,
};
use base::{Error, Instant, Result};
use serde_json::{Map, Value};
use store::Table;

/// The columns that are times on their own clock here.
const MOMENTS: [&str; 3] = ["start", "end", "due_date"];
/// The columns that tell where a row belongs, and are not taken over by name.
const APART: [&str; 8] =
    ["id", "user_id", "project_id", "calendar_id", "opportunity_id", "task_id", "created_at", "calculated_score"];

/// A row that is read.
pub(crate) struct Reader<'a> {
    noun: &'a Noun,
    table: &'static Table,
    fields: &'a Map<String, Value>,
    /// Why not all of it is here.
    pub(crate) whys: Vec<String>,
    labels: Vec<(String, String, String)>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(noun: &'a Noun, table: &'static Table, fields: &'a Map<String, Value>) -> Self {
        Self { noun, table, fields, whys: Vec::new(), labels: Vec::new() }
    }

    /// A column as it was, if there is something in it.
    pub(crate) fn raw(&self, name: &str) -> Option<&'a Value> {
        self.fields.get(name).filter(|value| !value.is_null())
    }

    /// A column as text, for keys.
    pub(crate) fn key(&self, name: &str) -> Option<String> {
        self.raw(name).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    }

    /// A column as its kind here, if there is something in it that can be read.
    pub(crate) fn value(&mut self, name: &str) -> Option<Value> {
        let here = self.noun.here(name);
        let given = self.raw(name)?.clone();
        self.read(name, here, given).filter(|value| !value.is_null())
    }

    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        self.value(name).and_then(|value| value.as_str().map(str::to_owned))
    }

    pub(crate) fn truth(&mut self, name: &str) -> Option<bool> {
        self.value(name).and_then(|value| value.as_bool())
    }

    pub(crate) fn instant(&mut self, name: &str) -> Option<Instant> {
        let given = self.raw(name)?;
        let read = moment(given).and_then(|text| read::instant(&text));
        if read.is_none() {
            self.whys.push(format!("{name}: this is no time"));
        }
        read
    }

    /// All columns that have their place here by name, as they are called here. What is empty empties what may be empty.
    pub(crate) fn all(&mut self) -> Map<String, Value> {
        let mut all = Map::new();
        for (name, given) in self.fields {
            let here = self.noun.here(name);
            if !self.noun.knows(name) || APART.contains(&name.as_str()) || name == "updated_at" {
                continue;
            }
            let may_be_empty = self.table.column(here).is_some_and(|column| column.nullable);
            if given.is_null() && !may_be_empty {
                continue;
            }
            if let Some(value) = self.read(name, here, given.clone()) {
                all.insert(here.to_owned(), value);
            }
        }
        all
    }

    fn read(&mut self, name: &str, here: &str, given: Value) -> Option<Value> {
        if given.is_null() {
            return Some(given);
        }
        if MOMENTS.contains(&here) {
            let text = moment(&given);
            if text.is_none() {
                self.whys.push(format!("{name}: this is no time"));
            }
            return text.map(Value::from);
        }
        let given = match (self.noun.table, name) {
            ("events", "attendees") => read::people(given),
            ("user_categories", "weight") => priority(&given).unwrap_or(given),
            _ => given,
        };
        match read::value(self.table.column(here)?, given) {
            Ok(read) => {
                self.labels.extend(read.label.map(|(label, read_as)| (name.to_owned(), label, read_as)));
                Some(read.value)
            }
            Err(why) => {
                self.whys.push(format!("{name}: {why}"));
                None
            }
        }
    }

    /// The columns without a place here that have something in them.
    pub(crate) fn others(&self) -> Vec<&'a str> {
        let has_no_place = |name: &str| !self.noun.knows(name) && !self.noun.elsewhere.contains(&name);
        let others = self.fields.iter().filter(|(name, value)| !value.is_null() && has_no_place(name));
        others.map(|(name, _)| name.as_str()).collect()
    }

    /// Makes of fields what they are to be; a field that does not hold is left out and named.
    pub(crate) fn fit<T>(
        &mut self,
        mut fields: Map<String, Value>,
        make: impl Fn(Map<String, Value>) -> Result<T>,
    ) -> std::result::Result<T, String> {
        loop {
            let flaws = match make(fields.clone()) {
                Ok(made) => return Ok(made),
                Err(Error::Invalid(flaws)) => flaws,
                Err(other) => return Err(other.to_string()),
            };
            let mut is_less = false;
            for flaw in &flaws {
                let name = flaw.at.trim_start_matches('/').split('/').next().unwrap_or_default();
                if fields.remove(name).is_some() {
                    self.whys.push(format!("{name}: {}", flaw.message));
                    is_less = true;
                }
            }
            if !is_less {
                self.whys.extend(flaws.into_iter().map(|flaw| flaw.message));
                return Err(self.whys.join("; "));
            }
        }
    }

    /// Tells the labels that were met.
    pub(crate) fn tell(self, table: &mut OfTable) {
        for (column, label, read_as) in self.labels {
            table.met(&column, &label, &read_as);
        }
    }
}

/// The priority of a weight from 0 to 1.
#[expect(clippy::cast_possible_truncation, reason = "from 1 to 5")]
fn priority(weight: &Value) -> Option<Value> {
    let weight = weight.as_f64().or_else(|| weight.as_str()?.parse().ok())?;
    Some(Value::from(((weight * 5.0 + 1e-9) as i64).clamp(1, 5)))
}
