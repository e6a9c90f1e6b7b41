//! How a task recurs: when the next one is due, and what it takes over.
use super::{Due, RecurrenceFrom, Task, TaskStatus};
use crate::maker::Maker;
use base::{Day, Error, Instant, Result};
use ical::{Frequency, Reading, Rule, Start, Zone};
use jiff::civil::{Date, DateTime};

/// So many turns of a rule are looked at, and no more.
const STEPS: u64 = 100_000;
const MICROS: i64 = 1_000_000;

/// A task as an edit leaves it, with what its rule counts from; what cannot recur so is refused.
pub(super) fn settled(before: &Task, after: Task) -> Result<Task> {
    let is_said = after.recurrence_start.is_some() && after.recurrence_start != before.recurrence_start;
    if after.recurrence_rule.is_none() {
        return match is_said {
            true => Err(Error::flaw("/recurrence_start", "unexpected", "there is no rule that counts from it")),
            false => Ok(Task { recurrence_start: None, ..after }),
        };
    }
    if after.due_date.is_none() && after.recurrence_from == RecurrenceFrom::Due {
        let message = "a task that recurs from its due date needs one";
        return Err(Error::flaw("/due_date", "missing", message));
    }
    let is_same_rule = after.recurrence_rule == before.recurrence_rule;
    let fits = match (after.recurrence_start, after.due_date) {
        (Some(start), Some(due)) => is_day(start) == is_day(due),
        (start, _) => start.is_some(),
    };
    if is_said && !fits {
        let message = "what a rule counts from is a day if the task is due on a day, and an instant if at an instant";
        return Err(Error::flaw("/recurrence_start", "wrong_kind", message));
    }
    let recurrence_start = if is_said || (is_same_rule && fits) { after.recurrence_start } else { after.due_date };
    Ok(Task { recurrence_start, series_id: after.series_id.or(Some(after.id)), ..after })
}

/// When the task after this one is due: the next time of the rule that is not over yet, however long this one is overdue; nothing
/// where the rule has come to its end.
pub(super) fn next(task: &Task, now: Instant, zone: &Zone) -> Option<Due> {
    let rule = task.recurrence_rule.as_ref()?.rule().ok()?;
    match (task.recurrence_from, task.due_date) {
        (RecurrenceFrom::Due, Some(due)) => {
            let start = task.recurrence_start.unwrap_or(due);
            let find = |rule: &Rule, start| first(rule, start, due, now, zone);
            // A rule with so many turns that its start is out of reach is followed from where it has come to.
            find(&rule, start).unwrap_or_else(|GivenUp| {
                let rest = Rule { count: None, ..rule.clone() };
                let has_more = rule.count.is_none_or(|count| task.recurrence_number < i64::from(count));
                find(&rest, due).unwrap_or_default().filter(|_| has_more)
            })
        }
        (RecurrenceFrom::Due, None) => None,
        (RecurrenceFrom::Completion, due) => {
            let has_more = rule.count.is_none_or(|count| task.recurrence_number < i64::from(count));
            let start = after_completion(&rule, due, task.completed_at.unwrap_or(now), zone);
            let rest = Rule { count: None, ..rule };
            first(&rest, start, start, now, zone).unwrap_or_default().filter(|_| has_more)
        }
    }
}

/// A rule whose turns are too many to be looked at.
#[derive(Debug, PartialEq)]
struct GivenUp;

/// The first time of a rule that comes after another one, and is not over.
fn first(rule: &Rule, start: Due, after: Due, now: Instant, zone: &Zone) -> Result<Option<Due>, GivenUp> {
    let is_date = is_day(start);
    let at = clock(start, zone);
    let floor = clock(after, zone).max(today(now, zone, is_date));
    let mut times = rule.expand(Start { at, is_date, zone: Some(zone) }, Reading::Rfc);
    // What a clock shows twice or never is told apart by the instant: so begin some hours before.
    let early = floor.checked_sub(jiff::Span::new().hours(3)).unwrap_or(at);
    times = times.since(early).within(STEPS);
    let (after, now) = (instant(after, zone), if is_date { instant(due(floor, start, zone), zone) } else { now });
    let found = times.by_ref().map(|at| due(at, start, zone)).find(|next| {
        let next = instant(*next, zone);
        next > after && next >= now
    });
    if found.is_none() && times.is_given_up() { Err(GivenUp) } else { Ok(found) }
}

