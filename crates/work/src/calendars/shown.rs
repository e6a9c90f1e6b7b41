//! A calendar as it is shown: with the number of its events.
use super::Calendar;
use api::Answer;
use base::Result;
use serde::Serialize;
use std::borrow::Cow;
use store::Described;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};

/// What the shown calendar has besides the calendar.
pub(super) const FILLED_BY_US: &[&str] = &["event_count", "problem"];

/// A calendar as it is shown.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Shown {
    #[serde(flatten)]
    pub(super) calendar: Calendar,
    pub(super) event_count: i64,
    problem: Option<String>,
}

impl Shown {
    /// A calendar with so many events.
    pub(super) fn of(calendar: Calendar, event_count: i64) -> Self {
        let zone = &calendar.timezone;
        let problem = match calendar.color.is_readable() {
            false => Some("what is kept as its color is none".to_owned()),
            true => zone.zone().is_none().then(|| format!("the time zone {} is not known", zone.0)),
        };
        Self { calendar, event_count, problem }
    }
}

impl Answer for Shown {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }

    fn location(&self) -> Option<String> {
        (self.calendar.revision == 1).then(|| format!("/api/v1/calendar/calendars/{}", self.calendar.id))
    }

    fn revision(&self) -> Option<i64> {
        Some(self.calendar.revision)
    }
}

impl PartialSchema for Shown {
    fn schema() -> RefOr<Schema> {
        let mut schema = Calendar::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            let count = ObjectBuilder::new().schema_type(Type::Integer);
            let count = count.description(Some("How many events lie in it; a series is one.")).build();
            let own = [("event_count", Schema::Object(count).into()), ("problem", Option::<String>::described())];
            for (name, property) in own {
                object.properties.insert(name.to_owned(), property);
                object.required.push(name.to_owned());
            }
        }
        schema
    }
}

impl ToSchema for Shown {
    fn name() -> Cow<'static, str> {
        "CalendarResponse".into()
    }

    fn schemas(parts: &mut Vec<(String, RefOr<Schema>)>) {
        Calendar::schemas(parts);
    }
}
