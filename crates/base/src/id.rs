//! Ids: UUIDv7, ordered by the time they were minted.
use crate::{Clock, Instant};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// The name of one thing, for ever: a UUIDv7.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id(Uuid);

crate::schema::of_text!(Id, "uuid", "The name of one thing.");

impl Id {
    /// A new id, later than every other this clock has minted.
    pub fn new(clock: &Clock) -> Self {
        clock.mint()
    }

    /// The id with these bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }

    /// The id of what follows from a digest, as if it had been minted then: whoever makes it anew makes the same, and it sorts
    /// among the others.
    pub fn following(digest: &[u8; 32], at: Instant) -> Self {
        let mut bytes = [0; 16];
        let millis = u64::try_from(at.micros() / 1_000).unwrap_or_default().to_be_bytes();
        bytes[..6].copy_from_slice(&millis[2..]);
        bytes[6..].copy_from_slice(&digest[..10]);
        bytes[6] = 0x70 | bytes[6] & 0x0f;
        bytes[8] = 0x80 | bytes[8] & 0x3f;
        Self::from_bytes(bytes)
    }

    /// The bytes, in the order that sorts by time.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Id {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

const COUNTER_BITS: u32 = 42;

/// Mints ids: 48 bits of milliseconds, 42 of a counter with a random start in each millisecond, 32 of chance.
pub(crate) struct Mint {
    millisecond: u64,
    counter: u64,
    chance: u64,
}

impl Mint {
    pub(crate) fn new(seed: u64) -> Self {
        Self { millisecond: 0, counter: 0, chance: seed }
    }

    /// The next id. A clock that steps back does not take the ids with it.
    pub(crate) fn next(&mut self, now: Instant) -> Id {
        let millisecond = u64::try_from(now.micros() / 1_000).unwrap_or(0);
        if millisecond > self.millisecond {
            self.start(millisecond);
        } else {
            self.counter += 1;
            if self.counter >> COUNTER_BITS != 0 {
                self.start(self.millisecond + 1);
            }
        }
        let low = self.random() & 0xffff_ffff;
        let high = self.millisecond << 16 | 0x7000 | self.counter >> 30;
        let rest = 0x2 << 62 | (self.counter & 0x3fff_ffff) << 32 | low;
        Id(Uuid::from_u64_pair(high, rest))
    }

    /// Leaves the counter's upper half free, so that it does not run over within the millisecond.
    fn start(&mut self, millisecond: u64) {
        self.millisecond = millisecond;
        self.counter = self.random() >> (64 - COUNTER_BITS + 1);
    }

    /// SplitMix64: ids need to be distinct, not secret.
    fn random(&mut self) -> u64 {
        self.chance = self.chance.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.chance;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn ids_are_version_seven_and_only_go_up() {
        let clock = Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 7);
        let mut last = Id::new(&clock);
        for round in 0..10_000 {
            if round % 1_000 == 0 {
                clock.advance(Duration::from_micros(1_500));
            }
            let id = Id::new(&clock);
            assert!(id > last, "{id} after {last}");
            assert_eq!((id.0.get_version_num(), id.0.get_variant()), (7, uuid::Variant::RFC4122));
            last = id;
        }
    }

    #[test]
    fn a_clock_that_steps_back_does_not_take_the_ids_with_it() {
        let (mut mint, later, earlier) = (Mint::new(1), Instant::clamped(2_000_000), Instant::clamped(1_000_000));
        let first = mint.next(later);
        assert!(mint.next(earlier) > first);
    }

    #[test]
    fn equal_seeds_mint_equal_ids_and_others_do_not() {
        let at = Instant::clamped(1_000_000);
        let first = |seed| Mint::new(seed).next(at);
        assert_eq!(first(1), first(1));
        assert_ne!(first(1), first(2));
    }
}
