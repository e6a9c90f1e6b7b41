//! Alarms.
use super::{Duration, When, Zones};
use crate::text::{Component, Property};

/// When an alarm goes off.
#[derive(Clone, Debug, PartialEq)]
pub enum Trigger {
    /// So long after the start, or before it.
    Start(Duration),
    /// So long after the end, or before it.
    End(Duration),
    /// At this time.
    At(When),
}

/// Something that reminds of an event (`VALARM`).
#[derive(Clone, Debug, PartialEq)]
pub struct Alarm {
    /// What it does, in capitals (`ACTION`).
    pub action: String,
    /// When it goes off.
    pub trigger: Trigger,
    /// What it says.
    pub description: Option<String>,
}

impl Alarm {
    pub(super) fn read(component: &Component, zones: &Zones) -> Option<Self> {
        let trigger = component.get("TRIGGER")?;
        let is_end = trigger.parameter("RELATED").is_some_and(|word| word.eq_ignore_ascii_case("END"));
        let trigger = match Duration::parse(&trigger.value) {
            Some(duration) if is_end => Trigger::End(duration),
            Some(duration) => Trigger::Start(duration),
            None => Trigger::At(When::parse(&trigger.value, trigger.parameter("TZID"), zones).ok()?),
        };
        let action = component.get("ACTION").map_or("DISPLAY".to_owned(), |it| it.value.trim().to_ascii_uppercase());
        Some(Self { action, trigger, description: component.get("DESCRIPTION").map(Property::as_text) })
    }

    pub(super) fn component(&self) -> Component {
        let mut component = Component::new("VALARM");
        component.add(Property::new("ACTION", &*self.action));
        component.add(match &self.trigger {
            Trigger::Start(duration) => Property::new("TRIGGER", duration.to_string()),
            Trigger::End(duration) => Property::new("TRIGGER", duration.to_string()).with("RELATED", "END"),
            Trigger::At(when) => Property::new("TRIGGER", when.value()).with("VALUE", "DATE-TIME"),
        });
        if let Some(description) = &self.description {
            component.add(Property::text("DESCRIPTION", description));
        }
        component
    }
}
