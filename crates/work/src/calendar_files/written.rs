//! An event as a `VEVENT`: the lines that came with a file, with those written anew that say something else by now.
use super::{
    group,
    said::{NO_CATEGORY, PRIORITIES, Said, When, minutes_of, shown_address},
    times::{self, Clocks, Series},
};
use crate::{CalendarEvent, EventStatus, EventTime, Transparency, ZoneName};
use base::Instant;
use ical::{
    Alarm, Attendee, Component, Document, Duration, End, Entry, Event, Limits, Property, Reading, Status, Trigger,
    Zone, Zones,
};

/// What an event is written with.
pub(super) struct Writing<'a> {
    /// The zones that files have described.
    pub(super) zones: &'a Zones,
    /// The clocks of the calendar.
    pub(super) clocks: &'a Clocks,
}

/// An event on its way into a file.
pub(super) struct Written<'a> {
    pub(super) event: &'a CalendarEvent,
    /// The series of which it overrides an instance.
    pub(super) series: Option<Series>,
    /// Its lines as they came, and the revision that says the same.
    pub(super) text: Option<(&'a [u8], i64)>,
}

/// The component of a text.
pub(super) fn component(text: &[u8]) -> Option<Component> {
    let document = Document::read(text, &Limits::default()).ok()?;
    document
        .entries
        .into_iter()
        .find_map(|entry| if let Entry::Component(component) = entry { Some(component) } else { None })
}

impl Writing<'_> {
    /// The component of an event.
    pub(super) fn component(&self, written: &Written) -> Component {
        let event = written.event;
        let before = written.text.and_then(|(text, revision)| Some((component(text)?, revision)));
        let Some((mut component, revision)) = before else {
            let mut component = Component::new("VEVENT");
            self.change(&mut component, written, None);
            stamp(&mut component, event, event.revision.saturating_sub(1));
            return component;
        };
        let read = Event::read(&component, self.zones, Reading::Rfc, &mut Vec::new());
        let said = read.as_ref().and_then(|read| {
            let when = times::read(&component, read, self.clocks).ok()?;
            Said::read(&component, read, when).ok().map(|said| (said, read))
        });
        self.change(&mut component, written, said);
        if event.revision != revision {
            let before =
                component.get("SEQUENCE").and_then(|line| line.value().trim().parse::<i64>().ok()).unwrap_or(0);
            stamp(&mut component, event, before.saturating_add(event.revision.saturating_sub(revision).max(0)));
        }
        component
    }

    /// Lets a component say what the event says, as far as it says something else.
    fn change(&self, component: &mut Component, written: &Written, before: Option<(Said, &Event)>) {
        let (event, now) = (written.event, Said::of(written.event));
        let (before, read) = before.unzip();
        let read = read.cloned();
        let is_other = |same: fn(&Said, &Said) -> bool| before.as_ref().is_none_or(|before| !same(before, &now));
        let name = read
            .as_ref()
            .map(|read| if event.series_id.is_some() { read.uid.trim().to_owned() } else { group::name(read) });
        if name.as_ref() != Some(&event.uid) {
            component.set_text("UID", Some(&event.uid));
            component.remove("RECURRENCE-ID");
        }
        self.change_times(component, written, before.as_ref().map(|before| &before.when), &now.when, read.as_ref());
        if is_other(|before, now| before.title == now.title) {
            component.set_text("SUMMARY", Some(&now.title));
        }
        if is_other(|before, now| before.description == now.description) {
            component.set_text("DESCRIPTION", now.description.as_deref());
        }
        if is_other(|before, now| before.location == now.location) {
            component.set_text("LOCATION", now.location.as_deref());
        }
        if is_other(|before, now| before.category == now.category) {
            let others = read.iter().flat_map(|read| read.categories.iter().skip(1)).cloned();
            let own = Some(now.category.clone()).filter(|category| category != NO_CATEGORY);
            component.set_categories(&own.into_iter().chain(others).collect::<Vec<_>>());
        }
        if is_other(|before, now| before.priority == now.priority) {
            let number = PRIORITIES.get(usize::try_from(now.priority - 1).unwrap_or(2)).filter(|_| now.priority != 3);
            set_word(component, "PRIORITY", number.map(ToString::to_string));
        }
        if is_other(|before, now| before.status == now.status) {
            component.set_status(Some(match *now.status {
                EventStatus::Confirmed => Status::Confirmed,
                EventStatus::Tentative => Status::Tentative,
                EventStatus::Cancelled => Status::Cancelled,
            }));
        }
        if is_other(|before, now| before.transparency == now.transparency) {
            let word = if now.transparency == Transparency::Free { "TRANSPARENT" } else { "OPAQUE" };
            set_word(component, "TRANSP", Some(word.to_owned()));
        }
        if is_other(|before, now| before.attendees == now.attendees) {
            component.set_attendees(&people(&now, before.as_ref(), read.as_ref()));
        }
        if is_other(|before, now| {
            (before.reminder_minutes, &before.reminders) == (now.reminder_minutes, &now.reminders)
        }) {
            component.set_alarms(&alarms(&now, before.as_ref(), read.as_ref()), self.zones);
        }
    }

    fn change_times(
        &self,
        component: &mut Component,
        written: &Written,
        before: Option<&When>,
        now: &When,
        read: Option<&Event>,
    ) {
        let zone = now.timezone.as_ref().and_then(ZoneName::zone);
        let when = |time: &EventTime| time.when(zone.as_ref());
        let is_clock_same = before.is_some_and(|before| {
            before.starts.is_day() == now.starts.is_day() && (now.starts.is_day() || before.timezone == now.timezone)
        });
        let before = before.filter(|_| is_clock_same);
        if before.is_none_or(|before| (before.starts, before.ends) != (now.starts, now.ends)) {
            component.set_when("DTSTART", Some(&when(&now.starts)));
            component.set_end(&if now.starts == now.ends.0 { End::Unsaid } else { End::At(when(&now.ends.0)) });
        }
        if before.is_none_or(|before| before.rule != now.rule) {
            component.set_rule(now.rule.as_ref().and_then(|rule| rule.rule().ok()).as_ref());
        }
        for (name, was, is) in [
            ("RDATE", before.map(|before| &before.rdates), &now.rdates),
            ("EXDATE", before.map(|before| &before.exdates), &now.exdates),
        ] {
            if was != Some(is) {
                component.set_times(name, &is.0.iter().map(when).collect::<Vec<_>>(), self.zones);
            }
        }
        let (Some(id), Some(series)) = (written.event.recurrence_id, &written.series) else { return };
        let said = read.and_then(|read| read.overrides.as_ref());
        if !said.is_some_and(|said| series.instance(&said.id, &self.clocks.own) == id) {
            component.set_when("RECURRENCE-ID", Some(&id.when(series.zone.as_ref())));
        }
    }
}

