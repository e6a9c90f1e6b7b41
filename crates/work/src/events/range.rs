//! What takes place within a stretch of time.
use super::{
    CalendarEvent, EventTime,
    rules::LONG,
    series::{self, Occurrence},
};
use crate::{Calendar, calendars, ids::Ids};
use api::{App, Caller};
use base::{Error, Id, Instant, Result};
use ical::Window;
use std::collections::{HashMap, HashSet};
use store::{List, Statement, filter, sort, sql, within};

/// So many events and instances are told at once.
pub(crate) const MOST: usize = 10_000;
/// So many rows are read at once.
const PAGE: u32 = 1_000;

/// One time that an event takes place, or why that is not known.
pub(crate) struct Found {
    pub(crate) event: CalendarEvent,
    pub(crate) at: Result<Occurrence, String>,
}

impl Found {
    fn starts_at(&self) -> Instant {
        self.at.as_ref().map_or(self.event.first_at, |at| at.starts_at)
    }
}

/// Everything that takes place within a window, in those calendars that are there, in order.
pub(crate) async fn found(
    app: &App,
    caller: &Caller,
    window: &Window,
    calendar_id: Option<Id>,
    told_at: &str,
) -> Result<Vec<Found>> {
    let there: HashSet<Id> =
        calendars::there(app, caller).await?.iter().map(|calendar: &Calendar| calendar.id).collect();
    let is_wanted = |id: Id| there.contains(&id) && calendar_id.is_none_or(|wanted| wanted == id);
    if !there.iter().copied().any(is_wanted) {
        return Ok(Vec::new());
    }
    let too_many = || {
        let message = format!("more than {MOST} events take place in this time; ask for less of it");
        Error::flaw(told_at, "too_many", message)
    };
    let mut rows = Vec::new();
    for list in [short, long] {
        rows.extend(read(app, || list(caller.space_id, window)).await?.ok_or_else(too_many)?);
    }
    let reaches = |event: &CalendarEvent| event.first_at < window.to && event.last_at >= window.from;
    rows.retain(|event| is_wanted(event.calendar_id) && reaches(event));
    let series = rows.iter().filter(|event| event.recurs()).map(|event| event.id).collect();
    let overridden = overridden(app, caller.space_id, series).await?;
    let mut all = Vec::new();
    for event in rows {
        let out = overridden.get(&event.id).map_or(&[][..], Vec::as_slice);
        // One more than is told shows that there are too many.
        match series::occurrences(&event, out, window, MOST + 1) {
            Err(problem) => all.push(Found { event, at: Err(problem) }),
            Ok((times, is_complete)) => {
                if all.len() + times.len() > MOST {
                    return Err(too_many());
                }
                if !is_complete {
                    let problem = "its rule is too far-reaching to be followed to the end".to_owned();
                    all.push(Found { event: event.clone(), at: Err(problem) });
                }
                all.extend(times.into_iter().map(|at| {
                    let id = at.id.or(event.recurrence_id);
                    Found { event: event.clone(), at: Ok(Occurrence { id, ..at }) }
                }));
            }
        }
    }
    all.sort_by_key(|one| (one.starts_at(), one.event.id));
    Ok(all)
}

/// What does not recur and is over within a week: found by when it begins. Nothing else is asked for, so that no other index seems to
/// be as good.
fn short(space_id: Id, window: &Window) -> List<CalendarEvent> {
    let here = within!(CalendarEvent, (Id, bool), "space_id = $1 and is_long = $2 and deleted_at is null");
    let order = sort!(CalendarEvent, Up, "first_at", "id");
    let list = List::of(here, (space_id, false), order, PAGE);
    // A time that depends on where one is may be 14 hours off at both ends.
    let from = window.from.minus(LONG + std::time::Duration::from_secs(28 * 60 * 60));
    let list = list.filter(filter!(CalendarEvent, (Instant,), "first_at >= $1"), (from,));
    list.filter(filter!(CalendarEvent, (Instant,), "first_at < $1"), (window.to,))
}

/// What recurs or takes longer: found by when the last of it is over.
fn long(space_id: Id, window: &Window) -> List<CalendarEvent> {
    let here = within!(CalendarEvent, (Id, bool), "space_id = $1 and is_long = $2 and deleted_at is null");
    let order = sort!(CalendarEvent, Up, "last_at", "id");
    let list = List::of(here, (space_id, true), order, PAGE);
    list.filter(filter!(CalendarEvent, (Instant,), "last_at >= $1"), (window.from,))
}

/// The rows of a list, page by page; nothing where there are too many.
async fn read(app: &App, first: impl Fn() -> List<CalendarEvent>) -> Result<Option<Vec<CalendarEvent>>> {
    let (mut rows, mut list) = (Vec::new(), first());
    loop {
        let page = app.store().page(&list).await?;
        rows.extend(page.rows);
        match page.next {
            None => return Ok(Some(rows)),
            Some(_) if rows.len() >= MOST => return Ok(None),
            Some(next) => list = first().after(&next)?,
        }
    }
}

/// The instances of these series that take place as something else says.
pub(super) async fn overridden(app: &App, space_id: Id, series: Vec<Id>) -> Result<HashMap<Id, Vec<EventTime>>> {
    let mut overridden = HashMap::<Id, Vec<EventTime>>::new();
    if !series.is_empty() {
        for (series, id) in app.store().readable(OVERRIDDEN, (space_id, Ids(series))).await? {
            overridden.entry(series).or_default().push(id);
        }
    }
    Ok(overridden)
}

const OVERRIDDEN: Statement<(Id, Ids), (Id, EventTime)> = sql!(
    (Id, EventTime),
    (Id, Ids),
    sqlite: "select series_id, recurrence_id from events \
             where space_id = $1 and series_id in (select unhex(value, '-') from json_each($2)) \
             and deleted_at is null and recurrence_id is not null",
    postgres: "select series_id, recurrence_id from events \
               where space_id = $1 and series_id in (select value::uuid from jsonb_array_elements_text($2)) \
               and deleted_at is null and recurrence_id is not null"
);

#[cfg(test)]
mod tests {
    use super::*;
    use house::each_house;
    use serde_json::json;
    use store::Batch;

    #[tokio::test]
    async fn pt_76_a_week_is_read_from_an_index_however_much_there_is() {
        each_house(async |house| {
            let ann = house.user("ann").await;
            let event = json!({ "title": "sow", "start": "2026-11-21T09:00:00", "end": "2026-11-21T10:00:00" });
            ann.post("/api/v1/calendar/events", event).await.expect(201);
            super::super::tests::many(&house, &ann, 3_000).await;
            house.write(Batch::new().run(sql!((), (), "analyze events"), ())).await;
            let store = house.app().store();
            let [from, to] = ["2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z"].map(|text| text.parse().unwrap());
            let window = Window { from, to, own: ical::Zone::UTC };
            for list in [short, long] {
                let plan = store.explain(&list(ann.space_id(), &window)).await.unwrap().join("\n").to_lowercase();
                assert!(plan.contains("index") && !plan.contains("temp b-tree"), "{plan}");
                assert!(
                    !plan.contains("scan events") && !plan.contains("seq scan") && !plan.contains("sort"),
                    "{plan}"
                );
            }
        })
        .await;
    }
}
