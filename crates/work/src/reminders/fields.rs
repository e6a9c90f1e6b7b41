//! What a client may say of a reminder, and how far it may go.
use super::TaskReminder;
use api::{Bound, Limit, Naming, Wanted};
use base::{Flaw, Id, Instant};
use serde::Deserialize;
use utoipa::ToSchema;

api::fields! { ReminderFields, NewReminder of TaskReminder, needs;
    /// The instant at which to tell it; or nothing, and `minutes_before` instead.
    at: Option<Instant>;
    /// How many minutes before the task is due; less than none is after that. A day is due as it begins.
    minutes_before: Option<i64> = Bound::Number(-1_440.0, 525_600.0);
}

/// The task whose reminders are meant.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfTask {
    /// The task.
    pub(super) id: Id,
}

impl Wanted for OfTask {}

impl Naming for OfTask {
    const NAMES: &'static [&'static str] = &["id"];
    const NEEDED: &'static [&'static str] = &["id"];
}

/// Which reminders are wanted.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RemindersWanted {
    /// The task.
    pub(super) id: Id,
    /// Those that were thrown away, instead of those that are there.
    #[serde(default)]
    pub(super) deleted: bool,
    /// Only those for which this holds, in the filter language: `user_id = me && rings_at < now+1d`.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub(super) filter: Option<String>,
    /// Only those that this saved filter lets through.
    #[serde(default)]
    pub(super) saved: Option<Id>,
}

impl Wanted for RemindersWanted {
    fn asks() -> Option<&'static api::filter::Fields> {
        Some(&super::FILTERS.fields)
    }
}

/// Which reminder's past, and how much of it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PastReminder {
    /// The task.
    pub(super) id: Id,
    /// The reminder.
    pub(super) reminder_id: Id,
    /// How many changes are wanted.
    #[serde(default)]
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    pub(super) limit: Limit,
    /// Where the next page starts, as the page before said.
    #[serde(default)]
    pub(super) cursor: Option<String>,
}

impl Wanted for PastReminder {}

/// Which change of a reminder is to be undone.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UndoneReminder {
    /// The task.
    pub(super) id: Id,
    /// The reminder.
    pub(super) reminder_id: Id,
    /// The change, by its number in the history; without a word, the latest that was not undone yet.
    #[serde(default)]
    pub(super) change: Option<i64>,
    /// The revision that the caller has seen; another one is refused.
    #[serde(default)]
    pub(super) revision: Option<i64>,
}

impl Wanted for UndoneReminder {}

/// Which reminder of which task.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichReminder {
    /// The task.
    pub(super) id: Id,
    /// The reminder.
    pub(super) reminder_id: Id,
    /// The revision that the caller has seen; another one is refused.
    #[serde(default)]
    pub(super) revision: Option<i64>,
}

impl Wanted for WhichReminder {}

impl Naming for WhichReminder {
    const NAMES: &'static [&'static str] = &["id", "reminder_id", "revision"];
    const NEEDED: &'static [&'static str] = &["id", "reminder_id"];
}

/// Which reminder is to wait, and how long.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Snoozed {
    /// The task.
    pub(super) id: Id,
    /// The reminder.
    pub(super) reminder_id: Id,
    /// In how many minutes it is to ring again.
    #[serde(default = "ten")]
    #[schema(minimum = 1, maximum = 525_600)]
    pub(super) minutes: i64,
    /// The revision that the caller has seen; another one is refused.
    #[serde(default)]
    pub(super) revision: Option<i64>,
}

const fn ten() -> i64 {
    10
}

impl Wanted for Snoozed {
    fn flaws(&self) -> Vec<Flaw> {
        let is_wrong = !(1..=525_600).contains(&self.minutes);
        let message = "this is a number from 1 to 525600".to_owned();
        let flaw = Flaw { at: "/minutes".into(), code: "out_of_range", message, allowed: None };
        is_wrong.then_some(flaw).into_iter().collect()
    }
}
