//! The table of saved filters.
use super::ops;
use crate::{
    TaskOrder, calendars, categories, comments, events, feedback, labels, notifications, projects, relations,
    reminders, subtasks, tasks,
};
use api::{
    Bound, Bounded,
    filter::{Fields, LONGEST},
};
use base::{Id, Instant};
use serde::{Deserialize, Serialize};
use store::{Described, Entity, Field, Kind, OneOf, Row, Value};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ObjectBuilder, RefOr,
        schema::{Schema, Type},
    },
};

/// A filter that is kept, for everybody in the space.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, Deserialize, ToSchema)]
#[table("saved_filters", scope = space)]
#[index(user_id, id)]
#[index(space_id, position, id, only = "deleted_at is null")]
#[index(space_id, deleted_at, only = "deleted_at is not null")]
pub struct SavedFilter {
    /// Its name for programs.
    #[key]
    pub id: Id,
    /// Where it lies.
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Id,
    /// Who made it.
    #[refers("users.id", on_delete = restrict)]
    pub user_id: Id,
    /// Its name for people.
    #[check("length(name) > 0")]
    pub name: String,
    /// What it is about.
    pub noun: FilterNoun,
    /// The filter.
    pub filter: FilterText,
    /// The order in which it lists.
    pub sort: Option<TaskOrder>,
    /// Whether it stands where one always sees it.
    #[default(false)]
    pub is_pinned: bool,
    /// Its place among the others.
    #[default(0)]
    pub position: i64,
    /// Goes up by one with every change.
    #[check("revision >= 1")]
    pub revision: i64,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// When it was thrown away; it can be had back until it is purged.
    pub deleted_at: Option<Instant>,
}

/// What can be filtered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum FilterNoun {
    /// Tasks.
    Tasks,
    /// Projects.
    Projects,
    /// Categories.
    Categories,
    /// Events.
    CalendarEvents,
    /// Comments.
    Comments,
    /// Feedback.
    Feedback,
    /// Relations between tasks.
    Relations,
    /// Labels.
    Labels,
    /// Saved filters.
    Filters,
    /// The steps of a task.
    Subtasks,
    /// Calendars.
    Calendars,
    /// Reminders.
    Reminders,
    /// Notifications.
    Notifications,
}

impl FilterNoun {
    /// What can be asked about it.
    pub(super) fn fields(self) -> &'static Fields {
        match self {
            Self::Tasks => &tasks::FILTERS.fields,
            Self::Projects => &projects::FILTERS.fields,
            Self::Categories => &categories::FILTERS,
            Self::CalendarEvents => &events::FILTERS,
            Self::Comments => &comments::FILTERS.fields,
            Self::Feedback => &feedback::FILTERS.fields,
            Self::Relations => &relations::FILTERS.fields,
            Self::Labels => &labels::FILTERS.fields,
            Self::Filters => &ops::FILTERS.fields,
            Self::Subtasks => &subtasks::FILTERS,
            Self::Calendars => &calendars::FILTERS.fields,
            Self::Reminders => &reminders::FILTERS.fields,
            Self::Notifications => &notifications::FILTERS.fields,
        }
    }
}

/// A filter as it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FilterText(pub String);

impl Field for FilterText {
    const KIND: Kind = Kind::Text;

    fn read_optional(row: &dyn Row, at: usize) -> store::Result<Option<Self>> {
        Ok(row.text(at)?.map(|text| Self(text.to_owned())))
    }

    fn to_value(&self) -> Value {
        Value::Text(self.0.clone())
    }
}

impl Bounded for FilterText {
    fn beyond(&self, bound: Bound) -> Option<(&'static str, String)> {
        self.0.beyond(bound)
    }
}

impl Described for FilterText {
    fn described() -> RefOr<Schema> {
        let examples = ["created_at > now-7d", "updated_at < today"];
        let text =
            ObjectBuilder::new().schema_type(Type::String).max_length(Some(LONGEST)).pattern(Some("^[^\\u0000]*$"));
        text.description(Some("A filter.")).examples(examples).build().into()
    }
}

impl PartialSchema for FilterText {
    fn schema() -> RefOr<Schema> {
        Self::described()
    }
}

impl ToSchema for FilterText {}
