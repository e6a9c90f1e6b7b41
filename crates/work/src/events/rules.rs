//! What may be and what follows, for events.
use super::{
    CalendarEvent, EventEnd, EventFields, EventStatus, EventTime, Times, Transparency, ZoneName, rings, series,
    time::{at_second, seconds},
};
use crate::{Calendar, held::Held, maker::Maker};
use base::{Error, Instant, Result};
use ical::Zone;
use jiff::{Span, civil::DateTime};
use std::time::Duration;

/// What does not recur and takes no longer is found by when it begins alone.
pub(crate) const LONG: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// No clock is further from UTC.
pub(super) const FURTHEST: Duration = Duration::from_secs(14 * 60 * 60);

/// The beginning of time, until something is known.
pub(super) fn beginning() -> Instant {
    Instant::MIN
}

/// An event in a calendar, of which nothing is known yet.
pub(crate) fn blank(maker: &Maker, calendar: &Calendar) -> CalendarEvent {
    let start = EventTime::At(maker.at);
    CalendarEvent {
        id: maker.id,
        space_id: maker.space_id,
        user_id: maker.user_id,
        calendar_id: calendar.id,
        series_id: None,
        recurrence_id: None,
        uid: maker.id.to_string(),
        title: String::new(),
        description: None,
        location: None,
        category: "Default".into(),
        starts: start,
        ends: EventEnd(EventTime::At(maker.at.plus(Duration::from_secs(60 * 60)))),
        timezone: Some(calendar.timezone.clone()),
        recurrence_rule: None,
        rdates: Times::default(),
        exdates: Times::default(),
        attendees: Held::default(),
        priority: 3,
        status: EventStatus::Confirmed.into(),
        transparency: Transparency::Busy.into(),
        event_type: "meeting".into(),
        movability_score: 0.5,
        is_movable: true,
        reminder_minutes: Some(15),
        reminders: Held::default(),
        importance_weight: 1.0,
        google_event_id: None,
        semantic_keywords: None,
        semantic_embedding_id: None,
        semantic_category: None,
        semantic_tags: None,
        semantic_summary: None,
        first_at: beginning(),
        last_at: beginning(),
        is_long: false,
        rings_at: None,
        revision: 1,
        created_at: maker.at,
        updated_at: maker.at,
        deleted_at: None,
    }
}

/// What was said of the times of an event, besides the event that it leads to.
pub(crate) struct Said {
    start: bool,
    end: bool,
    zone: bool,
}

impl Said {
    /// Of a new event.
    pub(crate) const ALL: Self = Self { start: true, end: true, zone: true };

    pub(crate) fn of(fields: &EventFields) -> Self {
        Self {
            start: fields.start.said().is_some(),
            end: fields.end.said().is_some(),
            zone: fields.timezone.said().is_some(),
        }
    }
}

/// The zone of an event as it is said: one that is kept and not known is a flaw.
fn zone_of(timezone: Option<&ZoneName>) -> Result<Option<Zone>> {
    match timezone {
        None => Ok(None),
        Some(name) => name
            .zone()
            .map(Some)
            .ok_or_else(|| Error::flaw("/timezone", "unknown_zone", format!("the time zone {} is not known", name.0))),
    }
}

/// An event as an edit leaves it, for somebody whose own clock stands in that zone: every time is on the event's clock, and what
/// nobody said stays at its moment.
pub(crate) fn edited(before: &CalendarEvent, after: CalendarEvent, said: &Said, own: &Zone) -> Result<CalendarEvent> {
    let zone = zone_of(after.timezone.as_ref())?;
    let old = before.timezone.as_ref().and_then(ZoneName::zone);
    let (clock, old) = (zone.as_ref().unwrap_or(own), old.as_ref().unwrap_or(own));
    let moved = |time: EventTime, is_said: bool| match time {
        EventTime::Local(_) if said.zone && !is_said && clock != old => EventTime::At(time.instant(old)),
        time => time,
    };
    let (start, end) = (moved(after.starts, said.start), moved(after.ends.0, said.end));
    let kept = [start, end].into_iter().all(|time| match time {
        EventTime::At(instant) => clock.seconds(clock.local(seconds(instant))) == seconds(instant),
        _ => true,
    });
    // An instant that the clock shows a second time is kept as what UTC shows.
    let (timezone, clock) =
        if kept { (after.timezone.clone(), clock) } else { (Some(ZoneName("UTC".into())), &Zone::UTC) };
    let starts = start.on_clock(clock);
    let ends =
        if said.start && !said.end && before.ends.0.is_day() != starts.is_day() { usual_end(starts) } else { end };
    let on_clock = |times: Times| Times(times.0.into_iter().map(|time| time.on_clock(clock)).collect());
    let (rdates, exdates) = (on_clock(after.rdates), on_clock(after.exdates));
    let after = CalendarEvent { starts, ends: EventEnd(ends.on_clock(clock)), timezone, rdates, exdates, ..after };
    holds(before, &after, clock)?;
    Ok(after)
}