/// Which version it is, and since when.
fn stamp(component: &mut Component, event: &CalendarEvent, sequence: i64) {
    let at = |instant: Instant| ical::When::Utc(Zone::UTC.local(instant.micros().div_euclid(1_000_000)));
    component.set_when("DTSTAMP", Some(&at(event.updated_at)));
    if component.get("CREATED").is_none() {
        component.set_when("CREATED", Some(&at(event.created_at)));
    }
    component.set_when("LAST-MODIFIED", Some(&at(event.updated_at)));
    component.set_sequence(u32::try_from(sequence).unwrap_or(u32::MAX));
}

fn set_word(component: &mut Component, name: &str, word: Option<String>) {
    match word {
        Some(word) => component.set(Property::new(name, word)),
        None => component.remove(name),
    }
}

/// Those who take part, as far as possible as a file has named them; whom it names and nobody was shown stays.
fn people(now: &Said, before: Option<&Said>, read: Option<&Event>) -> Vec<Attendee> {
    let there = read.map_or(&[][..], |read| &read.attendees);
    let named = |person: &Attendee, shown: &[String]| shown.contains(&shown_address(&person.address));
    let was_shown = |person: &&Attendee| before.is_some_and(|before| named(person, &before.attendees.0));
    let others = there.iter().filter(|person| !was_shown(person) && !named(person, &now.attendees.0)).cloned();
    let person = |shown: &String| {
        let known = there.iter().find(|person| shown_address(&person.address) == *shown).cloned();
        known.unwrap_or_else(|| somebody(shown))
    };
    now.attendees.0.iter().map(person).chain(others).collect()
}

/// Somebody who was named here.
fn somebody(shown: &str) -> Attendee {
    let is_mail = shown.split_once('@').is_some_and(|(_, host)| !host.is_empty()) && !shown.contains([' ', ':', '<']);
    let is_scheme = |scheme: &str| !scheme.is_empty() && scheme.chars().all(|char| char.is_ascii_alphabetic());
    let (address, name) = match shown.split_once(':') {
        None if is_mail => (format!("mailto:{shown}"), None),
        Some((scheme, _)) if is_scheme(scheme) && !shown.contains(' ') => (shown.to_owned(), None),
        // No address of theirs is known.
        _ => ("invalid:nomail".to_owned(), Some(shown.to_owned())),
    };
    Attendee { address, name, answer: None, role: None, is_asked: false }
}

/// The alarms of an event; those that nobody was shown stay.
fn alarms(now: &Said, before: Option<&Said>, read: Option<&Event>) -> Vec<Alarm> {
    let there = read.map_or(&[][..], |read| &read.alarms);
    let shown = |said: &Said| said.reminder_minutes.iter().chain(&said.reminders.0).copied().collect::<Vec<_>>();
    let (wanted, were) = (shown(now), before.map(shown).unwrap_or_default());
    let is_shown = |minutes: i64| were.contains(&minutes) || wanted.contains(&minutes);
    let others = there.iter().filter(|alarm| !minutes_of(&alarm.trigger).is_some_and(is_shown)).cloned();
    let alarm = |minutes: &i64| Alarm {
        action: "DISPLAY".to_owned(),
        trigger: Trigger::Start(Duration::seconds(-60 * minutes)),
        description: Some(now.title.clone()),
    };
    let of = |minutes: &i64| {
        let same: Vec<Alarm> =
            there.iter().filter(|alarm| minutes_of(&alarm.trigger) == Some(*minutes)).cloned().collect();
        if same.is_empty() { vec![alarm(minutes)] } else { same }
    };
    wanted.iter().flat_map(of).chain(others).collect()
}
