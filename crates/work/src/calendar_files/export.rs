//! A calendar as a file, made page by page: memory holds one page of events, however many there are.
use super::{
    entity::EventText,
    frame::Frame,
    times::{Clocks, Series},
    written::{Writing, Written},
};
use crate::{Calendar, CalendarEvent, EventTime, ZoneName};
use api::{App, File, Kind, NextPiece, Operation, Permission, Pieces, Wanted, find};
use base::{Id, Instant, Result};
use ical::{Component, Entry, Property, Zone};
use serde::Deserialize;
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};
use store::{Stretch, sql};
use utoipa::ToSchema;

/// What the file is, and in which letters.
pub(super) const CALENDAR: &str = "text/calendar";
const KIND: &str = "text/calendar; charset=utf-8";
/// So many events are read at once.
const PAGE: i64 = 200;
/// What comes after the last event.
const END: &[u8] = b"END:VCALENDAR\r\n";

/// Which calendar.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichCalendar {
    /// The calendar.
    pub(super) id: Id,
}

impl Wanted for WhichCalendar {}

pub(crate) static EXPORT: Operation<WhichCalendar, File> = Operation {
    name: "calendars.export",
    summary: "Take a calendar along as an iCalendar file, with all that files have said of its events.",
    permission: Permission::read("calendar"),
    reads: &["calendars", "events", "event_texts", "calendar_texts"],
    kind: Kind::File(&[CALENDAR], |app, caller, which| {
        Box::pin(async move {
            let calendar: Calendar = find(&app, &caller, which.id).await?;
            file(&app, calendar).await
        })
    }),
};

/// A calendar, on its way.
pub(super) async fn file(app: &App, calendar: Calendar) -> Result<File> {
    let frame = Frame::of(app, calendar.space_id, calendar.id).await?;
    let tag = tag(app, &calendar, &frame).await?;
    let name = format!("{}.ics", file_name(&calendar.name));
    let clocks = Clocks::new(calendar.timezone.zone().unwrap_or(Zone::UTC));
    let source = Source { app: app.clone(), calendar, frame, clocks };
    Ok(File::of_pieces(KIND, name, Head(Arc::new(source))).tagged(tag))
}

/// The name of a calendar, as far as every machine lets a file have it.
fn file_name(name: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || " -_.".contains(letter);
    let plain: String = name.chars().take(100).map(|letter| if is_plain(letter) { letter } else { '_' }).collect();
    let plain = plain.trim_matches(['.', ' ']);
    if plain.is_empty() { "calendar".to_owned() } else { plain.to_owned() }
}

/// Another one whenever the file is another: each change of an event, or of the calendar, counts.
async fn tag(app: &App, calendar: &Calendar, frame: &Frame) -> Result<String> {
    let all = sql!(
        (i64, i64, Option<Instant>),
        (Id, Id),
        "select count(*), cast(coalesce(sum(revision), 0) as bigint), max(updated_at) from events \
         where space_id = $1 and calendar_id = $2"
    );
    let (count, sum, last) = app.store().one(all, (calendar.space_id, calendar.id)).await?.unwrap_or_default();
    let last = last.map_or(0, Instant::micros);
    let zones = Zone::database();
    Ok(format!("{}-{}-{count}-{sum}-{last}-{zones}", calendar.revision, frame.revision))
}

/// Where a file comes from.
struct Source {
    app: App,
    calendar: Calendar,
    frame: Frame,
    clocks: Clocks,
}

/// What comes before the events.
struct Head(Arc<Source>);

/// The events after one of them.
struct Body {
    source: Arc<Source>,
    after: Id,
}

/// What comes after the events.
struct Tail;

/// Nothing any more.
struct Nothing;

impl Pieces for Head {
    fn next(self: Box<Self>) -> NextPiece {
        Box::pin(async move {
            let head = self.0.head().await?;
            let body = Body { source: self.0, after: Id::from_bytes([0; 16]) };
            Ok(Some((head, Box::new(body) as Box<dyn Pieces>)))
        })
    }
}

impl Pieces for Body {
    fn next(self: Box<Self>) -> NextPiece {
        Box::pin(async move {
            let (source, after) = (self.source, self.after);
            let events = source.events(after).await?;
            let Some(last) = events.last(|event| event.id) else { return Box::new(Tail).next().await };
            let text = source.written(after, last, &events.rows).await?;
            let is_last = events.count() < PAGE as usize;
            let rest: Box<dyn Pieces> = if is_last { Box::new(Tail) } else { Box::new(Self { source, after: last }) };
            Ok(Some((text, rest)))
        })
    }
}

impl Pieces for Tail {
    fn next(self: Box<Self>) -> NextPiece {
        Box::pin(async { Ok(Some((END.to_vec(), Box::new(Nothing) as Box<dyn Pieces>))) })
    }
}

impl Pieces for Nothing {
    fn next(self: Box<Self>) -> NextPiece {
        Box::pin(async { Ok(None) })
    }
}

