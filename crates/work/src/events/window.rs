//! Stretches of time that somebody asks about.
use super::EventTime;
use base::{Error, Instant, Result};
use ical::Zone;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// So far back and ahead somebody looks who does not say.
const USUAL_DAYS: u32 = 30;
/// So long a stretch may be.
const MOST_DAYS: u32 = 3_660;

/// From when to when, in the time zone of whoever asks. A day begins at its midnight, and the last one is part of it.
pub(crate) fn window(
    names: [&str; 2],
    wanted: [Option<EventTime>; 2],
    now: Instant,
    own: &Zone,
) -> Result<ical::Window> {
    let [from, to] = wanted;
    let from = from.map_or(now.minus(DAY * USUAL_DAYS), |from| from.instant(own));
    let to = match to {
        None => now.plus(DAY * USUAL_DAYS),
        Some(EventTime::Day(last)) => EventTime::Day(last.saturating_add(jiff::Span::new().days(1))).instant(own),
        Some(to) => to.instant(own),
    };
    let flaw = |code, message: String| Err(Error::flaw(format!("/{}", names[1]), code, message));
    if to < from {
        return flaw("out_of_order", format!("this is before {}", names[0]));
    }
    if to > from.plus(DAY * MOST_DAYS) {
        return flaw("too_long", format!("{MOST_DAYS} days can be looked at, at most"));
    }
    Ok(ical::Window { from, to, own: own.clone() })
}
