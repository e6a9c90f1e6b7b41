//! Events and their instances.
use super::{
    CalendarEvent, EventTime, Recurrence, ZoneName, rules,
    time::{at_second, seconds},
};
use base::Instant;
use ical::{Budget, End, Event, Extra, Instances, Reading, Rule, Series, Start, Until, Window, Zone};
use std::time::Duration;

/// So many turns of one rule are looked at, and no more.
const STEPS: u64 = 100_000;

/// An event that can be followed through time, or why it cannot.
pub(crate) fn read(event: &CalendarEvent, overridden: &[EventTime]) -> Result<Series, String> {
    if let Some(fault) = event.fault_of_time() {
        return Err(fault.to_string());
    }
    let zone = match &event.timezone {
        None => None,
        Some(name) => Some(name.zone().ok_or_else(|| format!("the time zone {} is not known", name.0))?),
    };
    let rule = event.recurrence_rule.as_ref().map(Recurrence::rule).transpose();
    let rule = rule.map_err(|why| format!("the rule cannot be followed: {why}"))?;
    let when = |time: &EventTime| time.when(zone.as_ref());
    let out = event.exdates.0.iter().chain(overridden).map(when).collect();
    let told = Event {
        uid: event.uid.clone(),
        line: 0,
        overrides: None,
        start: when(&event.starts),
        end: End::At(when(&event.ends.0)),
        summary: None,
        description: None,
        location: None,
        status: None,
        is_transparent: false,
        categories: Vec::new(),
        sequence: 0,
        stamp: None,
        modified: None,
        rules: rule.into_iter().collect(),
        extras: event.rdates.0.iter().map(|time| Extra { start: when(time), end: End::Unsaid }).collect(),
        exceptions: out,
        organizer: None,
        attendees: Vec::new(),
        alarms: Vec::new(),
    };
    Ok(Series { event: Some(told), overrides: Vec::new(), reading: Reading::Rfc })
}

/// The instances within a window, so many at most.
pub(crate) fn instances<'s>(series: &'s Series, window: &Window, most: usize) -> Instances<'s> {
    series.instances(window, &Budget { instances: most, steps: STEPS })
}

/// When the last instance of a rule begins at the latest; nothing where there is no rule, the end of time where it has no end.
pub(super) fn last_start(event: &CalendarEvent, clock: &Zone) -> Option<Instant> {
    let rule = event.recurrence_rule.as_ref()?.rule().ok()?;
    // Whatever the clock of an end: a day and a half more hold it.
    let slack = 36 * 60 * 60;
    Some(match (rule.until, rule.count) {
        (Some(Until::Date(on)), _) => at_second(Zone::UTC.seconds(on.at(0, 0, 0, 0)) + slack),
        (Some(Until::Local(at) | Until::Utc(at)), _) => at_second(Zone::UTC.seconds(at) + slack),
        (None, Some(_)) => {
            let mut all = expanded(event, &rule, clock);
            let last = all.by_ref().last();
            match (all.is_given_up(), last) {
                (false, Some(at)) => at_second(clock.seconds(at)),
                (false, None) => event.starts.instant(clock),
                (true, _) => Instant::MAX,
            }
        }
        (None, None) => Instant::MAX,
    })
}

fn expanded<'r>(event: &CalendarEvent, rule: &'r Rule, clock: &'r Zone) -> ical::Expansion<'r> {
    let start = Start { at: event.starts.clock(), is_date: event.starts.is_day(), zone: Some(clock) };
    rule.expand(start, Reading::Rfc).within(STEPS)
}

/// An event that takes place, at one of its times.
#[derive(Clone, Debug)]
pub(crate) struct Occurrence {
    /// Which instance; nothing where there is only one.
    pub(crate) id: Option<EventTime>,
    pub(crate) starts: EventTime,
    pub(crate) ends: EventTime,
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
}

/// The times at which an event takes place within a window, and whether these are all.
pub(crate) fn occurrences(
    event: &CalendarEvent,
    overridden: &[EventTime],
    window: &Window,
    most: usize,
) -> Result<(Vec<Occurrence>, bool), String> {
    let series = read(event, overridden)?;
    let found = instances(&series, window, most);
    let occurrence = |one: &ical::Instance| Occurrence {
        id: event.recurs().then(|| EventTime::of(&one.id)),
        starts: EventTime::of(&one.start),
        ends: EventTime::of(&one.end),
        starts_at: one.starts_at,
        ends_at: one.ends_at,
    };
    Ok((found.list.iter().map(occurrence).collect(), found.is_complete))
}

/// The instance of a series that begins then by its rule.
pub(crate) fn instance(event: &CalendarEvent, id: EventTime, own: &Zone) -> Option<Occurrence> {
    let zone = event.timezone.as_ref().and_then(ZoneName::zone);
    let at = id.instant(zone.as_ref().unwrap_or(own));
    let around = Duration::from_secs(2 * 24 * 60 * 60);
    let window = Window { from: at.minus(around), to: at.plus(around), own: own.clone() };
    let (found, _) = occurrences(event, &[], &window, 10_000).ok()?;
    found.into_iter().find(|one| one.id.unwrap_or(event.starts) == id)
}

/// A rule that ends before an instance, and what is left of it from there on: `COUNT` counts both parts together.
pub(crate) fn cut(event: &CalendarEvent, at: EventTime, own: &Zone) -> Option<(Recurrence, Recurrence)> {
    let rule = event.recurrence_rule.as_ref()?.rule().ok()?;
    let zone = event.timezone.as_ref().and_then(ZoneName::zone);
    let before = rules::later(at, if at.is_day() { -24 * 60 * 60 } else { -1 });
    let until = match (at, &zone) {
        (EventTime::Day(_), _) => Until::Date(before.clock().date()),
        (_, Some(zone)) => Until::Utc(Zone::UTC.local(seconds(before.instant(zone)))),
        (_, None) => Until::Local(before.clock()),
    };
    let clock = zone.as_ref().unwrap_or(own);
    let passed = rule.count.map(|count| {
        let is_earlier = |when: &jiff::civil::DateTime| *when < at.clock();
        let passed = expanded(event, &rule, clock).take_while(is_earlier).count();
        count.saturating_sub(u32::try_from(passed).unwrap_or(u32::MAX)).max(1)
    });
    let ended = Rule { until: Some(until), count: None, ..rule.clone() };
    let rest = Rule { count: passed, ..rule };
    Some((Recurrence(ended.to_string()), Recurrence(rest.to_string())))
}