/// What a rule counts from that counts from a completion: the day of it, at the time at which the task was due.
fn after_completion(rule: &Rule, due: Option<Due>, done: Instant, zone: &Zone) -> Due {
    let at = zone.local(seconds(done));
    match due {
        Some(Due::At(_)) if rule.frequency < Frequency::Daily => Due::At(done),
        Some(Due::At(was)) => {
            let time = zone.local(seconds(was)).time();
            Due::At(micros(zone.seconds(at.date().to_datetime(time)), was.micros().rem_euclid(MICROS)))
        }
        _ => day(at.date()).map_or(Due::At(done), Due::On),
    }
}

/// The task that follows one that is done.
pub(super) fn successor(done: &Task, due: Due, maker: &Maker, now: Instant) -> Task {
    let next = Task {
        id: maker.id,
        status: TaskStatus::Pending,
        due_date: Some(due),
        actual_hours: None,
        completion_percentage: 0,
        blocking: 0,
        waiting_for: 0,
        recurrence_number: done.recurrence_number + 1,
        recurs_from_id: Some(done.id),
        revision: 1,
        created_at: maker.at,
        updated_at: maker.at,
        completed_at: None,
        deleted_at: None,
        ..done.clone()
    };
    super::rules::settled(next, now)
}

/// An instant that keeps its distance to a task by the clock when the task moves from one due date to another.
pub(crate) fn moved(at: Instant, from: Due, to: Due, zone: &Zone) -> Instant {
    let (from, to) = (clock(from, zone), clock(to, zone));
    let moved = zone.local(seconds(at)).checked_add(to.duration_since(from));
    moved.map_or(at, |moved| micros(zone.seconds(moved), at.micros().rem_euclid(MICROS)))
}

/// The instant at which something begins to be due, on the clock of that zone.
pub(crate) fn instant(due: Due, zone: &Zone) -> Instant {
    match due {
        Due::At(at) => at,
        Due::On(day) => micros(zone.seconds(Zone::UTC.local(seconds(day.start()))), 0),
    }
}

fn is_day(due: Due) -> bool {
    matches!(due, Due::On(_))
}

/// What a clock of that zone shows; midnight for a day.
fn clock(due: Due, zone: &Zone) -> DateTime {
    match due {
        Due::At(at) => zone.local(seconds(at)),
        Due::On(day) => Zone::UTC.local(seconds(day.start())),
    }
}

/// What a clock of that zone shows now; midnight where days are counted.
fn today(now: Instant, zone: &Zone, is_date: bool) -> DateTime {
    let at = zone.local(seconds(now));
    if is_date { at.date().at(0, 0, 0, 0) } else { at }
}

/// What a clock shows, as a due date of the same kind as another.
fn due(at: DateTime, like: Due, zone: &Zone) -> Due {
    match like {
        Due::At(like) => Due::At(micros(zone.seconds(at), like.micros().rem_euclid(MICROS))),
        Due::On(like) => Due::On(day(at.date()).unwrap_or(like)),
    }
}

fn day(date: Date) -> Option<Day> {
    date.to_string().parse().ok()
}

fn seconds(at: Instant) -> i64 {
    at.micros().div_euclid(MICROS)
}

