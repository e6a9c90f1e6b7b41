//! Changes to an event's component: only the lines that say something else are written anew.
use super::{Alarm, Attendee, End, Status, When, Zones};
use crate::{
    rule::Rule,
    text::{Component, Entry, Property, escaped},
};
use std::collections::BTreeMap;

impl Component {
    /// Sets or takes away a text, such as `SUMMARY`; what is said of its language stays.
    pub fn set_text(&mut self, name: &str, text: Option<&str>) {
        let Some(text) = text else { return self.remove(name) };
        match self.get(name) {
            Some(before) if before.as_text() == text => {}
            before => {
                let mut property = Property::text(name, text);
                property.parameters = before.map(|before| before.parameters.clone()).unwrap_or_default();
                // Its value is plain now, and no other form of it holds any more.
                property.parameters.retain(|it| !["ENCODING", "CHARSET", "ALTREP", "VALUE"].contains(&&*it.name));
                self.set(property);
            }
        }
    }

    /// Sets or takes away a time, such as `DTSTART`, `DTSTAMP` or `LAST-MODIFIED`.
    pub fn set_when(&mut self, name: &str, when: Option<&When>) {
        match when {
            Some(when) => self.set_like(when.property(name)),
            None => self.remove(name),
        }
    }

    /// Sets `DTEND` or `DURATION`, of which there is at most one.
    pub fn set_end(&mut self, end: &End) {
        self.set_when("DTEND", if let End::At(when) = end { Some(when) } else { None });
        match end {
            End::After(duration) => self.set_like(Property::new("DURATION", duration.to_string())),
            _ => self.remove("DURATION"),
        }
    }

    /// Sets or takes away the rule.
    pub fn set_rule(&mut self, rule: Option<&Rule>) {
        let Some(rule) = rule else { return self.remove("RRULE") };
        let is_said = self.all("RRULE").count() == 1
            && self.get("RRULE").is_some_and(|before| before.value.trim().parse().as_ref() == Ok(rule));
        if !is_said {
            self.set(Property::new("RRULE", rule.to_string()));
        }
    }

    /// Sets the times of `EXDATE` or `RDATE`. Lines that hold none but these stay; the others are written one by one.
    pub fn set_times(&mut self, name: &str, times: &[When], zones: &Zones) {
        let key = |when: &When| (when.value(), when.property(name).parameter("TZID").map(str::to_owned));
        let mut left: BTreeMap<_, &When> = times.iter().map(|when| (key(when), when)).collect();
        let mut wanted = Vec::new();
        for line in self.all(name) {
            let read = |value: &str| When::parse(value, line.parameter("TZID"), zones).ok().map(|when| key(&when));
            let said: Option<Vec<_>> = line.value.split(',').map(read).collect();
            if let Some(said) = said.filter(|said| said.iter().all(|when| left.contains_key(when))) {
                for when in &said {
                    left.remove(when);
                }
                wanted.push(line.clone());
            }
        }
        wanted.extend(left.into_values().map(|when| when.property(name)));
        self.set_all(name, wanted);
    }

    /// Sets or takes away whether the event takes place.
    pub fn set_status(&mut self, status: Option<Status>) {
        match Status::ALL.into_iter().find(|(_, known)| Some(*known) == status) {
            Some((word, _)) => self.set_like(Property::new("STATUS", word)),
            None => self.remove("STATUS"),
        }
    }

    /// Sets the number of changes so far.
    pub fn set_sequence(&mut self, sequence: u32) {
        self.set_like(Property::new("SEQUENCE", sequence.to_string()));
    }

    /// Sets the categories, all on one line where they are others than before.
    pub fn set_categories(&mut self, categories: &[String]) {
        let said: Vec<String> = self
            .all("CATEGORIES")
            .flat_map(|line| {
                let values = crate::text::split_values(&line.value, b',');
                values.into_iter().map(|value| crate::text::unescaped(value.trim())).collect::<Vec<_>>()
            })
            .collect();
        if said == categories {
            return;
        }
        match categories {
            [] => self.remove("CATEGORIES"),
            all => {
                let values: Vec<String> = all.iter().map(|name| escaped(name)).collect();
                self.set(Property::new("CATEGORIES", values.join(",")));
            }
        }
    }

    /// Sets who takes part; what else the calendar says of those who took part before stays.
    pub fn set_attendees(&mut self, attendees: &[Attendee]) {
        self.set_people("ATTENDEE", attendees);
    }

    /// Sets or takes away who invites.
    pub fn set_organizer(&mut self, organizer: Option<&Attendee>) {
        self.set_people("ORGANIZER", organizer.map_or(&[], std::slice::from_ref));
    }

    fn set_people(&mut self, name: &str, people: &[Attendee]) {
        let address = |text: &str| text.trim().to_ascii_lowercase();
        let before: BTreeMap<String, &Property> = self.all(name).map(|line| (address(&line.value), line)).collect();
        let property = |person: &Attendee| person.property(name, before.get(&address(&person.address)).copied());
        let wanted = people.iter().map(property).collect();
        self.set_all(name, wanted);
    }

    /// Sets the alarms; those that say the same stay as they are, with all that is unknown in them.
    pub fn set_alarms(&mut self, alarms: &[Alarm], zones: &Zones) {
        let mut missing: Vec<&Alarm> = alarms.iter().collect();
        self.entries.retain(|entry| match entry.component().filter(|component| component.is("VALARM")) {
            None => true,
            Some(component) => {
                let read = Alarm::read(component, zones);
                let at = missing.iter().position(|alarm| Some(*alarm) == read.as_ref());
                at.map(|at| missing.remove(at)).is_some()
            }
        });
        self.entries.extend(missing.into_iter().map(|alarm| Entry::Component(alarm.component())));
    }

    /// Sets a property. Where the line says the same already it stays as it is, and what is unknown of it stays in any case.
    fn set_like(&mut self, mut property: Property) {
        if let Some(before) = self.get(&property.name) {
            let is_other = |name: &str| !["VALUE", "TZID"].contains(&name);
            let is_same = |name: &str| before.parameter(name) == property.parameter(name);
            // `VALUE=DATE-TIME` says nothing that the value does not say.
            let says_same = is_same("TZID") && (is_same("VALUE") || property.parameter("VALUE").is_none());
            if before.value == property.value && says_same && self.all(&property.name).count() == 1 {
                return;
            }
            property.parameters.extend(before.parameters.iter().filter(|it| is_other(&it.name)).cloned());
        }
        self.set(property);
    }
}
