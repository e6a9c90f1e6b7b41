//! What a `VEVENT` says of an event here, and what an event says of itself: the same words for both, so that they can be compared.
use crate::{
    CalendarEvent, EventEnd, EventStatus, EventTime, Recurrence, Times, Transparency, Words, ZoneName, events::Minutes,
    held::Held,
};
use api::{Bound, Bounded};
use ical::{Component, Event, Property, Status, Trigger};
use std::ops::RangeInclusive;

/// What an event is called that a file gives no name.
const UNNAMED: &str = "Untitled";
/// The category of an event that has none.
pub(super) const NO_CATEGORY: &str = "Default";
/// How many people and reminders are shown; a file may say more, and keeps them.
const SHOWN: (usize, usize) = (100, 20);
/// The most minutes before an event at which somebody is reminded.
const MINUTES: RangeInclusive<i64> = 0..=525_600;
/// How much what file says matters here, where 5 is the most: the first number of a file that means as much, from 1 to 5.
pub(super) const PRIORITIES: [i64; 5] = [8, 6, 5, 3, 1];

/// When an event takes place, on its clock.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct When {
    pub(super) starts: EventTime,
    pub(super) ends: EventEnd,
    pub(super) timezone: Option<ZoneName>,
    pub(super) rule: Option<Recurrence>,
    pub(super) rdates: Times,
    pub(super) exdates: Times,
}

/// What a file can say of an event.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said {
    pub(super) when: When,
    pub(super) title: String,
    pub(super) description: Option<String>,
    pub(super) location: Option<String>,
    pub(super) category: String,
    pub(super) attendees: Held<Words>,
    pub(super) priority: i64,
    pub(super) status: Held<EventStatus>,
    pub(super) transparency: Held<Transparency>,
    pub(super) reminder_minutes: Option<i64>,
    pub(super) reminders: Held<Minutes>,
}

/// Why an event cannot be kept, and the property that says so.
#[derive(Debug, PartialEq)]
pub(super) struct Refused {
    pub(super) property: &'static str,
    pub(super) why: String,
}

impl Refused {
    pub(super) fn new(property: &'static str, why: impl Into<String>) -> Self {
        Self { property, why: why.into() }
    }
}

impl Said {
    /// What an event says of itself.
    pub(super) fn of(event: &CalendarEvent) -> Self {
        let event = event.clone();
        Self {
            when: When {
                starts: event.starts,
                ends: event.ends,
                timezone: event.timezone,
                rule: event.recurrence_rule,
                rdates: event.rdates,
                exdates: event.exdates,
            },
            title: event.title,
            description: event.description,
            location: event.location,
            category: event.category,
            attendees: event.attendees,
            priority: event.priority,
            status: event.status,
            transparency: event.transparency,
            reminder_minutes: event.reminder_minutes,
            reminders: event.reminders,
        }
    }

    /// What a component says, of which the times are known.
    pub(super) fn read(component: &Component, event: &Event, when: When) -> Result<Self, Refused> {
        let mut minutes = minutes(event).take(1 + SHOWN.1);
        Ok(Self {
            when,
            title: text(component, "SUMMARY", 500)?.unwrap_or_else(|| UNNAMED.to_owned()),
            description: text(component, "DESCRIPTION", 20_000)?,
            location: text(component, "LOCATION", 2_000)?,
            category: event
                .categories
                .first()
                .map(|name| plain(name))
                .filter(|name| !name.trim().is_empty())
                .filter(|name| name.beyond(Bound::Text(1, 200)).is_none())
                .unwrap_or_else(|| NO_CATEGORY.to_owned()),
            attendees: Words(people(event).take(SHOWN.0).collect()).into(),
            priority: component.get("PRIORITY").map_or(3, |property| priority(property.value())),
            status: Held::from(match event.status {
                None | Some(Status::Confirmed) => EventStatus::Confirmed,
                Some(Status::Tentative) => EventStatus::Tentative,
                Some(Status::Cancelled) => EventStatus::Cancelled,
            }),
            transparency: Held::from(if event.is_transparent { Transparency::Free } else { Transparency::Busy }),
            reminder_minutes: minutes.next(),
            reminders: Minutes(minutes.collect()).into(),
        })
    }

