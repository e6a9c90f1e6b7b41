//! How long instances take (RFC 5545, section 3.8.5.3).
use crate::{
    days::DAY,
    event::{Duration, End, Event, When},
    zone::Zone,
};
use jiff::{Span, civil::DateTime};

/// So many seconds later on a clock that never jumps.
pub(super) fn later(at: DateTime, seconds: i64) -> DateTime {
    // No length is greater than all of time.
    at.saturating_add(Span::new().seconds(seconds.clamp(-400_000_000_000, 400_000_000_000)))
}

impl Event {
    /// When it ends, or its first instance does, for somebody whose own clock stands in a zone.
    pub fn first_end(&self, own: &Zone) -> When {
        end(&self.end, &self.start, &self.start, own)
    }
}

/// When an instance ends that begins at `start`, where the event says its end for `first`: after the same days and seconds where it
/// says a duration, else after exactly as long a time.
pub(super) fn end(end: &End, first: &When, start: &When, own: &Zone) -> When {
    match end {
        End::Unsaid => start.shifted_to(later(start.at(), if start.is_date() { DAY } else { 0 })),
        End::After(duration) if start.is_date() => {
            let days = (duration.days + duration.seconds / DAY).max(1);
            start.shifted_to(Duration { days, seconds: 0 }.days_after(start.at()))
        }
        End::After(duration) => {
            let at = duration.days_after(start.at());
            if duration.seconds == 0 {
                return start.shifted_to(at);
            }
            let zone = start.zone().unwrap_or(own);
            start.shifted_to(zone.local(zone.seconds(at).saturating_add(duration.seconds)))
        }
        End::At(last) if start.is_date() => {
            let length = crate::days::local(last.at()) - crate::days::local(first.at());
            start.shifted_to(later(start.at(), length.max(DAY)))
        }
        End::At(last) => {
            let length = (last.seconds(own) - first.seconds(own)).max(0);
            last.shifted_to(last.zone().unwrap_or(own).local(start.seconds(own).saturating_add(length)))
        }
    }
}

/// At most so many seconds an instance takes.
pub(super) fn most(end: &End, first: &When, own: &Zone) -> i64 {
    match end {
        End::Unsaid => DAY,
        End::After(duration) => (duration.days + 1) * DAY + duration.seconds,
        End::At(last) => (last.seconds(own) - first.seconds(own)).max(0) + DAY,
    }
}