fn micros(seconds: i64, rest: i64) -> Instant {
    seconds.checked_mul(MICROS).and_then(|micros| Instant::from_micros(micros + rest)).unwrap_or(Instant::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::rules::blank;
    use super::*;
    use crate::Recurrence;
    use base::{Clock, Id};

    const NOW: &str = "2026-11-20T08:00:00Z";

    fn task(due: Option<&str>, rule: &str, from: RecurrenceFrom) -> Task {
        let clock = Clock::held(NOW.parse().unwrap(), 1);
        let maker = Maker { id: Id::new(&clock), space_id: Id::new(&clock), user_id: Id::new(&clock), at: clock.now() };
        let blank = blank(&maker);
        let due_date = due.map(|due| due.parse().unwrap());
        let rule = Some(Recurrence(rule.into()));
        settled(&blank, Task { due_date, recurrence_rule: rule, recurrence_from: from, ..blank.clone() }).unwrap()
    }

    fn next_of(task: &Task, now: &str, zone: &str) -> Option<String> {
        next(task, now.parse().unwrap(), &Zone::named(zone).unwrap()).map(|due| due.to_string())
    }

    #[test]
    fn the_next_one_is_due_at_the_next_time_of_the_rule_that_is_not_over() {
        let cases = [
            ("2026-11-20", "FREQ=DAILY", NOW, "UTC", Some("2026-11-21")),
            ("2026-11-25", "FREQ=DAILY", NOW, "UTC", Some("2026-11-26")), // done early
            ("2026-05-01", "FREQ=DAILY", NOW, "UTC", Some("2026-11-20")), // overdue for months
            ("2026-11-20", "FREQ=DAILY;UNTIL=20261120", NOW, "UTC", None),
            ("2026-11-20", "FREQ=DAILY;COUNT=1", NOW, "UTC", None),
            ("2026-11-19", "FREQ=DAILY;COUNT=2", NOW, "UTC", Some("2026-11-20")),
            ("2026-11-16", "FREQ=WEEKLY;BYDAY=MO,TH", NOW, "UTC", Some("2026-11-23")),
            ("2026-11-30", "FREQ=MONTHLY;BYMONTHDAY=-1", NOW, "UTC", Some("2026-12-31")),
            ("2026-01-31", "FREQ=MONTHLY", NOW, "UTC", Some("2026-12-31")),
            ("2024-02-29", "FREQ=YEARLY", NOW, "UTC", Some("2028-02-29")),
            // The day has come in Tokyo, and not yet in Los Angeles.
            ("2026-11-01", "FREQ=DAILY", "2026-11-20T16:00:00Z", "Asia/Tokyo", Some("2026-11-21")),
            ("2026-11-01", "FREQ=DAILY", "2026-11-20T04:00:00Z", "America/Los_Angeles", Some("2026-11-19")),
            ("2026-11-20T07:00:00Z", "FREQ=DAILY", NOW, "UTC", Some("2026-11-21T07:00:00.000000Z")),
            ("2026-11-19T09:00:00.25Z", "FREQ=DAILY", NOW, "UTC", Some("2026-11-20T09:00:00.250000Z")),
            // Nine o'clock in Berlin stays nine o'clock when the clock is put forward, and when it is put back.
            ("2027-03-27T08:00:00Z", "FREQ=DAILY", NOW, "Europe/Berlin", Some("2027-03-28T07:00:00.000000Z")),
            ("2027-10-30T07:00:00Z", "FREQ=DAILY", NOW, "Europe/Berlin", Some("2027-10-31T08:00:00.000000Z")),
            // Half past two is not on that clock: it is read as if it had not been put forward yet.
            ("2027-03-27T01:30:00Z", "FREQ=DAILY", NOW, "Europe/Berlin", Some("2027-03-28T01:30:00.000000Z")),
            ("2027-10-30T23:30:00Z", "FREQ=HOURLY", NOW, "Europe/Berlin", Some("2027-10-31T00:30:00.000000Z")),
            ("0001-01-01T00:00:00Z", "FREQ=SECONDLY", NOW, "UTC", Some("2026-11-20T08:00:00.000000Z")),
            ("9999-12-31", "FREQ=DAILY", NOW, "UTC", None),
        ];
        for (due, rule, now, zone, expected) in cases {
            let task = task(Some(due), rule, RecurrenceFrom::Due);
            assert_eq!(next_of(&task, now, zone).as_deref(), expected, "{due} {rule} {zone}");
        }
    }

    #[test]
    fn after_a_completion_the_rule_counts_from_its_day() {
        let cases = [
            (Some("2026-11-01"), "FREQ=DAILY;INTERVAL=3", "UTC", Some("2026-11-23")),
            (None, "FREQ=DAILY;INTERVAL=3", "UTC", Some("2026-11-23")),
            (None, "FREQ=WEEKLY;BYDAY=MO", "UTC", Some("2026-11-23")),
            (Some("2026-11-01T17:00:00Z"), "FREQ=WEEKLY", "UTC", Some("2026-11-27T17:00:00.000000Z")),
            (Some("2026-11-01T17:00:00Z"), "FREQ=HOURLY;INTERVAL=5", "UTC", Some("2026-11-20T13:00:00.000000Z")),
            (Some("2026-11-01"), "FREQ=DAILY;COUNT=1", "UTC", None),
            (Some("2026-11-01"), "FREQ=DAILY;COUNT=2", "UTC", Some("2026-11-21")),
            (Some("2026-11-01"), "FREQ=DAILY;UNTIL=20261120", "UTC", None),
            (Some("2026-11-01"), "FREQ=DAILY", "Pacific/Kiritimati", Some("2026-11-21")),
        ];
        for (due, rule, zone, expected) in cases {
            let task = task(due, rule, RecurrenceFrom::Completion);
            assert_eq!(next_of(&task, NOW, zone).as_deref(), expected, "{due:?} {rule} {zone}");
        }
        let second = Task { recurrence_number: 2, ..task(None, "FREQ=DAILY;COUNT=2", RecurrenceFrom::Completion) };
        assert_eq!(next_of(&second, NOW, "UTC"), None, "what was skipped counts too");
    }

    #[test]
    fn a_rule_keeps_its_days_when_one_task_is_put_off() {
        let weekly = task(Some("2026-11-23"), "FREQ=WEEKLY", RecurrenceFrom::Due);
        let put_off =
            settled(&weekly, Task { due_date: Some("2026-11-25".parse().unwrap()), ..weekly.clone() }).unwrap();
        assert_eq!(put_off.recurrence_start, weekly.due_date);
        assert_eq!(next_of(&put_off, NOW, "UTC").as_deref(), Some("2026-11-30"));
        let other = Recurrence("FREQ=WEEKLY;INTERVAL=2".into());
        let other = settled(&put_off, Task { recurrence_rule: Some(other), ..put_off.clone() }).unwrap();
        assert_eq!(other.recurrence_start, put_off.due_date, "another rule counts from where it is given");
        let at = settled(&weekly, Task { due_date: Some(NOW.parse().unwrap()), ..weekly.clone() }).unwrap();
        assert_eq!(at.recurrence_start, at.due_date, "and so does one whose days become instants");
        let none = settled(&weekly, Task { recurrence_rule: None, ..weekly.clone() }).unwrap();
        assert_eq!((none.recurrence_start, none.series_id), (None, Some(weekly.id)));
    }

    #[test]
    fn what_cannot_recur_so_is_refused() {
        let weekly = task(Some("2026-11-23"), "FREQ=WEEKLY", RecurrenceFrom::Due);
        assert!(settled(&weekly, Task { due_date: None, ..weekly.clone() }).is_err());
        let start = Some(NOW.parse().unwrap());
        assert!(settled(&weekly, Task { recurrence_start: start, ..weekly.clone() }).is_err());
    }

    #[test]
    fn what_stands_an_hour_before_by_the_clock_stands_so_at_the_next_time() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let [from, to] = ["2027-03-27T08:00:00Z", "2027-03-28T07:00:00Z"].map(|due| due.parse().unwrap());
        let rings = moved("2027-03-27T07:00:00Z".parse().unwrap(), from, to, &berlin);
        assert_eq!(rings, "2027-03-28T06:00:00Z".parse().unwrap());
    }
}
