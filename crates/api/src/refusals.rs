//! What was refused for a reason of security, until it is on record. Whoever is refused neither waits for that nor fails by it.
use base::{Id, Instant};
use serde_json::Value;
use std::{
    collections::{HashMap, VecDeque},
    mem,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};
use store::OneOf;

/// What was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, OneOf)]
pub enum ViolationKind {
    /// Something that the caller may not do.
    Denied,
    /// To sign in, without success.
    LoginFailed,
    /// A write from a page that is not ours.
    CsrfFailed,
    /// More than the limit allows.
    RateLimited,
    /// A token that had been used up.
    TokenReused,
}

/// Something that was refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// What was tried.
    pub kind: ViolationKind,
    /// Who tried, where that is known.
    pub user_id: Option<Id>,
    /// From which address, where that is known.
    pub address: Option<String>,
    /// The method of the request.
    pub method: Option<String>,
    /// The path of the request, with its parts in braces.
    pub path: Option<String>,
    /// The request.
    pub request_id: String,
    /// What else is known; never a secret.
    pub details: Option<Value>,
}

/// A refusal, when it was and how often in that minute.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// What it was.
    pub refusal: Refusal,
    /// When; the first time, where there are several.
    pub at: Instant,
    /// How often.
    pub times: i64,
}

/// Refusals that wait to be put on record.
#[derive(Default)]
pub struct Refusals {
    held: Mutex<Held>,
    dropped: AtomicU64,
}

#[derive(Default)]
struct Held {
    waiting: VecDeque<Refused>,
    minute: i64,
    /// How often the same was refused in this minute.
    seen: HashMap<Same, u32>,
    /// What repeats itself, until the minute is over.
    repeated: HashMap<Same, Refused>,
}

/// By what two refusals are the same: kind, user, address, path.
type Same = (ViolationKind, Option<Id>, Option<String>, Option<String>);

const MINUTE_MICROS: i64 = 60_000_000;
/// How many may wait.
const MOST_WAITING: usize = 10_000;
/// How many of the same are told one by one in a minute.
const APART: u32 = 10;
/// How many different ones are told apart in a minute; the others are told by their kind only.
const MOST_DIFFERENT: usize = 1_000;

impl Refusals {
    pub(crate) fn note(&self, refusal: Refusal, now: Instant) {
        let lost = self.held().note(refusal, now);
        self.dropped.fetch_add(lost, Ordering::Relaxed);
    }

    /// The oldest that wait, so many at most. What repeats itself waits until its minute is over, or until all of it is wanted.
    pub fn take(&self, most: usize, now: Instant, all: bool) -> Vec<Refused> {
        let mut held = self.held();
        let lost = if all || minute(now) != held.minute { held.turn(minute(now)) } else { 0 };
        let taken = held.waiting.len().min(most);
        let taken = held.waiting.drain(..taken).collect();
        drop(held);
        self.dropped.fetch_add(lost, Ordering::Relaxed);
        taken
    }

    /// Counts what cannot be kept.
    pub fn drop_so_many(&self, times: u64) {
        self.dropped.fetch_add(times, Ordering::Relaxed);
    }

    /// How many could not be kept since this process began.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// Notes one; answers how many had to make room.
    fn note(&mut self, refusal: Refusal, now: Instant) -> u64 {
        let lost = if minute(now) == self.minute { 0 } else { self.turn(minute(now)) };
        let mut same = (refusal.kind, refusal.user_id, refusal.address.clone(), refusal.path.clone());
        if self.seen.len() >= MOST_DIFFERENT && !self.seen.contains_key(&same) {
            same = (refusal.kind, None, None, None);
        }
        let seen = self.seen.entry(same.clone()).or_default();
        *seen = seen.saturating_add(1);
        let is_apart = *seen <= APART;
        let (_, user_id, address, path) = same.clone();
        let refused = Refused { refusal: Refusal { user_id, address, path, ..refusal }, at: now, times: 1 };
        if is_apart {
            return lost + self.push(refused);
        }
        self.repeated.entry(same).and_modify(|repeated| repeated.times += 1).or_insert(refused);
        lost
    }

    /// Begins a minute: what repeated itself in the one before is told.
    fn turn(&mut self, minute: i64) -> u64 {
        self.minute = minute;
        self.seen.clear();
        mem::take(&mut self.repeated).into_values().map(|repeated| self.push(repeated)).sum()
    }

    fn push(&mut self, refused: Refused) -> u64 {
        let oldest = if self.waiting.len() >= MOST_WAITING { self.waiting.pop_front() } else { None };
        self.waiting.push_back(refused);
        oldest.map_or(0, |oldest| oldest.times.unsigned_abs())
    }
}

fn minute(now: Instant) -> i64 {
    now.micros().div_euclid(MINUTE_MICROS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn refusal(address: usize) -> Refusal {
        let address = Some(address.to_string());
        let (kind, request_id) = (ViolationKind::LoginFailed, "req_1".into());
        Refusal { kind, user_id: None, address, method: None, path: None, request_id, details: None }
    }

    fn now() -> Instant {
        "2026-11-20T08:00:00Z".parse().unwrap()
    }

    #[test]
    fn what_repeats_itself_is_told_once_when_its_minute_is_over() {
        let refusals = Refusals::default();
        (0..1_000).for_each(|_| refusals.note(refusal(1), now()));
        refusals.note(refusal(2), now());
        let taken = refusals.take(usize::MAX, now(), false);
        assert_eq!((taken.len(), taken.iter().all(|refused| refused.times == 1)), (11, true));
        let rest = refusals.take(usize::MAX, now().plus(Duration::from_secs(60)), false);
        assert_eq!(rest, [Refused { refusal: refusal(1), at: now(), times: 990 }]);
        assert_eq!(refusals.dropped(), 0);
    }

    #[test]
    fn a_crowd_of_addresses_is_told_by_what_it_tried() {
        let refusals = Refusals::default();
        (0..5_000).for_each(|address| refusals.note(refusal(address), now()));
        let taken = refusals.take(usize::MAX, now(), true);
        let times: i64 = taken.iter().map(|refused| refused.times).sum();
        assert_eq!((taken.len(), times), (1_000 + 11, 5_000));
        assert_eq!(taken.last().unwrap().refusal.address, None);
    }

    #[test]
    fn the_oldest_make_room_and_are_counted() {
        let refusals = Refusals::default();
        for minute in 0..20 {
            let now = now().plus(Duration::from_secs(60) * minute);
            (0..600).for_each(|address| refusals.note(refusal(address), now));
        }
        assert_eq!(refusals.dropped(), 2_000);
        let first = refusals.take(1, now(), false).remove(0);
        assert_eq!((first.at, first.refusal), (now().plus(Duration::from_secs(180)), refusal(200)));
    }
}