    /// An event that says this.
    pub(super) fn onto(self, event: CalendarEvent) -> CalendarEvent {
        let When { starts, ends, timezone, rule, rdates, exdates } = self.when;
        CalendarEvent {
            starts,
            ends,
            timezone,
            recurrence_rule: rule,
            rdates,
            exdates,
            title: self.title,
            description: self.description,
            location: self.location,
            category: self.category,
            attendees: self.attendees,
            priority: self.priority,
            status: self.status,
            transparency: self.transparency,
            reminder_minutes: self.reminder_minutes,
            reminders: self.reminders,
            ..event
        }
    }
}

/// A text without what no text may hold.
fn plain(text: &str) -> String {
    text.replace('\0', "")
}

/// A text of a component; one that is empty says nothing.
fn text(component: &Component, name: &'static str, most: usize) -> Result<Option<String>, Refused> {
    let text = component.get(name).map(|property| plain(&property.as_text())).filter(|text| !text.trim().is_empty());
    match text.as_ref().and_then(|text| text.beyond(Bound::Text(0, most))) {
        Some((_, why)) => Err(Refused::new(name, why)),
        None => Ok(text),
    }
}

/// Those who take part, by their addresses, each once.
fn people(event: &Event) -> impl Iterator<Item = String> {
    let mut seen = Vec::new();
    event.attendees.iter().filter_map(move |person| {
        let address = shown_address(&person.address);
        let is_new = !address.is_empty() && address.chars().count() <= 500 && !seen.contains(&address);
        is_new.then(|| {
            seen.push(address.clone());
            address
        })
    })
}

/// Where somebody is reached, as people write it.
pub(super) fn shown_address(address: &str) -> String {
    let is_mail = address.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    plain(if is_mail { &address[7..] } else { address })
}

/// How many minutes before an event alarms go off, each once; those that go off otherwise are not shown.
fn minutes(event: &Event) -> impl Iterator<Item = i64> {
    let mut seen = Vec::new();
    event.alarms.iter().filter_map(|alarm| minutes_of(&alarm.trigger)).filter(move |minutes| {
        let is_new = !seen.contains(minutes);
        seen.push(*minutes);
        is_new
    })
}

/// How many minutes before the beginning that is.
pub(super) fn minutes_of(trigger: &Trigger) -> Option<i64> {
    let Trigger::Start(duration) = trigger else { return None };
    let seconds = -(duration.days * 86_400 + duration.seconds);
    (seconds % 60 == 0 && MINUTES.contains(&(seconds / 60))).then_some(seconds / 60)
}

/// In a file 1 is the most, 9 the least, and 0 says nothing.
fn priority(value: &str) -> i64 {
    match value.trim().parse() {
        Ok(number @ 1..=9) => (1..).zip(PRIORITIES).find(|(_, least)| number >= *least).map_or(5, |(own, _)| own),
        _ => 3,
    }
}

/// The time zones that a component names. One whose name no text may hold stands in the lines alone: its description came with them.
pub(super) fn zones(component: &Component) -> Vec<String> {
    let named = |property: &Property| property.parameter("TZID").filter(|name| !name.contains('\0')).map(str::to_owned);
    let alarms = component.components().flat_map(Component::properties);
    let mut zones: Vec<String> = component.properties().chain(alarms).filter_map(named).collect();
    zones.sort();
    zones.dedup();
    zones
}

/// What else is to be known of an event that is kept.
pub(super) fn note(event: &Event, said: &Said) -> Option<String> {
    let people = people(event).count();
    (people > said.attendees.0.len()).then(|| format!("of {people} who take part, the first {} are shown", SHOWN.0))
}
