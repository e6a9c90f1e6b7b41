//! When a reminder rings.
use super::TaskReminder;
use crate::{Due, Task, tasks};
use base::{Error, Instant, Result};
use ical::Zone;
use std::time::Duration;

/// What rings later than this after its time is late.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2 * 60);

/// A reminder as somebody leaves it: it says one of the two, and an instant that is to come.
pub(super) fn said(reminder: &TaskReminder, now: Instant) -> Result<()> {
    match (reminder.at, reminder.minutes_before) {
        (None, None) => {
            Err(Error::flaw("/at", "missing", "say at which instant, or how many minutes before it is due"))
        }
        (Some(_), Some(_)) => {
            let message = "a reminder rings at an instant or so many minutes before, not both: set one to null";
            Err(Error::flaw("/minutes_before", "too_many", message))
        }
        (Some(at), None) if at <= now => Err(Error::flaw("/at", "out_of_range", "this is over already")),
        _ => Ok(()),
    }
}

/// When a reminder rings for a task as it is; what is over by then does not ring.
pub(super) fn rings_at(reminder: &TaskReminder, task: &Task, now: Instant, zone: &Zone) -> Option<Instant> {
    let before = |due: Due, minutes: i64| shifted(tasks::instant(due, zone), -minutes);
    let at = match (reminder.at, reminder.minutes_before, task.due_date) {
        (Some(at), ..) => at,
        (None, Some(minutes), Some(due)) => before(due, minutes),
        _ => return None,
    };
    Some(at).filter(|at| *at > now)
}

/// Whether what was to ring then rings late now.
pub(crate) fn is_late(at: Instant, now: Instant) -> bool {
    now > at.plus(PATIENCE)
}

fn shifted(at: Instant, minutes: i64) -> Instant {
    let by = Duration::from_secs(minutes.unsigned_abs().saturating_mul(60));
    if minutes < 0 { at.minus(by) } else { at.plus(by) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::{Clock, Id};

    const NOW: &str = "2026-11-20T08:00:00Z";

    fn reminder(at: Option<&str>, minutes_before: Option<i64>) -> TaskReminder {
        let clock = Clock::held(NOW.parse().unwrap(), 1);
        let (id, now) = (Id::new(&clock), clock.now());
        TaskReminder {
            id,
            space_id: id,
            user_id: id,
            task_id: id,
            at: at.map(|at| at.parse().unwrap()),
            minutes_before,
            rings_at: None,
            rang_at: None,
            revision: 1,
            created_at: now,
            updated_at: now,
            deleted_at: None,
        }
    }

    #[test]
    fn a_reminder_rings_at_its_instant_or_so_long_before_the_task_is_due() {
        let clock = Clock::held(NOW.parse().unwrap(), 1);
        let blank = tasks::blank_of(Id::new(&clock), NOW.parse().unwrap());
        let cases = [
            (Some("2026-11-20T09:00:00Z"), None, None, "UTC", Some("2026-11-20T09:00:00Z")),
            (None, Some(30), Some("2026-11-20T09:00:00Z"), "UTC", Some("2026-11-20T08:30:00Z")),
            (None, Some(60), Some("2026-11-20T09:00:00Z"), "UTC", None), // just over
            (None, Some(0), Some("2026-11-21"), "UTC", Some("2026-11-21T00:00:00Z")),
            (None, Some(0), Some("2026-11-21"), "America/New_York", Some("2026-11-21T05:00:00Z")),
            (None, Some(-540), Some("2026-11-21"), "Europe/Berlin", Some("2026-11-21T08:00:00Z")),
            (None, Some(1440), Some("2026-11-22"), "UTC", Some("2026-11-21T00:00:00Z")),
            (None, Some(1440), Some("2026-11-20"), "UTC", None),
            (None, Some(10), None, "UTC", None),
            (None, Some(525_600), Some("0001-01-01"), "UTC", None),
        ];
        for (at, minutes, due, zone, expected) in cases {
            let task = Task { due_date: due.map(|due| due.parse().unwrap()), ..blank.clone() };
            let zone = Zone::named(zone).unwrap();
            let rings = rings_at(&reminder(at, minutes), &task, NOW.parse().unwrap(), &zone);
            assert_eq!(rings, expected.map(|at| at.parse().unwrap()), "{at:?} {minutes:?} {due:?}");
        }
    }

    #[test]
    fn a_reminder_says_one_of_the_two_and_what_is_to_come() {
        let now = NOW.parse().unwrap();
        assert!(said(&reminder(None, Some(5)), now).is_ok());
        assert!(said(&reminder(Some("2026-11-20T08:00:01Z"), None), now).is_ok());
        for wrong in [reminder(None, None), reminder(Some("2026-12-01T00:00:00Z"), Some(5)), reminder(Some(NOW), None)]
        {
            assert!(said(&wrong, now).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn what_rings_minutes_after_its_time_is_late() {
        let at: Instant = NOW.parse().unwrap();
        assert!(!is_late(at, at) && !is_late(at, at.plus(PATIENCE)) && !is_late(at, at.minus(PATIENCE)));
        assert!(is_late(at, at.plus(PATIENCE + Duration::from_secs(1))));
    }
}
