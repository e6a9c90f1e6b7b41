//! An event as it is shown: in the time zone of whoever looks, in the colour of its category.
use super::{CalendarEvent, EventTime, ZoneName, series::Occurrence, time::shown, zone};
use crate::{Color, categories};
use api::{Answer, App, Caller};
use base::{Id, Result};
use ical::Zone;
use serde_json::{Map, Value, json};
use std::{borrow::Cow, collections::HashMap};
use store::Described;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{Object, ObjectBuilder, Schema, Type},
    },
};

/// What the shown event has besides the event; a client that sends it back is not blamed for it.
pub(crate) const FILLED_BY_US: &[&str] = &["backgroundColor", "textColor", "is_all_day", "override_id", "problem"];
/// The colours of categories that nobody has made.
const COLORS: [(&str, u32); 14] = [
    ("work", 0x003b_82f6),
    ("personal", 0x0010_b981),
    ("health", 0x00ef_4444),
    ("learning", 0x008b_5cf6),
    ("social", 0x00f5_9e0b),
    ("meeting", 0x000e_a5e9),
    ("appointment", 0x0006_b6d4),
    ("task", 0x0084_cc16),
    ("reminder", 0x00f9_7316),
    ("event", 0x00a8_55f7),
    ("leisure", 0x008b_5cf6),
    ("family", 0x00f5_9e0b),
    ("fitness", 0x0010_b981),
    ("default", OTHER),
];
/// The colour of every other category.
const OTHER: u32 = 0x006b_7280;

/// How somebody sees events: from their time zone, in the colours of the space.
pub(crate) struct View {
    pub(crate) zone: Zone,
    colors: HashMap<String, Color>,
}

impl View {
    /// How the caller sees events.
    pub(crate) async fn of(app: &App, caller: &Caller) -> Result<Self> {
        let zone = zone::of_user(app, caller.user_id).await?;
        let usual = COLORS.iter().map(|(name, color)| ((*name).to_owned(), Color::of(*color)));
        let own = categories::there(app, caller).await?;
        let own = own.into_iter().map(|category| (category.name.to_lowercase(), category.color));
        Ok(Self { zone, colors: usual.chain(own).collect() })
    }

    /// The event as a whole.
    pub(crate) fn event(&self, event: &CalendarEvent) -> Shown {
        let zone = event.timezone.as_ref().and_then(ZoneName::zone);
        let clock = zone.as_ref().unwrap_or(&self.zone);
        let told = |time: EventTime| match time {
            EventTime::Day(_) => time.to_string(),
            EventTime::Unreadable => shown(event.first_at, &self.zone),
            time => shown(time.instant(clock), &self.zone),
        };
        let times = [event.starts, event.ends.0].map(told);
        let id = event.recurrence_id.filter(|id| *id != EventTime::Unreadable);
        self.shown(event, id, times)
    }

    /// The event at one of its times.
    pub(crate) fn occurrence(&self, event: &CalendarEvent, at: &Occurrence) -> Shown {
        let times = if at.starts.is_day() {
            [at.starts.to_string(), at.ends.to_string()]
        } else {
            [shown(at.starts_at, &self.zone), shown(at.ends_at, &self.zone)]
        };
        self.shown(event, at.id, times)
    }

    /// An event that cannot be followed through time, and why.
    pub(crate) fn broken(&self, event: &CalendarEvent, problem: &str) -> Shown {
        let mut shown = self.event(event);
        shown.fields.insert("problem".into(), problem.into());
        shown
    }

    fn shown(&self, event: &CalendarEvent, recurrence_id: Option<EventTime>, [start, end]: [String; 2]) -> Shown {
        let color = self.colors.get(&event.category.to_lowercase()).copied().unwrap_or(Color::of(OTHER));
        // An entity is a struct with named fields.
        let mut fields = match serde_json::to_value(event) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        let own = [
            ("start", json!(start)),
            ("end", json!(end)),
            ("recurrence_id", json!(recurrence_id)),
            ("is_all_day", json!(event.starts.is_day())),
            ("backgroundColor", json!(color)),
            ("textColor", json!("white")),
            ("id", json!(event.series_id.unwrap_or(event.id))),
            ("override_id", json!(event.series_id.map(|_| event.id))),
            ("problem", json!(event.fault().map(|fault| fault.to_string()))),
        ];
        fields.extend(own.map(|(name, value)| (name.to_owned(), value)));
        let location = (event.revision == 1).then(|| format!("/api/v1/calendar/events/{}", event.id));
        let id = event.series_id.unwrap_or(event.id);
        Shown { fields, id, row_id: event.id, revision: event.revision, location }
    }
}

/// An event as it is shown.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    fields: Map<String, Value>,
    /// The event or its series.
    pub(super) id: Id,
    /// What overrides an instance, or the event.
    pub(super) row_id: Id,
    revision: i64,
    location: Option<String>,
}

impl serde::Serialize for Shown {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.fields.serialize(serializer)
    }
}

impl Answer for Shown {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self.fields)
    }

    fn location(&self) -> Option<String> {
        self.location.clone()
    }

    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

impl PartialSchema for Shown {
    fn schema() -> RefOr<Schema> {
        let mut schema = CalendarEvent::schema();
        let about = |kind: Type, about: &str| ObjectBuilder::new().schema_type(kind).description(Some(about)).build();
        let own: [(&str, RefOr<Schema>); 5] = [
            ("backgroundColor", Color::described()),
            ("textColor", plain(about(Type::String, "The colour of what is written on it."))),
            ("is_all_day", plain(about(Type::Boolean, "Whether it takes whole days."))),
            ("override_id", Option::<Id>::described()),
            ("problem", Option::<String>::described()),
        ];
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            for (name, property) in own {
                object.properties.insert(name.to_owned(), property);
                object.required.push(name.to_owned());
            }
        }
        schema
    }
}

fn plain(object: Object) -> RefOr<Schema> {
    Schema::Object(object).into()
}

impl ToSchema for Shown {
    fn name() -> Cow<'static, str> {
        "CalendarEventResponse".into()
    }

    fn schemas(parts: &mut Vec<(String, RefOr<Schema>)>) {
        CalendarEvent::schemas(parts);
    }
}
