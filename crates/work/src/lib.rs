//! The everyday: projects, tasks with their steps and labels, opportunities, categories, calendars and events, filters and search.
mod brought;
mod calendar_files;
mod calendar_sync;
mod calendars;
mod categories;
mod color;
mod comments;
mod echoed;
mod events;
mod feedback;
mod filters;
mod held;
mod ids;
mod labels;
mod maker;
mod notifications;
mod opportunities;
mod projects;
mod relations;
mod reminders;
mod search;
mod subtasks;
mod tasks;
mod words;

pub use brought::{Brought, Origin};
pub use calendar_files::{CalendarFeed, CalendarText, EventText};
pub use calendars::Calendar;
pub use categories::{Category, CategoryType, CategoryWeights};
pub use color::Color;
pub use comments::Comment;
pub use events::{CalendarEvent, EventEnd, EventStatus, EventTime, Recurrence, Times, Transparency, ZoneName};
pub use feedback::TaskFeedback;
pub use filters::{FilterNoun, FilterText, SavedFilter};
pub use held::Held;
pub use ids::Ids;
pub use labels::{Label, TaskLabel};
pub use notifications::{Notification, NotificationKind};
pub use projects::{Project, ProjectStatus};
pub use relations::{RelationKind, TaskRelation};
pub use reminders::TaskReminder;
pub use search::SHELVES;
pub use subtasks::Subtask;
pub use tasks::{Due, RecurrenceFrom, SemanticSource, Task, TaskOrder, TaskPriority, TaskStatus, TaskType};
pub use words::Words;

/// Every slice of this crate.
pub const MODULES: &[api::Module] = &[
    calendar_files::MODULE,
    calendar_sync::MODULE,
    calendars::MODULE,
    categories::MODULE,
    comments::MODULE,
    events::MODULE,
    feedback::MODULE,
    filters::MODULE,
    labels::MODULE,
    notifications::MODULE,
    opportunities::MODULE,
    projects::MODULE,
    relations::MODULE,
    reminders::MODULE,
    search::MODULE,
    subtasks::MODULE,
    tasks::MODULE,
];