impl Source {
    /// The calendar up to its first event, with every time zone that is named.
    async fn head(&self) -> Result<Vec<u8>> {
        let mut calendar = Component::new("VCALENDAR");
        calendar.add(Property::new("VERSION", "2.0"));
        calendar.add(Property::new("PRODID", "-//aiwfe//aiwfe//EN"));
        calendar.add(Property::new("CALSCALE", "GREGORIAN"));
        calendar.add(Property::text("X-WR-CALNAME", &self.calendar.name));
        self.frame.component.properties().for_each(|property| calendar.add(property.clone()));
        let since = self.since().await?;
        calendar.entries.extend(self.frame.component.components().cloned().map(Entry::Component));
        for id in self.zones().await?.into_iter().filter(|id| self.frame.zone(id).is_none()) {
            calendar.entries.extend(Zone::meant(&id).and_then(|zone| zone.component(&id, since)).map(Entry::Component));
        }
        let mut text = calendar.text();
        text.truncate(text.len() - END.len());
        Ok(text)
    }

    /// Every time zone that is named, and those that are shown here.
    async fn zones(&self) -> Result<BTreeSet<String>> {
        let place = (self.calendar.space_id, self.calendar.id);
        let of_events = sql!(
            (Option<ZoneName>,),
            (Id, Id),
            "select distinct timezone from events where space_id = $1 and calendar_id = $2 and deleted_at is null"
        );
        let of_texts = sql!(
            (String,),
            (Id, Id),
            "select distinct t.zones from event_texts t join events e on e.id = t.event_id \
             where t.space_id = $1 and e.space_id = $1 and e.calendar_id = $2 and e.deleted_at is null"
        );
        let own =
            self.app.store().scan_readable(of_events, place).await?.into_iter().filter_map(|(zone,)| zone?.zone());
        let own = own.filter(|zone| *zone != Zone::UTC).map(|zone| zone.name().to_owned());
        let texts = self.app.store().scan_readable(of_texts, place).await?;
        let named = texts.iter().flat_map(|(zones,)| zones.lines()).map(str::to_owned);
        Ok(own.chain(named).collect())
    }

    /// When the first of its events takes place, in seconds.
    async fn since(&self) -> Result<i64> {
        let first = sql!(
            (Option<Instant>,),
            (Id, Id),
            "select min(first_at) from events where space_id = $1 and calendar_id = $2 and deleted_at is null"
        );
        let first = self.app.store().scan_readable(first, (self.calendar.space_id, self.calendar.id)).await?;
        Ok(first.first().and_then(|(first,)| *first).map_or(0, |first| first.micros().div_euclid(1_000_000)))
    }

    async fn events(&self, after: Id) -> Result<Stretch<CalendarEvent>> {
        let page = sql!(
            CalendarEvent,
            (Id, Id, Id, i64),
            "where space_id = $1 and calendar_id = $2 and id > $3 and deleted_at is null order by id limit $4"
        );
        Ok(self.app.store().stretch(page, (self.calendar.space_id, self.calendar.id, after, PAGE)).await?)
    }

    /// The events of a page as text.
    async fn written(&self, after: Id, last: Id, events: &[CalendarEvent]) -> Result<Vec<u8>> {
        let place = (self.calendar.space_id, self.calendar.id, after, last);
        let texts = sql!(
            EventText,
            (Id, Id, Id, Id),
            "where space_id = $1 and event_id in (select id from events where space_id = $1 and calendar_id = $2 \
             and id > $3 and id <= $4 and deleted_at is null)"
        );
        let series = sql!(
            (Id, Option<ZoneName>, EventTime),
            (Id, Id, Id, Id),
            "select one.id, series.timezone, series.starts from events one join events series on series.id = one.series_id \
             where one.space_id = $1 and series.space_id = $1 and one.calendar_id = $2 and one.id > $3 and one.id <= $4 \
             and one.deleted_at is null"
        );
        let texts = self.app.store().scan_readable(texts, place).await?.into_iter();
        let texts: HashMap<Id, EventText> = texts.map(|text| (text.event_id, text)).collect();
        let series = self.app.store().scan_readable(series, place).await?.into_iter();
        let mut series: HashMap<Id, Series> =
            series.map(|(id, zone, starts)| (id, Series::new(zone.as_ref(), starts))).collect();
        let writing = Writing { zones: &self.frame.zones, clocks: &self.clocks };
        let is_readable = |event: &&CalendarEvent| match event.fault_in_calendars() {
            None => true,
            Some(fault) => {
                tracing::warn!(event = %event.id, %fault, "an event is left out of a file");
                false
            }
        };
        let written = events.iter().filter(is_readable).map(|event| {
            let text = texts.get(&event.id).map(|text| (&text.text[..], text.revision));
            writing.component(&Written { event, series: series.remove(&event.id), text }).text()
        });
        Ok(written.collect::<Vec<_>>().concat())
    }
}
