//! What filters can ask about events: each instance of a series is asked by itself, as it is shown.
use super::CalendarEvent;
use api::filter::{Field, Fields};
use store::Entity;

pub(crate) static FILTERS: Fields = {
    const fn field(name: &'static str) -> Field {
        Field::of(CalendarEvent::TABLE, name)
    }
    Fields {
        noun: "calendar_events",
        fields: &[
            field("id"),
            field("calendar_id"),
            field("user_id").person(),
            field("title"),
            field("starts").called("start").due(),
            field("ends").called("end").due(),
            field("description"),
            field("location"),
            field("category"),
            field("timezone"),
            field("status"),
            field("transparency"),
            field("event_type"),
            field("priority"),
            field("importance_weight"),
            field("movability_score"),
            field("is_movable"),
            field("semantic_category"),
            field("revision"),
            field("created_at"),
            field("updated_at"),
        ],
        sorts: &[],
    }
};
