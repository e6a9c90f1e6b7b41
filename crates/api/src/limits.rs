//! How often somebody may ask: so many requests in a minute.
use crate::caller::Caller;
use base::{Error, Id, Instant, Result};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

const MINUTE_MICROS: i64 = 60_000_000;

/// What was asked in the minute that runs.
#[derive(Default)]
pub(crate) struct Limits(Mutex<Minute>);

#[derive(Default)]
struct Minute {
    number: i64,
    asked: HashMap<Id, i64>,
}

/// What is left of a limit, for the headers that tell it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Left {
    pub(crate) limit: i64,
    pub(crate) remaining: i64,
    pub(crate) reset_s: i64,
}

impl Limits {
    /// Counts a request, and refuses it when it is one too many; nothing is counted of those who may ask as often as they like.
    pub(crate) fn count(&self, caller: &Caller, now: Instant) -> Result<Option<Left>> {
        let Some(limit) = caller.rate_per_minute else { return Ok(None) };
        let number = now.micros().div_euclid(MINUTE_MICROS);
        let reset_s = 60 - now.micros().rem_euclid(MINUTE_MICROS) / 1_000_000;
        let mut minute = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if minute.number != number {
            *minute = Minute { number, asked: HashMap::new() };
        }
        let asked = minute.asked.entry(caller.principal_id).or_default();
        *asked += 1;
        match limit - *asked {
            remaining @ 0.. => Ok(Some(Left { limit, remaining, reset_s })),
            _ => Err(Error::RateLimited { retry_after_s: u32::try_from(reset_s).unwrap_or(60) }),
        }
    }
}