/// When something is over of which nobody says that: a day lasts a day, and a time takes no time.
pub(crate) fn usual_end(start: EventTime) -> EventTime {
    match start {
        EventTime::Day(date) => EventTime::Day(date.saturating_add(Span::new().days(1))),
        other => other,
    }
}

fn holds(before: &CalendarEvent, after: &CalendarEvent, clock: &Zone) -> Result<()> {
    if let Some(fault) = after.fault() {
        return Err(Error::flaw(format!("/{}", fault.field()), "unreadable", format!("{fault}: say it anew")));
    }
    let (start, end) = (after.starts, after.ends.0);
    if start.is_day() != end.is_day() {
        let message = "an event begins and ends with a day, or it begins and ends with a time";
        return Err(Error::flaw("/end", "type", message));
    }
    let (from, to) = (start.instant(clock), end.instant(clock));
    let took_no_time = before.starts == before.ends.0;
    if to < from || (to == from && (start.is_day() || !took_no_time)) {
        return Err(Error::flaw(
            "/end",
            "out_of_order",
            "an event is over after it begins; the end of a day is the next day",
        ));
    }
    if after.series_id.is_some() && after.recurs() {
        return Err(Error::flaw(
            "/recurrence_rule",
            "not_allowed",
            "one instance of a series does not recur by itself",
        ));
    }
    Ok(())
}

impl CalendarEvent {
    /// Whether it takes place more than once.
    pub(crate) fn recurs(&self) -> bool {
        self.recurrence_rule.is_some() || !self.rdates.0.is_empty()
    }

    /// Whether it takes up time that nobody else can have.
    pub(crate) fn is_busy(&self) -> bool {
        self.transparency == Transparency::Busy && self.status != EventStatus::Cancelled
    }

    /// What follows from its fields: from when to when anything of it can take place, wherever one is, and when it rings next.
    pub(crate) fn settled(self, now: Instant) -> Self {
        if self.fault_of_time().is_some() {
            // Where it stood before is the only place where it can be found.
            return Self { rings_at: None, ..self };
        }
        let zone = self.timezone.as_ref().and_then(ZoneName::zone);
        let clock = zone.as_ref().unwrap_or(&Zone::UTC);
        let is_anywhere = zone.is_none() || self.starts.is_day();
        let clock = if is_anywhere { &Zone::UTC } else { clock };
        let (start, end) = (self.starts.instant(clock), self.ends.0.instant(clock));
        let length = length(start, end);
        let further: Vec<Instant> = self.rdates.0.iter().map(|time| time.instant(clock)).collect();
        let last = [Some(start), series::last_start(&self, clock)].into_iter().flatten().chain(further.iter().copied());
        let last = last.max().unwrap_or(start);
        let first = further.into_iter().chain([start]).min().unwrap_or(start);
        let slack = if is_anywhere { FURTHEST } else { Duration::ZERO };
        let (first_at, last_at) = (first.minus(slack), last.plus(length).plus(slack));
        let is_long = self.recurs() || length > LONG;
        let rings_at = rings::next_look(&self, now);
        Self { first_at, last_at, is_long, rings_at, ..self }
    }
}

/// How long it is from one instant to a later one.
pub(crate) fn length(from: Instant, to: Instant) -> Duration {
    Duration::from_micros(u64::try_from(to.micros().saturating_sub(from.micros())).unwrap_or(0))
}

/// So many seconds later on its clock; a day moves by whole days.
pub(crate) fn later(time: EventTime, seconds: i64) -> EventTime {
    let at: DateTime = time.clock().saturating_add(Span::new().seconds(seconds));
    match time {
        EventTime::Unreadable => time,
        EventTime::Day(_) => EventTime::Day(at.date()),
        EventTime::Local(_) => EventTime::Local(at),
        EventTime::At(instant) => EventTime::At(at_second(self::seconds(instant).saturating_add(seconds))),
    }
}

/// By how many seconds one time is after another on their clock.
pub(crate) fn between(from: EventTime, to: EventTime) -> i64 {
    Zone::UTC.seconds(to.clock()) - Zone::UTC.seconds(from.clock())
}
