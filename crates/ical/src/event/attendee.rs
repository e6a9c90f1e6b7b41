//! People who take part.
use crate::text::Property;

/// Somebody who takes part, or who invites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendee {
    /// Where they are reached, mostly `mailto:` and an address.
    pub address: String,
    /// `CN`
    pub name: Option<String>,
    /// `PARTSTAT`, in capitals
    pub answer: Option<String>,
    /// `ROLE`, in capitals
    pub role: Option<String>,
    /// Whether they are asked to answer (`RSVP=TRUE`).
    pub is_asked: bool,
}

impl Attendee {
    pub(super) fn read(property: &Property) -> Self {
        let word = |name| property.parameter(name).map(str::to_ascii_uppercase);
        Self {
            address: property.value.trim().to_owned(),
            name: property.parameter("CN").map(str::to_owned),
            answer: word("PARTSTAT"),
            role: word("ROLE"),
            is_asked: word("RSVP").is_some_and(|word| word == "TRUE"),
        }
    }

    /// As a property, with what else the calendar said of them before.
    pub(super) fn property(&self, name: &str, before: Option<&Property>) -> Property {
        let Some(before) = before else { return self.parameters(Property::new(name, &*self.address)) };
        if Self::read(before) == *self {
            return before.clone();
        }
        let mut property = self.parameters(Property::new(name, &*self.address));
        let others = before.parameters.iter().filter(|it| !["CN", "PARTSTAT", "ROLE", "RSVP"].contains(&&*it.name));
        property.parameters.extend(others.cloned());
        property
    }

    fn parameters(&self, property: Property) -> Property {
        let asked = self.is_asked.then(|| "TRUE".to_owned());
        let said = [("CN", &self.name), ("PARTSTAT", &self.answer), ("ROLE", &self.role), ("RSVP", &asked)];
        said.into_iter().fold(property, |property, (name, value)| match value {
            Some(value) => property.with(name, value),
            None => property,
        })
    }
}
