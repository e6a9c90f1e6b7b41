//! When a `VEVENT` takes place, on one clock that everybody knows.
use super::said::{Refused, When};
use crate::{CalendarEvent, EventEnd, EventTime, Recurrence, Times, ZoneName};
use ical::{Component, End, Event, Zone};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// Days, in seconds.
const DAY: i64 = 86_400;
/// A clock that is put forward as another one is for so many years is taken for it.
const YEARS: i64 = 12;
/// How many times of each kind a series may list.
const MOST: usize = 2_000;

/// The clocks of files, as far as they are known here.
pub(super) struct Clocks {
    /// The zone of the calendar.
    pub(super) own: Zone,
    /// Which zone is like one that a file describes, by its name and the year.
    known: Mutex<BTreeMap<(String, i64), Option<Zone>>>,
}

impl Clocks {
    pub(super) fn new(own: Zone) -> Self {
        Self { own, known: Mutex::default() }
    }

    /// The zone of the database that a clock shows the time of around an instant.
    fn known(&self, zone: &Zone, around: i64) -> Option<Zone> {
        if zone.is_known() {
            return Some(zone.clone());
        }
        let year = 365 * DAY;
        let key = (zone.name().to_owned(), around.div_euclid(year));
        // One that is described for some time only may be called as it is.
        let called = Zone::meant(&zone.name().replace(['_', '-'], "/"))
            .filter(|zone_so| zone_so.local(around) == zone.local(around));
        let like = || zone.known_like(std::slice::from_ref(&self.own), (key.1 - 1) * year, (key.1 + YEARS) * year);
        let find = || like().or(called);
        self.known.lock().unwrap_or_else(PoisonError::into_inner).entry(key.clone()).or_insert_with(find).clone()
    }
}

/// When an event takes place, or why that cannot be kept.
pub(super) fn read(component: &Component, event: &Event, clocks: &Clocks) -> Result<When, Refused> {
    for (name, most) in [("RRULE", 1), ("EXRULE", 0)] {
        if component.all(name).count() > most {
            return Err(Refused::new(name, format!("an event with more than {most} of these cannot be kept")));
        }
    }
    let recurs = !event.rules.is_empty() || !event.extras.is_empty();
    let clock = clock(event, clocks, recurs)?;
    let on_clock = |when: &ical::When| on_clock(when, clock.as_ref(), &clocks.own);
    let starts = on_clock(&event.start);
    let ends = end(event, starts, clock.as_ref(), &clocks.own)?;
    if event.extras.iter().any(|extra| extra.end != End::Unsaid) {
        return Err(Refused::new("RDATE", "a time that has an end of its own cannot be kept"));
    }
    let rdates: Vec<EventTime> = event.extras.iter().map(|extra| on_clock(&extra.start)).collect();
    let exdates: Vec<EventTime> = event.exceptions.iter().map(on_clock).collect();
    for (name, times) in [("RDATE", &rdates), ("EXDATE", &exdates)] {
        if times.len() > MOST {
            return Err(Refused::new(name, format!("{MOST} times at most, and these are {}", times.len())));
        }
    }
    let rule = component.get("RRULE").filter(|_| !event.rules.is_empty());
    let timezone = match (&clock, starts) {
        // A day is the same everywhere; were it to become a time, it would be one of the calendar.
        (_, EventTime::Day(_)) => Some(ZoneName::of(&clocks.own)),
        (clock, _) => clock.as_ref().map(ZoneName::of),
    };
    Ok(When {
        starts,
        ends: EventEnd(ends),
        timezone,
        rule: rule.map(|property| Recurrence(property.value().trim().to_owned())),
        rdates: Times(rdates),
        exdates: Times(exdates),
    })
}

/// The zone that an event runs in; nothing for the clock on the wall. One that nobody knows is read as UTC where the event takes place
/// once only.
fn clock(event: &Event, clocks: &Clocks, recurs: bool) -> Result<Option<Zone>, Refused> {
    let Some(zone) = event.start.zone() else { return Ok(None) };
    let around = event.start.seconds(&clocks.own);
    // What a clock shows twice is the first time, and a file may mean the second.
    let shows = |known: &Zone, at: i64| known.seconds(known.local(at)) == at;
    let last = event.first_end(&clocks.own).seconds(&clocks.own);
    match clocks.known(zone, around) {
        Some(known) if recurs || (shows(&known, around) && shows(&known, last)) => Ok(Some(known)),
        Some(_) => Ok(Some(Zone::UTC)),
        None if recurs => {
            let why = format!("the clock of the time zone `{}` is that of no zone anybody knows", zone.name());
            Err(Refused::new("DTSTART", why))
        }
        None => Ok(Some(Zone::UTC)),
    }
}

/// A time on the clock of a series.
pub(super) fn on_clock(when: &ical::When, clock: Option<&Zone>, own: &Zone) -> EventTime {
    match (when, when.zone(), clock) {
        (ical::When::Date(date), ..) => EventTime::Day(*date),
        (_, Some(zone), Some(clock)) if zone == clock => EventTime::Local(when.at()),
        (_, None, None) => EventTime::Local(when.at()),
        (_, _, clock) => EventTime::Local(clock.unwrap_or(own).local(when.seconds(own))),
    }
}

/// A series, as far as its instances are named by it.
#[derive(Clone, Debug)]
pub(super) struct Series {
    pub(super) zone: Option<Zone>,
    pub(super) starts: EventTime,
}

impl Series {
    pub(super) fn new(timezone: Option<&ZoneName>, starts: EventTime) -> Self {
        Self { zone: timezone.and_then(ZoneName::zone), starts }
    }

    pub(super) fn of(event: &CalendarEvent) -> Self {
        Self::new(event.timezone.as_ref(), event.starts)
    }

    /// Which of its instances a file means.
    pub(super) fn instance(&self, id: &ical::When, own: &Zone) -> EventTime {
        match (self.starts, on_clock(id, self.zone.as_ref(), own)) {
            // A day is the same everywhere.
            (EventTime::Day(_), _) => EventTime::Day(id.at().date()),
            // Some producers name the instance by its day alone.
            (start, EventTime::Day(day)) => EventTime::Local(day.to_datetime(start.clock().time())),
            (_, at) => at,
        }
    }
}

fn end(event: &Event, starts: EventTime, clock: Option<&Zone>, own: &Zone) -> Result<EventTime, Refused> {
    let end = event.first_end(own);
    if matches!(&event.end, End::At(said) if said.seconds(own) < event.start.seconds(own)) {
        return Err(Refused::new("DTEND", "an event is over after it begins"));
    }
    Ok(match (starts, on_clock(&end, clock, own)) {
        // Of a series whose first instance ends in an hour that the clock shows a second time.
        (EventTime::Local(from), EventTime::Local(to)) if to < from => starts,
        (_, end) => end,
    })
}
