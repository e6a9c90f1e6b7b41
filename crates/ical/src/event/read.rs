//! Components that become events.
use super::{Alarm, Attendee, Duration, End, Event, Extra, Override, Status, When, Zones, duration};
use crate::{
    rule::{Reading, Rule},
    text::{Component, Fault, Property, split_values, unescaped},
};

/// More rules are not followed; the RFC lets there be one.
const MOST_RULES: usize = 16;

/// Longer lists of dates are not read.
const MOST_DATES: usize = 20_000;

impl Event {
    /// The event that a component says. What does not hold is told, and the rest is read: only without a start there is no event.
    pub fn read(component: &Component, zones: &Zones, reading: Reading, faults: &mut Vec<Fault>) -> Option<Self> {
        let mut reader = Reader { zones, faults };
        let Some(start) = component.get("DTSTART") else {
            reader.faults.push(Fault::new(component.line(), "an event needs DTSTART"));
            return None;
        };
        let start = reader.when(start)?;
        let text = |name| component.get(name).map(Property::as_text);
        let word = |name| component.get(name).map(|property| property.value.trim().to_ascii_uppercase());
        let categories = component.all("CATEGORIES").flat_map(|property| split_values(&property.value, b','));
        let attendees = component.all("ATTENDEE").take(MOST_DATES).map(Attendee::read);
        let alarms = component.components().filter(|it| it.is("VALARM"));
        Some(Self {
            uid: text("UID").unwrap_or_default(),
            line: component.line(),
            overrides: component.get("RECURRENCE-ID").and_then(|property| reader.overrides(property)),
            end: reader.end(component, &start),
            start,
            summary: text("SUMMARY"),
            description: text("DESCRIPTION"),
            location: text("LOCATION"),
            status: word("STATUS").and_then(|word| Status::of(&word)),
            is_transparent: word("TRANSP").is_some_and(|word| word == "TRANSPARENT"),
            categories: categories.map(|value| unescaped(value.trim())).filter(|name| !name.is_empty()).collect(),
            sequence: word("SEQUENCE").and_then(|word| word.parse().ok()).unwrap_or(0),
            stamp: component.get("DTSTAMP").and_then(|property| reader.when(property)),
            modified: component.get("LAST-MODIFIED").and_then(|property| reader.when(property)),
            rules: component.all("RRULE").take(MOST_RULES).filter_map(|line| reader.rule(line, reading)).collect(),
            extras: component.all("RDATE").flat_map(|property| reader.extras(property)).collect(),
            exceptions: component.all("EXDATE").flat_map(|property| reader.list(property)).collect(),
            organizer: component.get("ORGANIZER").map(Attendee::read),
            attendees: attendees.collect(),
            alarms: alarms.filter_map(|component| Alarm::read(component, zones)).collect(),
        })
    }
}

impl Status {
    pub(super) const ALL: [(&str, Self); 3] =
        [("TENTATIVE", Self::Tentative), ("CONFIRMED", Self::Confirmed), ("CANCELLED", Self::Cancelled)];

    fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == word).map(|(_, status)| status)
    }
}

struct Reader<'a> {
    zones: &'a Zones,
    faults: &'a mut Vec<Fault>,
}

impl Reader<'_> {
    fn fault(&mut self, property: &Property, message: impl Into<String>) {
        let message = format!("{}: {}", property.name, message.into());
        self.faults.push(Fault::new(property.line(), message));
    }

    fn parse(&mut self, property: &Property, value: &str) -> Option<When> {
        let read = When::parse(value, property.parameter("TZID"), self.zones);
        read.or_else(|message| {
            self.fault(property, message);
            // In a zone that nobody knows it is at least what the clock on the wall shows.
            When::parse(value, None, self.zones)
        })
        .ok()
    }

    fn when(&mut self, property: &Property) -> Option<When> {
        self.parse(property, &property.value)
    }

    fn list(&mut self, property: &Property) -> Vec<When> {
        let values = property.value.split(',').filter(|value| !value.trim().is_empty());
        values.take(MOST_DATES).filter_map(|value| self.parse(property, value)).collect()
    }

    fn overrides(&mut self, property: &Property) -> Option<Override> {
        let range = property.parameter("RANGE");
        let and_future = range.is_some_and(|word| word.eq_ignore_ascii_case("THISANDFUTURE"));
        Some(Override { id: self.when(property)?, and_future })
    }

    fn rule(&mut self, property: &Property, reading: Reading) -> Option<Rule> {
        if property.value.trim().is_empty() {
            return None;
        }
        Rule::read(property.value.trim(), reading).map_err(|refusal| self.fault(property, refusal.to_string())).ok()
    }

    fn end(&mut self, component: &Component, start: &When) -> End {
        if let Some(property) = component.get("DTEND") {
            let Some(end) = self.when(property) else { return End::Unsaid };
            return match (end.is_date(), start.is_date()) {
                // Some producers end a day at a time of it, or at its midnight.
                (false, true) => End::At(When::Date(end.at().date())),
                (true, false) => End::At(start.shifted_to(end.at())),
                _ => End::At(end),
            };
        }
        let Some(property) = component.get("DURATION") else { return End::Unsaid };
        match Duration::parse(&property.value) {
            Some(duration) if !duration.is_negative() => End::After(duration),
            _ => {
                self.fault(property, format!("`{}` is no duration such as PT1H30M or P2D", property.value));
                End::Unsaid
            }
        }
    }

    fn extras(&mut self, property: &Property) -> Vec<Extra> {
        let mut extras = Vec::new();
        for value in property.value.split(',').filter(|value| !value.trim().is_empty()).take(MOST_DATES) {
            let (start, end) = duration::period(value).map_or((value, None), |(start, end)| (start, Some(end)));
            let Some(start) = self.parse(property, start) else { continue };
            let end = match end.map(|end| (Duration::parse(end), end)) {
                None => End::Unsaid,
                Some((Some(duration), _)) if !duration.is_negative() => End::After(duration),
                Some((_, end)) => self.parse(property, end).map_or(End::Unsaid, End::At),
            };
            extras.push(Extra { start, end });
        }
        extras
    }
}
