//! What files say of a calendar as a whole: properties that nobody here knows, and time zones that nobody knows but they.
use super::{
    entity::CalendarText,
    group::{Cut, Group},
    written,
};
use api::App;
use base::{Error, Id, Result};
use ical::{Component, Entry, Property, Zone, Zones, zones};
use store::{Batch, Guard, sql};

/// What the writer of a file says itself.
const OURS: [&str; 6] = ["VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-CALNAME", "NAME"];
/// How large it may become.
const MOST_BYTES: usize = 256 * 1_024;
/// The years in which clocks are compared that go by the same name.
const YEARS: std::ops::Range<i64> = 0..2_145_916_800;

/// What is known of a calendar besides its events.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) component: Component,
    pub(super) zones: Zones,
    pub(super) revision: i64,
}

impl Frame {
    /// What is known of a calendar.
    pub(super) async fn of(app: &App, space_id: Id, calendar_id: Id) -> Result<Self> {
        let text = app.store().get::<CalendarText>((space_id, calendar_id)).await?;
        let revision = text.as_ref().map_or(0, |text| text.revision);
        let component = text.and_then(|text| written::component(&text.text));
        let component = component.unwrap_or_else(|| Component::new("VCALENDAR"));
        Ok(Self { zones: zones(&component), component, revision })
    }

    /// The description of a zone by its name, if a file gave one.
    pub(super) fn zone(&self, id: &str) -> Option<&Component> {
        let described = self.component.components().filter(|component| component.is("VTIMEZONE"));
        described.into_iter().find(|component| component.get("TZID").is_some_and(|line| line.as_text() == id))
    }

    /// Takes in what a file says. Of two zones that go by one name and are not the same the new one is renamed, in the file's events
    /// too.
    pub(super) fn take(&mut self, cut: &mut Cut) -> Result<()> {
        let Some(frame) = cut.frame.take() else { return Ok(()) };
        let mut names: Vec<&str> = frame.properties().map(Property::name).filter(|name| !OURS.contains(name)).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            self.component.set_all(name, frame.all(name).cloned().collect());
        }
        let described = zones(&frame);
        for component in frame.components() {
            let Some(id) = component.get("TZID").map(Property::as_text) else { continue };
            let (None, Some(zone)) = (Zone::meant(&id), described.get(&id)) else { continue };
            let name = self.name_for(&id, zone);
            if name != id {
                cut.groups.iter_mut().flat_map(Group::components_mut).for_each(|event| event.rename_zone(&id, &name));
            }
            if self.zone(&name).is_none() {
                let mut component = component.clone();
                component.set_text("TZID", Some(&name));
                self.component.entries.push(Entry::Component(component));
                self.zones.insert(name, zone.clone());
            }
        }
        match self.component.text().len() {
            length if length > MOST_BYTES => {
                let message =
                    format!("what it says besides events has {MOST_BYTES} bytes at most, and these are {length}");
                Err(Error::flaw("/file", "too_long", message))
            }
            _ => Ok(()),
        }
    }

    /// The first name under which nothing else is known.
    fn name_for(&self, id: &str, zone: &Zone) -> String {
        let is_free =
            |name: &String| self.zones.get(name).is_none_or(|known| known.is_like(zone, YEARS.start, YEARS.end));
        let others = (2..).map(|number| format!("{id} ({number})"));
        std::iter::once(id.to_owned()).chain(others).find(is_free).unwrap_or_else(|| id.to_owned())
    }

    /// The writes that keep it. Whoever comes second finds it changed.
    pub(super) fn kept(&self, space_id: Id, calendar_id: Id) -> Batch {
        let (text, guard) = (self.component.text(), Guard::new("calendar_texts.current"));
        if self.revision > 0 {
            let row = CalendarText { calendar_id, space_id, text, revision: self.revision + 1 };
            return Batch::new().update(&row);
        }
        let first = sql!(
            (),
            (Id, Id, Vec<u8>),
            "insert into calendar_texts (calendar_id, space_id, text, revision) values ($1, $2, $3, 1) on conflict do nothing"
        );
        Batch::new().run_one(guard, first, (calendar_id, space_id, text))
    }
}
